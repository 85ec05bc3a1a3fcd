package io.sparkdistill.jobs.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.onnxruntime.OrtEnvironment;
import io.sparkdistill.distill.Softmax;
import io.sparkdistill.engine.OnnxRuntime;
import io.sparkdistill.inference.ModelCache;
import io.sparkdistill.jobs.TinyTask;
import io.sparkdistill.network.BiLstm;
import io.sparkdistill.network.Cnn;
import io.sparkdistill.network.Example;
import io.sparkdistill.network.Mlp;
import io.sparkdistill.network.Network;
import io.sparkdistill.network.Pooling;
import io.sparkdistill.network.StaticVectors;
import io.sparkdistill.network.WordVectors;
import io.sparkdistill.serving.Input;
import io.sparkdistill.serving.Precision;
import io.sparkdistill.serving.Prediction;
import io.sparkdistill.serving.Student;
import io.sparkdistill.student.LogisticModel;
import io.sparkdistill.student.StudentModel;
import io.sparkdistill.teacher.ModelStaging;
import io.sparkdistill.text.HashedNgrams;
import io.sparkdistill.text.TextEncoder;
import io.sparkdistill.text.Vocabulary;
import io.sparkdistill.text.Words;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An exported student gives the student's answers where there is nothing but ONNX Runtime. */
class ServingWithoutSparkTest {
    private static final List<String> CLASSES = List.of("bad", "good", "so so");
    private static final ExportFacts FACTS = new ExportFacts("0", CLASSES, List.of("tiny"), "1.0");
    private static final Network CNN = new Cnn(WordVectors.tuned(8), List.of(1, 2), 6, 0);

    @TempDir
    Path folder;

    @BeforeAll
    static void startOnnxRuntime() {
        OnnxRuntime.engine();
    }

    @Test
    void aProgramWithOnnxRuntimeAloneGivesTheStudentsAnswers() throws Exception {
        List<String> texts = texts();
        try (StudentModel student = text(new BiLstm(WordVectors.tuned(8), 6, 5, 0, Pooling.MAX), 1)) {
            export(student);
            List<Prediction> expected = expected(student, inputs(texts));
            List<String> lines = run(Path.of("../docs/examples/Classify.java"), texts);
            assertThat(lines).hasSameSizeAs(texts);
            for (int i = 0; i < texts.size(); i++) {
                String[] columns = lines.get(i).split("\t", -1);
                assertThat(columns[0]).isEqualTo(expected.get(i).className());
                assertThat(Float.parseFloat(columns[1]))
                        .isCloseTo(expected.get(i).probability(), within(1e-5f));
            }
        }
    }

    @Test
    void givesTheClassOfTheStudentOnSparkForEveryValidationSentenceOfSst2(@TempDir Path spark) throws Exception {
        String data = System.getenv("SPARK_DISTILL_DATA");
        assumeTrue(data != null, "needs SPARK_DISTILL_DATA");
        List<String> texts = Files.readAllLines(Path.of(data, "data", "sst2", "dev.tsv")).stream()
                .skip(1)
                .map(line -> line.split("\t", -1)[0])
                .toList();
        assertThat(texts).hasSize(872);
        Map<String, Long> counts = texts.stream()
                .flatMap(text -> Words.split(text).stream())
                .collect(Collectors.groupingBy(word -> word, Collectors.counting()));
        TextEncoder words = new TextEncoder(Vocabulary.of(counts, 2, 5_000), 40);
        try (StudentModel student = StudentModel.forText(
                new BiLstm(WordVectors.tuned(50), 32, 32, 0, Pooling.MAX), words, 1, CLASSES.size(), 5)) {
            export(student);
            student.save(spark);
        }
        ModelStaging staging = new ModelStaging(new Configuration());
        try (ModelCache.Lease lease =
                staging.stage(staging.student("student", spark.toString(), 3)).trial()) {
            List<Prediction> expected = Stream.of(Reference.logits(lease.model(), inputs(texts)))
                    .map(ServingWithoutSparkTest::prediction)
                    .toList();
            assertThat(run(Path.of("../docs/examples/Classify.java"), texts))
                    .map(line -> line.split("\t", -1)[0])
                    .isEqualTo(expected.stream().map(Prediction::className).toList());
        }
    }

