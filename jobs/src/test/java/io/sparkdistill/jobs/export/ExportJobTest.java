package io.sparkdistill.jobs.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.modality.Classifications;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.repository.zoo.Criteria;
import ai.djl.repository.zoo.ZooModel;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sparkdistill.distill.Softmax;
import io.sparkdistill.engine.OnnxRuntime;
import io.sparkdistill.engine.PyTorch;
import io.sparkdistill.fixtures.TinyOnnx;
import io.sparkdistill.fixtures.TinyTeacher;
import io.sparkdistill.jobs.LocalSpark;
import io.sparkdistill.jobs.TinyTask;
import io.sparkdistill.jobs.augment.AugmentJob;
import io.sparkdistill.jobs.job.InputException;
import io.sparkdistill.jobs.job.Job;
import io.sparkdistill.jobs.job.JobContext;
import io.sparkdistill.jobs.train.TrainJob;
import io.sparkdistill.network.Example;
import io.sparkdistill.serving.Precision;
import io.sparkdistill.serving.Student;
import io.sparkdistill.student.LogisticModel;
import io.sparkdistill.student.StudentModel;
import io.sparkdistill.text.Words;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExportJobTest {
    private static final String[] LOGISTIC = {
        "train.soft-weight=0",
        "train.hard-weight=1",
        "student.network=logistic",
        "student.logistic={ngrams=2, features=1000, regularization=0.01, iterations=20}"
    };
    private static final String TEXT = "A film so good that Nobody leaves";

    @TempDir
    Path folder;

    @Test
    void writesAStudentThatIsServedByItsFilesAlone() throws Exception {
        TinyTask task = new TinyTask(folder);
        JobContext context = task.context(
                "train.soft-weight=0", "train.hard-weight=1", "train.epochs=1", "task.class-names=[no, yes]");
        for (Job job : List.of(new AugmentJob(labels(task)), new TrainJob(labels(task)))) {
            job.validate();
            job.run(LocalSpark.session());
        }
        ExportJob export = new ExportJob(context);
        export.validate();
        assertThat(export.run(LocalSpark.session()).summary())
                .contains("model.onnx", "serving.json", "vocabulary.txt")
                .containsPattern(
                        "model.onnx: largest difference of a logit [0-9.]+e-0[6-9], same class for 1.0000 of 101"
                                + " examples, accuracy (0\\.\\d{4}) instead of \\1")
                .contains("no model-int8.onnx: the student is too small to gain by it");

        Path exported = task.run().resolve("export");
        JsonNode serving = new ObjectMapper()
                .readTree(exported.resolve(Student.DESCRIPTION).toFile());
        assertThat(serving.at("/classes")).extracting(JsonNode::asText).containsExactly("no", "yes");
        long[][] words = {served(serving, Files.readAllLines(exported.resolve("vocabulary.txt")))};
        try (StudentModel student = StudentModel.load(task.run().resolve("student"))) {
            int[] ids = student.encoder().orElseThrow().encode(TEXT);
            assertThat(words[0])
                    .containsExactly(Arrays.stream(ids).asLongStream().toArray());
            float[] expected = student.logits(List.of(new Example(ids, null, null, Example.UNLABELED, null)))[0];
            assertThat(logits(exported.resolve(Precision.FLOAT32.file()), words))
                    .containsExactly(expected, within(1e-5f));
            assertThat(logitsOfDjl(exported, words)).containsExactly(expected, within(1e-5f));
        }
        assertThat(exported.resolve("NOTICE.txt"))
                .content()
                .contains("exported by spark-distill", "Apache License 2.0")
                .doesNotContain("teachers");
    }

    @Test
    void exportsALogisticStudentWithTheRulesOfItsTerms() throws Exception {
        TinyTask task = new TinyTask(folder);
        JobContext context = task.context(LOGISTIC);
        train(context);
        assertThat(new ExportJob(context).run(LocalSpark.session()).summary())
                .containsPattern("model.onnx: largest difference of a logit [0-9.e+-]+, same class for 1.0000 of 101")
                .contains("no model-int8.onnx: the student is too small to gain by it");

        Path exported = task.run().resolve("export");
        JsonNode rules = new ObjectMapper()
                .readTree(exported.resolve(Student.DESCRIPTION).toFile())
                .get("text");
        assertThat(rules.get("n-grams").asInt()).isEqualTo(2);
        assertThat(rules.get("features").asInt()).isEqualTo(1000);
        LogisticModel student = LogisticModel.load(task.run().resolve("student")::resolve);
        try (Student served = Student.open(exported)) {
            for (String text : List.of(TEXT, "", "film film good")) {
                int[] terms = student.shape().terms().indices(Words.split(text), List.of());
                assertThat(served.predict(text).logits()).containsExactly(student.logits(terms), within(1e-5f));
            }
        }
    }

    @Test
    void exportsATorchScriptStudentAsItIs() throws Exception {
        TinyTask task = new TinyTask(folder);
        TinyTeacher.writeTrainable(task.file("start.pt"));
        JobContext context = task.context(
                "train.soft-weight=0",
                "train.hard-weight=1",
                "train.epochs=1",
                "student.network=torchscript",
                "student.torchscript={model=${data}/start.pt, tokenizer=${data}/tokenizer.json, max-tokens=6}");
        train(context);
        assertThat(new ExportJob(context).run(LocalSpark.session()).summary())
                .containsPattern(
                        "model.pt: the student's file, unchanged; largest difference of a logit [0-9.e+-]+, same class"
                                + " for 1.0000 of 101 examples")
                .contains("serving.properties", "NOTICE.txt");

        Path exported = task.run().resolve("export");
        assertThat(exported.resolve("model.pt"))
                .hasSameBinaryContentAs(task.run().resolve("student/model.pt"));
        assertThatThrownBy(() -> Student.open(exported))
                .isInstanceOf(IOException.class)
                .hasMessage(
                        "Cannot open the student %s: it is a TorchScript model; load its model.pt by PyTorch, or the"
                                + " folder by DJL Serving",
                        exported);
        JsonNode example = new ObjectMapper()
                .readTree(exported.resolve(Student.DESCRIPTION).toFile())
                .get("example");
        float[] logits = new ObjectMapper().treeToValue(example.at("/logits/model.pt"), float[].class);
        try (ZooModel<String, Classifications> model = djl(exported, String.class, Classifications.class);
                var predictor = model.newPredictor()) {
            Classifications found = predictor.predict(example.get("text").asText());
            float[] expected = Softmax.softTargets(logits, 1);
            assertThat(found.get("0").getProbability()).isCloseTo(expected[0], within(1e-5));
            assertThat(found.get("1").getProbability()).isCloseTo(expected[1], within(1e-5));
        }
    }

    private static void train(JobContext context) {
        for (Job job : List.of(new AugmentJob(context), new TrainJob(context))) {
            job.validate();
            job.run(LocalSpark.session());
        }
    }

    /** Loads the folder as DJL Serving does, which hands the properties of the file to DJL. */
    private static <I, O> ZooModel<I, O> djl(Path folder, Class<I> input, Class<O> output) throws Exception {
        PyTorch.engine();
        OnnxRuntime.engine();
        Properties properties = new Properties();
        properties.load(Files.newBufferedReader(folder.resolve(ServingProperties.FILE)));
        Criteria.Builder<I, O> criteria = Criteria.builder()
                .setTypes(input, output)
                .optModelPath(folder)
                .optEngine(properties.getProperty("engine"));
        properties.forEach((key, value) -> {
            String name = key.toString();
            if (name.startsWith("option.")) {
                criteria.optOption(name.substring("option.".length()), value.toString());
            } else {
                criteria.optArgument(name, value);
            }
        });
        return criteria.build().loadModel();
    }

    private static float[] logitsOfDjl(Path folder, long[][] words) throws Exception {
        try (ZooModel<NDList, NDList> model = djl(folder, NDList.class, NDList.class);
                var predictor = model.newPredictor();
                NDManager manager = model.getNDManager().newSubManager()) {
            assertThat(manager.getEngine().getEngineName()).isEqualTo("OnnxRuntime");
            NDArray input = manager.create(words[0], new Shape(1, words[0].length));
            return predictor.predict(new NDList(input)).get(0).toFloatArray();
        }
    }

    private static JobContext labels(TinyTask task) {
        return task.context("train.soft-weight=0", "train.hard-weight=1", "train.epochs=1");
    }

    @Test
    void needsAStudent() throws IOException {
        ExportJob export = new ExportJob(new TinyTask(folder).context());
        assertThatThrownBy(export::validate)
                .isInstanceOf(InputException.class)
                .hasMessageContaining("run `train` first");
    }

    /** Word ids as whoever reads serving.json makes them. */
    private static long[] served(JsonNode serving, List<String> vocabulary) {
        Pattern word = Pattern.compile(serving.at("/text/pattern").asText(), Pattern.UNICODE_CHARACTER_CLASS);
        return word.matcher(TEXT.toLowerCase(Locale.ROOT))
                .results()
                .map(MatchResult::group)
                .mapToLong(vocabulary::indexOf)
                .map(id -> id < 0 ? serving.at("/text/unknown").asLong() : id)
                .toArray();
    }

    private static float[] logits(Path model, long[][] words) throws OrtException {
        OrtEnvironment environment = TinyOnnx.environment();
        try (OrtSession session = environment.createSession(model.toString());
                OnnxTensor input = OnnxTensor.createTensor(environment, words);
                OrtSession.Result result = session.run(Map.of("words", input))) {
            return ((float[][]) result.get("logits").orElseThrow().getValue())[0];
        }
    }
}
