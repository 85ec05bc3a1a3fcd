package io.sparkdistill.student;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.sparkdistill.engine.PyTorch;
import io.sparkdistill.network.Example;
import io.sparkdistill.network.Network;
import io.sparkdistill.network.Outputs;
import io.sparkdistill.network.ParameterCount;
import io.sparkdistill.network.ParameterShape;
import io.sparkdistill.network.Parameters;
import io.sparkdistill.network.TaskShape;
import io.sparkdistill.tensor.DjlOps;
import io.sparkdistill.text.TextEncoder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** A student model consists of a network, its parameters on the CPU, and an encoder if it reads text. */
public final class StudentModel extends TrainableModel {
    /**
     * Holds the logits and hidden states of examples, in their order.
     *
     * @param logits one row per example, one column per class
     * @param hidden one row per example, {@link #hiddenWidth} columns
     */
    @SuppressWarnings("ArrayRecordComponent")
    public record LogitsAndHidden(float[][] logits, float[][] hidden) {}

    private final Network network;
    private final TaskShape task;
    private final TextEncoder encoder;
    private final NDManager manager;
    private final Parameters parameters;

    StudentModel(Network network, TaskShape task, TextEncoder encoder, float[][] values) {
        List<ParameterShape> shapes = network.parameters(task);
        this.network = network;
        this.task = task;
        this.encoder = encoder;
        this.manager = PyTorch.newManager();
        try {
            this.parameters = new Parameters(manager, shapes);
            parameters.overwrite(values);
        } catch (RuntimeException e) {
            manager.close();
            throw e;
        }
    }

    /**
     * Creates a student for texts or pairs of texts, with parameters initialized from a seed.
     *
     * @param sentences 1, or 2 for pairs
     */
    public static StudentModel forText(Network network, TextEncoder encoder, int sentences, int classes, long seed) {
        return forText(network, encoder, Map.of(), sentences, classes, seed);
    }

    /**
     * Creates a student for texts or pairs of texts, with some pre-trained word vectors.
     *
     * @param vectors vectors by word, of the size of the network's word vectors; words that are not in the vocabulary
     *     are ignored, and words without a vector get a random one
     */
    public static StudentModel forText(
            Network network, TextEncoder encoder, Map<String, float[]> vectors, int sentences, int classes, long seed) {
        if (!encoder.ngrams().equals(network.ngrams())) {
            throw new IllegalArgumentException("Cannot create a student: its network reads %s and its encoder gives %s"
                    .formatted(network.ngrams(), encoder.ngrams()));
        }
        Map<Integer, float[]> byId = new HashMap<>();
        vectors.forEach((word, vector) -> encoder.vocabulary().id(word).ifPresent(id -> byId.put(id, vector)));
        TaskShape task = TaskShape.text(encoder.ids(), sentences, classes);
        return create(network, task, encoder, byId, seed);
    }

    /** Creates a student for dense features, with parameters initialized from a seed. */
    public static StudentModel forFeatures(Network network, int featureCount, int classes, long seed) {
        return create(network, TaskShape.features(featureCount, classes), null, Map.of(), seed);
    }

    private static StudentModel create(
            Network network, TaskShape task, TextEncoder encoder, Map<Integer, float[]> vectors, long seed) {
        float[][] values = Parameters.initialValues(network.parameters(task), vectors, seed);
        return new StudentModel(network, task, encoder, values);
    }

    /**
     * Creates a student with given parameters, as an executor receives them. It reads word ids and has no vocabulary,
     * so it cannot be saved if it reads text.
     *
     * @param parameters parameters in the order of {@link #exportParameters}
     */
    public static StudentModel of(Network network, TaskShape task, float[][] parameters) {
        return new StudentModel(network, task, null, parameters);
    }

    /** Reads a student from a folder that {@link #save} wrote. */
    public static StudentModel load(Path folder) throws IOException {
        return load(folder::resolve);
    }

    /**
     * Reads a student from files that need not be in one folder.
     *
     * @param files returns the path of each file that {@link #save} writes, by its name
     */
    public static StudentModel load(Function<String, Path> files) throws IOException {
        return StudentFiles.read(files);
    }

    /**
     * Writes {@code student.json}, {@code parameters.safetensors} and, for text, {@code vocabulary.txt}. Equal students
     * give equal bytes.
     *
     * @throws IllegalStateException if a student of text has no vocabulary
     */
    @Override
    public long save(Path folder) throws IOException {
        return StudentFiles.write(this, folder);
    }

    public Network network() {
        return network;
    }

    public TaskShape task() {
        return task;
    }

    /** Returns the encoder of texts; empty for a student of features or of word ids. */
    public Optional<TextEncoder> encoder() {
        return Optional.ofNullable(encoder);
    }

    @Override
    public String name() {
        return network.name();
    }

    @Override
    public String identity() {
        return "network %s, task %s".formatted(network, task);
    }

    @Override
    public int classes() {
        return task.classes();
    }

    @Override
    public ParameterCount parameterCount() {
        return network.parameterCount(task);
    }

    @Override
    public long hiddenWidth() {
        return network.hiddenWidth(task);
    }

    /**
     * Computes the logits and the hidden states of examples, as {@link #logits} computes logits.
     *
     * @throws IllegalArgumentException if an example does not fit the student
     */
    public LogitsAndHidden logitsAndHidden(List<Example> examples) {
        return new BatchedInference(this, this::forward).logitsAndHidden(examples);
    }

    @Override
    public Parameters parameters() {
        return parameters;
    }

    @Override
    public NDManager newManager() {
        return manager.newSubManager();
    }

    /**
     * Returns the student in inference mode, with precomputed tables of all words where these are small enough. Closing
     * the student also closes them.
     *
     * @param maximumBytes maximum size of the precomputed tables; above it, each batch computes what it needs
     */
    public InferenceMode inferenceMode(long maximumBytes) {
        return InferenceMode.of(this, maximumBytes);
    }

    @Override
    public ForwardPass forward(NDManager manager, List<Example> batch) {
        BatchInputs inputs = BatchInputs.of(manager, batch, this);
        return new ForwardPass(inputs.weights(), inputs.words(), dropout -> {
            DjlOps ops = new DjlOps(manager, dropout);
            NDArray hidden = network.hidden(ops, inputs.weights(), inputs.rows().inputs(ops::sequences, ops::matrix));
            return new Outputs(network.logits(ops, inputs.weights(), hidden), hidden);
        });
    }

    @Override
    public void close() {
        manager.close();
    }
}