    @Test
    void noClassOfSparkOrPyTorchIsThere() throws Exception {
        Path program = Files.writeString(
                folder.resolve("ClassPath.java"),
                """
                public class ClassPath {
                    public static void main(String[] names) {
                        for (String name : names[1].split(",")) {
                            try {
                                Class.forName(name);
                                System.out.println(name);
                            } catch (ClassNotFoundException e) {
                                // As it should be.
                            }
                        }
                    }
                }
                """);
        String classes =
                "org.apache.spark.SparkContext,scala.Option,ai.djl.Model,com.fasterxml.jackson.core.JsonParser,"
                        + "org.slf4j.Logger,io.sparkdistill.engine.Djl,io.sparkdistill.serving.Student";
        assertThat(run(program, List.of(), classes)).containsExactly("io.sparkdistill.serving.Student");
    }

    @Test
    void readsNgramsAsTheStudentDoes() throws IOException {
        List<Input> inputs = inputs(texts());
        HashedNgrams ngrams = new HashedNgrams(2, 3, 4, 100);
        Network network = new StaticVectors(WordVectors.tuned(8), ngrams, 6, 0);
        TextEncoder encoder = new TextEncoder(encoder().vocabulary(), 7, ngrams);
        try (StudentModel student = StudentModel.forText(network, encoder, 1, CLASSES.size(), 5)) {
            export(student);
            try (Student exported = Student.open(folder)) {
                assertSame(exported.predict(inputs), expected(student, inputs));
            }
        }
    }

    @Test
    void classifiesPairs() throws IOException {
        List<String> texts = texts();
        List<Input> pairs = IntStream.range(1, texts.size())
                .<Input>mapToObj(i -> new Input.Pair(texts.get(i - 1), texts.get(i)))
                .toList();
        try (StudentModel student = text(CNN, 2)) {
            export(student);
            try (Student exported = Student.open(folder)) {
                assertSame(exported.predict(pairs), expected(student, pairs));
                Input.Pair pair = (Input.Pair) pairs.get(3);
                assertThat(exported.predict(pair.first(), pair.second()).className())
                        .isEqualTo(expected(student, pairs).get(3).className());
            }
        }
    }

    @Test
    void classifiesPairsByHashedTerms() throws IOException {
        List<String> texts = texts();
        List<Input> pairs = IntStream.range(1, texts.size())
                .<Input>mapToObj(i -> new Input.Pair(texts.get(i), texts.get(i - 1)))
                .toList();
        LogisticModel student = logistic(new LogisticModel.Shape(3, 500, 2, CLASSES.size()));
        List<Prediction> expected = pairs.stream()
                .map(Input.Pair.class::cast)
                .map(pair -> prediction(student.logits(
                        student.shape().terms().indices(Words.split(pair.first()), Words.split(pair.second())))))
                .toList();
        new OnnxFolder(folder, OnnxStudent.of(student), FACTS, List.of(), inputs -> inputs.stream()
                        .map(Input.Pair.class::cast)
                        .map(pair -> student.logits(
                                student.shape().terms().indices(Words.split(pair.first()), Words.split(pair.second()))))
                        .toArray(float[][]::new))
                .write();
        try (Student exported = Student.open(folder)) {
            assertSame(exported.predict(pairs), expected);
            assertThatThrownBy(() -> exported.predict("one"))
                    .hasMessage("Cannot classify an example: the student reads a pair of texts, and the example is a"
                            + " text");
        }
    }

    private static LogisticModel logistic(LogisticModel.Shape shape) {
        Random random = new Random(3);
        float[] weights = new float[shape.features() * shape.classes()];
        for (int i = 0; i < weights.length; i++) {
            weights[i] = (float) random.nextGaussian();
        }
        return new LogisticModel(shape, new float[] {0.5f, 0, -0.5f}, weights);
    }

