package io.sparkdistill.jobs.benchmark;

import ai.djl.ModelException;
import ai.djl.inference.Predictor;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.repository.zoo.Criteria;
import ai.djl.repository.zoo.ZooModel;
import ai.djl.translate.TranslateException;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.sparkdistill.engine.OnnxRuntime;
import io.sparkdistill.engine.PyTorch;
import io.sparkdistill.inference.ModelCache;
import io.sparkdistill.jobs.export.ExportedStudents;
import io.sparkdistill.model.LogitsModel;
import io.sparkdistill.model.ModelInput;
import io.sparkdistill.network.BiLstm;
import io.sparkdistill.network.Cnn;
import io.sparkdistill.network.Network;
import io.sparkdistill.network.Pooling;
import io.sparkdistill.network.WordVectors;
import io.sparkdistill.serving.Input;
import io.sparkdistill.serving.Precision;
import io.sparkdistill.serving.Prediction;
import io.sparkdistill.serving.Student;
import io.sparkdistill.student.LogisticModel;
import io.sparkdistill.student.StudentModel;
import io.sparkdistill.teacher.ModelStaging;
import io.sparkdistill.text.HashedTerms;
import io.sparkdistill.text.TextEncoder;
import io.sparkdistill.text.Vocabulary;
import io.sparkdistill.text.Words;
import io.sparkdistill.tokenizer.Tokens;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;

/**
 * A student with random parameters on one thread, in every form in which it is used: as Spark's executors run it, and
 * exported, by ONNX Runtime, by DJL and by {@link Student}. Every form reads texts.
 */
final class ServedStudent implements AutoCloseable {
    /** The students by name. */
    static final List<String> NAMES = List.of("bilstm", "small bilstm", "cnn", "logistic");

    private static final int VOCABULARY = 15_000;
    private static final int TERMS = 262_144;
    private static final int BATCH_VALUES = 4_096;

    private final Path folder = Files.createTempDirectory("served-student");
    private final Map<String, Function<List<String>, float[][]>> forms = new LinkedHashMap<>();
    private final List<AutoCloseable> open = new ArrayList<>();

    ServedStudent(String name) throws IOException, OrtException, ModelException {
        PyTorch.useThreads(1);
        Path student = Files.createDirectories(folder.resolve("student"));
        Path exported = Files.createDirectories(folder.resolve("export"));
        Function<String, int[]> encode =
                name.equals(LogisticModel.NAME) ? logistic(student, exported) : network(name, student, exported);
        forms.put("spark", spark(student));
        long padding = name.equals(LogisticModel.NAME) ? TERMS : Vocabulary.PADDING;
        forms.put("ONNX Runtime", batched(encode, padding, onnx(exported)));
        forms.put("DJL", batched(encode, padding, djl(exported)));
        for (Precision precision : Precision.values()) {
            if (Files.exists(exported.resolve(precision.file()))) {
                Student served = Student.open(exported, precision);
                open.add(served);
                forms.put("serving " + precision.name().toLowerCase(Locale.ROOT), served(served));
            }
        }
    }

    /** Returns the forms by name; each computes the logits of texts. */
    Map<String, Function<List<String>, float[][]>> forms() {
        return forms;
    }

    long bytes(Precision precision) throws IOException {
        Path file = folder.resolve("export").resolve(precision.file());
        return Files.exists(file) ? Files.size(file) : 0;
    }

    /** Returns texts of about nine words, as frequent as Zipf's law has it. */
    static List<String> texts(int count) {
        Random random = new Random(1);
        return IntStream.range(0, count).mapToObj(i -> text(random)).toList();
    }

