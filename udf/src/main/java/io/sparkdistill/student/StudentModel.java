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

/** A student: a network, its parameters on the CPU, and the encoder of its texts if it reads text. */
public final class StudentModel extends TrainableModel {
    /**
     * What it says of examples, in their order.
     *
     * @param logits one row an example, one column a class
     * @param hidden one row an example, of {@link #hiddenWidth} columns
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
     * A new student for texts, or pairs of texts, with parameters drawn from a seed.
     *
     * @param sentences 1, or 2 for pairs
     */
    public static StudentModel forText(Network network, TextEncoder encoder, int sentences, int classes, long seed) {
        return forText(network, encoder, Map.of(), sentences, classes, seed);
    }

    /**
     * A new student for texts, or pairs of texts, some of whose word vectors are given.
     *
     * @param vectors by word, of the size of the network's word vectors; words that are not in the vocabulary are left
     *     out, and words without a vector get one drawn from the seed
     */
    public static StudentModel forText(
            Network network, TextEncoder encoder, Map<String, float[]> vectors, int sentences, int classes, long seed) {
        Map<Integer, float[]> byId = new HashMap<>();
        vectors.forEach((word, vector) -> encoder.vocabulary().id(word).ifPresent(id -> byId.put(id, vector)));
        TaskShape task = TaskShape.text(encoder.vocabulary().size(), sentences, classes);
        return create(network, task, encoder, byId, seed);
    }

    /** A new student for dense features, with parameters drawn from a seed. */
    public static StudentModel forFeatures(Network network, int featureCount, int classes, long seed) {
        return create(network, TaskShape.features(featureCount, classes), null, Map.of(), seed);
    }

    private static StudentModel create(
            Network network, TaskShape task, TextEncoder encoder, Map<Integer, float[]> vectors, long seed) {
        float[][] values = Parameters.initialValues(network.parameters(task), vectors, seed);
        return new StudentModel(network, task, encoder, values);
    }

    /**
     * A student of given parameters, as an executor gets them: it reads word ids, has no vocabulary, and cannot be saved
     * when it reads text.
     *
     * @param parameters as {@link #exportParameters} gives them
     */
    public static StudentModel of(Network network, TaskShape task, float[][] parameters) {
        return new StudentModel(network, task, null, parameters);
    }

    /** Reads a student from the folder that {@link #save} wrote. */
    public static StudentModel load(Path folder) throws IOException {
        return load(folder::resolve);
    }

    /**
     * Reads a student from files that need not lie in one folder.
     *
     * @param files the path of each of the files that {@link #save} names
     */
    public static StudentModel load(Function<String, Path> files) throws IOException {
        return StudentFiles.read(files);
    }

    /**
     * Writes {@code student.json}, {@code parameters.bin} and, for text, {@code vocabulary.txt}: the same student gives
     * the same bytes.
     *
     * @throws IllegalStateException when a student of text has no vocabulary
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

    /** How it reads text; empty when it reads features, or word ids alone. */
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
     * The logits and the hidden states of examples, computed as {@link #logits} does.
     *
     * @throws IllegalArgumentException when an example does not fit the student
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
     * The student in inference mode, with tables of every word precomputed where they are small enough. Closing the
     * student closes this too.
     *
     * @param maximumBytes of the precomputed tables; where they would be larger, each batch computes what it needs
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