    @Test
    void refusesAModelThatDoesNotGiveTheStudentsLogits() {
        try (StudentModel student = text(CNN, 1);
                StudentModel other = StudentModel.forText(CNN, encoder(), 1, CLASSES.size(), 99)) {
            OnnxFolder export =
                    new OnnxFolder(folder, OnnxStudent.of(other), FACTS, List.of(), inputs -> logits(student, inputs));
            assertThatThrownBy(export::writeModel)
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("model.onnx gives other logits for the example");
        }
    }

    @Test
    void classifiesFeatures() throws IOException {
        List<Input> inputs = IntStream.range(0, 50)
                .<Input>mapToObj(i -> new Input.Features(new float[] {i, -i, 0.5f * i}))
                .toList();
        try (StudentModel student = StudentModel.forFeatures(new Mlp(List.of(8), 0), 3, 3, 5)) {
            export(student);
            try (Student exported = Student.open(folder)) {
                assertSame(exported.predict(inputs), expected(student, inputs));
                assertThatThrownBy(() -> exported.predict(new float[2]))
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessage("Cannot classify an example: the student reads 3 features, and the example has 2");
                assertThatThrownBy(() -> exported.predict("text"))
                        .hasMessage(
                                "Cannot classify an example: the student reads features, and the example is a text");
                assertThatThrownBy(() -> exported.predict(new float[] {1, Float.NaN, 2}))
                        .hasMessage("Cannot classify features: all must be finite: feature 1 is NaN");
            }
        }
    }

    @Test
    void servesManyThreadsAtOnce() throws Exception {
        List<Input> inputs = inputs(texts());
        try (StudentModel student = text(CNN, 1)) {
            export(student);
            List<Prediction> expected = expected(student, inputs);
            var threads = Executors.newFixedThreadPool(4);
            try (Student exported = Student.open(folder)) {
                List<Future<List<Prediction>>> answers = new ArrayList<>();
                for (int i = 0; i < 12; i++) {
                    answers.add(threads.submit(() -> exported.predict(inputs)));
                }
                for (Future<List<Prediction>> answer : answers) {
                    assertSame(answer.get(), expected);
                }
            } finally {
                threads.shutdownNow();
            }
        }
    }

    @Test
    void classifiesNothingAsNothing() throws IOException {
        try (StudentModel student = text(CNN, 1)) {
            export(student);
            try (Student exported = Student.open(folder)) {
                assertThat(exported.predict(List.of())).isEmpty();
                assertThat(exported.classNames()).isEqualTo(CLASSES);
            }
        }
    }

    @Test
    void servesTheModelOf8Bits() throws IOException {
        List<Input> inputs = inputs(texts());
        try (StudentModel student = text(new BiLstm(WordVectors.tuned(60), 48, 32, 0, Pooling.MAX), 1)) {
            OnnxFolder serving = onnx(student);
            serving.writeModel();
            assertThat(serving.writeInt8Model()).get().satisfies(check -> {
                assertThat(check.isAsGood()).isTrue();
                assertThat(check.difference()).isPositive().isLessThan(0.02);
            });
            try (Student exported = Student.open(folder, Precision.INT8)) {
                List<Prediction> found = exported.predict(inputs);
                List<Prediction> expected = expected(student, inputs);
                for (int i = 0; i < found.size(); i++) {
                    assertThat(found.get(i).logits())
                            .containsExactly(expected.get(i).logits(), within(0.02f));
                }
            }
        }
    }

    @Test
    void refusesAModelThatIsAnotherStudents() throws IOException {
        try (StudentModel student = text(CNN, 1);
                StudentModel other = StudentModel.forText(CNN, encoder(), 1, CLASSES.size(), 99)) {
            export(other);
            Path model = Files.move(folder.resolve("model.onnx"), folder.resolve("other.onnx"));
            export(student);
            Files.move(model, folder.resolve("model.onnx"), StandardCopyOption.REPLACE_EXISTING);
            assertThatThrownBy(() -> Student.open(folder))
                    .isInstanceOf(IOException.class)
                    .hasMessageMatching("Cannot open the student .*: model.onnx gives other logits for the example of"
                            + " serving.json: \\[.*] instead of \\[.*]; export it again");
        }
    }