    private static String text(Random random) {
        int words = 1 + (int) Math.min(49, -8.5 * Math.log(1 - random.nextDouble()));
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < words; i++) {
            text.append("word")
                    .append((int) Math.pow(VOCABULARY, random.nextDouble()))
                    .append(' ');
        }
        return text.toString();
    }

    private static Function<String, int[]> network(String name, Path student, Path exported) throws IOException {
        Network network =
                switch (name) {
                    case "bilstm" -> BiLstm.standard();
                    case "small bilstm" -> new BiLstm(WordVectors.tuned(100), 64, 64, 0, Pooling.MAX);
                    default -> Cnn.standard();
                };
        Map<String, Long> counts = new HashMap<>();
        IntStream.range(0, VOCABULARY).forEach(i -> counts.put("word" + i, 1L));
        TextEncoder encoder = new TextEncoder(Vocabulary.of(counts, 1, VOCABULARY + 2), 100);
        try (StudentModel model = StudentModel.forText(network, encoder, 1, 2, 1)) {
            model.save(student);
            ExportedStudents.ofText(exported, model, encoder);
        }
        return encoder::encode;
    }

    private static Function<String, int[]> logistic(Path student, Path exported) throws IOException {
        Random random = new Random(1);
        float[] weights = new float[TERMS * 2];
        for (int i = 0; i < weights.length; i++) {
            weights[i] = (float) random.nextGaussian();
        }
        LogisticModel model = new LogisticModel(new LogisticModel.Shape(2, TERMS, 1, 2), new float[2], weights);
        model.save(student);
        ExportedStudents.ofLogistic(exported, model);
        HashedTerms terms = model.shape().terms();
        return text -> terms.indices(Words.split(text), List.of());
    }

    private Function<List<String>, float[][]> spark(Path student) throws IOException {
        ModelStaging staging = new ModelStaging(new Configuration());
        ModelCache.Lease lease =
                staging.stage(staging.student("student", student.toString(), 2)).trial();
        open.add(lease);
        return spark(lease.model());
    }

    private <T extends Tokens> Function<List<String>, float[][]> spark(LogitsModel<T> model) {
        LogitsModel.Predictor<T> predictor = model.newPredictor();
        open.add(predictor);
        return texts -> predictor
                .predict(texts.stream()
                        .map(text -> model.tokenize(new ModelInput(text, null, null)))
                        .toList())
                .logits();
    }

    private static Function<List<String>, float[][]> served(Student student) {
        return texts -> student.predict(texts.stream().map(Input.Text::new).toList()).stream()
                .map(Prediction::logits)
                .toArray(float[][]::new);
    }

    /** ONNX Runtime with its default settings but one thread. */
    private Function<long[][], float[][]> onnx(Path exported) throws OrtException {
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        OrtSession.SessionOptions options = new OrtSession.SessionOptions();
        options.setIntraOpNumThreads(1);
        OrtSession session = environment.createSession(
                exported.resolve(Precision.FLOAT32.file()).toString(), options);
        open.add(session);
        String input = session.getInputNames().iterator().next();
        return padded -> {
            try (OnnxTensor tensor = OnnxTensor.createTensor(environment, padded);
                    OrtSession.Result result = session.run(Map.of(input, tensor))) {
                return (float[][]) result.get("logits").orElseThrow().getValue();
            } catch (OrtException e) {
                throw new IllegalStateException(e);
            }
        };
    }

    /** DJL's predictor with its engine of ONNX Runtime, on one thread. */
    private Function<long[][], float[][]> djl(Path exported) throws IOException, ModelException {
        ZooModel<NDList, NDList> model = Criteria.builder()
                .setTypes(NDList.class, NDList.class)
                .optModelPath(exported)
                .optModelName("model")
                .optEngine(OnnxRuntime.ENGINE)
                .optOption("intraOpNumThreads", "1")
                .optOption("interOpNumThreads", "1")
                .build()
                .loadModel();
        open.add(model);
        Predictor<NDList, NDList> predictor = model.newPredictor();
        open.add(predictor);
        return padded -> {
            try (NDManager manager = model.getNDManager().newSubManager()) {
                long[] ids = Arrays.stream(padded).flatMapToLong(Arrays::stream).toArray();
                NDList inputs = new NDList(manager.create(ids, new Shape(padded.length, padded[0].length)));
                float[] flat = predictor.predict(inputs).get(0).toFloatArray();
                int classes = flat.length / padded.length;
                return IntStream.range(0, padded.length)
                        .mapToObj(row -> Arrays.copyOfRange(flat, row * classes, (row + 1) * classes))
                        .toArray(float[][]::new);
            } catch (TranslateException e) {
                throw new IllegalStateException(e);
            }
        };
    }

    /** Computes padded batches of similar length. */
    private static Function<List<String>, float[][]> batched(
            Function<String, int[]> encode, long padding, Function<long[][], float[][]> model) {
        return texts -> {
            int[][] ids = texts.stream().map(encode).toArray(int[][]::new);
            Integer[] order = IntStream.range(0, ids.length)
                    .boxed()
                    .sorted(Comparator.comparingInt(row -> ids[row].length))
                    .toArray(Integer[]::new);
            float[][] logits = new float[ids.length][];
            int start = 0;
            for (int end = 1; end <= order.length; end++) {
                if (end == order.length || (end + 1 - start) * ids[order[end]].length > BATCH_VALUES) {
                    Integer[] rows = Arrays.copyOfRange(order, start, end);
                    float[][] found = model.apply(padded(ids, rows, padding));
                    for (int row = 0; row < rows.length; row++) {
                        logits[rows[row]] = found[row];
                    }
                    start = end;
                }
            }
            return logits;
        };
    }

    private static long[][] padded(int[][] ids, Integer[] rows, long padding) {
        int steps = Math.max(1, ids[rows[rows.length - 1]].length);
        long[][] padded = new long[rows.length][steps];
        for (int row = 0; row < rows.length; row++) {
            int[] own = ids[rows[row]];
            for (int step = 0; step < steps; step++) {
                padded[row][step] = step < own.length ? own[step] : padding;
            }
        }
        return padded;
    }

    @Override
    public void close() {
        for (int i = open.size() - 1; i >= 0; i--) {
            try {
                open.get(i).close();
            } catch (Exception e) {
                throw new IllegalStateException("Cannot close a model: " + e.getMessage(), e);
            }
        }
    }
}