    @Test
    void refusesTheRulesOfAnotherVersion() throws IOException {
        try (StudentModel student = text(CNN, 1)) {
            export(student);
        }
        Path description = folder.resolve(Student.DESCRIPTION);
        String json = Files.readString(description);
        Files.writeString(description, json.replace("\\\\S", "\\\\s"));
        assertThatThrownBy(() -> Student.open(folder))
                .hasMessageEndingWith("this version splits texts into other words than the version that exported it;"
                        + " export it again, or serve it with that version");
        Files.writeString(description, json.replace("\"format\" : 1", "\"format\" : 2"));
        assertThatThrownBy(() -> Student.open(folder))
                .hasMessage("Cannot open the student %s: its format must be 1: 2.0; export it again", folder);
    }

    private static List<String> texts() {
        return Stream.concat(Stream.of("", "Été — ’tis NEW"), TinyTask.sentences(60, 3).stream())
                .toList();
    }

    private static List<Input> inputs(List<String> texts) {
        return texts.stream().<Input>map(Input.Text::new).toList();
    }

    private static TextEncoder encoder() {
        List<String> words =
                List.of("<padding>", "<unknown>", "film", "good", "bad", "a", "not", "very", "long", "—", "’tis");
        return new TextEncoder(Vocabulary.ofWords(words), 7);
    }

    private static StudentModel text(Network network, int sentences) {
        return StudentModel.forText(network, encoder(), sentences, CLASSES.size(), 5);
    }

    private void export(StudentModel student) throws IOException {
        onnx(student).writeModel();
    }

    private OnnxFolder onnx(StudentModel student) {
        return new OnnxFolder(folder, OnnxStudent.of(student), FACTS, List.of(), inputs -> logits(student, inputs));
    }

    private static float[][] logits(StudentModel student, List<Input> inputs) {
        return student.logits(
                inputs.stream().map(input -> encode(input, student)).toList());
    }

    private static Example encode(Input input, StudentModel student) {
        if (input instanceof Input.Features features) {
            return new Example(null, null, features.values(), Example.UNLABELED, null);
        }
        TextEncoder encoder = student.encoder().orElseThrow();
        return input instanceof Input.Pair pair
                ? new Example(
                        encoder.encode(pair.first()), encoder.encode(pair.second()), null, Example.UNLABELED, null)
                : new Example(encoder.encode(((Input.Text) input).text()), null, null, Example.UNLABELED, null);
    }

    private static List<Prediction> expected(StudentModel student, List<Input> inputs) {
        float[][] logits = logits(student, inputs);
        return Stream.of(logits).map(ServingWithoutSparkTest::prediction).toList();
    }

    private static Prediction prediction(float[] logits) {
        int best = 0;
        for (int i = 1; i < logits.length; i++) {
            best = logits[i] > logits[best] ? i : best;
        }
        return new Prediction(best, CLASSES.get(best), Softmax.softTargets(logits, 1), logits);
    }

    private static void assertSame(List<Prediction> found, List<Prediction> expected) {
        assertThat(found).hasSameSizeAs(expected);
        for (int i = 0; i < found.size(); i++) {
            assertThat(found.get(i).className()).isEqualTo(expected.get(i).className());
            assertThat(found.get(i).logits()).containsExactly(expected.get(i).logits(), within(1e-5f));
            assertThat(found.get(i).probabilities())
                    .containsExactly(expected.get(i).probabilities(), within(1e-5f));
        }
    }

    /** Runs a Java program whose class path is serving and ONNX Runtime, and returns the lines that it prints. */
    private List<String> run(Path program, List<String> input, String... arguments) throws Exception {
        String classPath = path(Student.class) + File.pathSeparator + path(OrtEnvironment.class);
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-Dfile.encoding=UTF-8",
                "-cp",
                classPath,
                program.toString(),
                folder.toString()));
        command.addAll(List.of(arguments));
        Path in = Files.write(folder.resolve("input.txt"), input);
        Path out = folder.resolve("output.txt");
        int exitCode = new ProcessBuilder(command)
                .redirectInput(in.toFile())
                .redirectOutput(out.toFile())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start()
                .waitFor();
        assertThat(exitCode).isZero();
        return Files.readAllLines(out);
    }

    private static Path path(Class<?> type) throws Exception {
        return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
    }
}
