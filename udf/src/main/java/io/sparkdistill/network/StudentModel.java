package io.sparkdistill.network;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import io.sparkdistill.engine.PyTorch;
import io.sparkdistill.text.TextEncoder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * A student: a network, its parameters on the CPU, and the encoder of its texts if it reads text.
 *
 * <p>{@link #logits} may be called from many threads at once, as long as none trains the model or sets its parameters.
 */
public final class StudentModel implements AutoCloseable {
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
        PyTorch.engine();
        this.manager = NDManager.newBaseManager(Device.cpu(), PyTorch.ENGINE);
        this.parameters = new Parameters(manager, shapes);
        parameters.overwrite(values);
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
     * @param folder made if it does not exist
     * @return bytes of these files
     * @throws IllegalStateException when a student of text has no vocabulary
     */
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

    public ParameterCount parameterCount() {
        return network.parameterCount(task);
    }

    /** Names and shapes of {@link #exportParameters}, in the same order. */
    public List<ParameterShape> parameterShapes() {
        return parameters.shapes();
    }

    /** A copy of all parameters, one array each, in row-major order. */
    public float[][] exportParameters() {
        return parameters.export();
    }

    /** Sets all parameters, as {@link #exportParameters} gives them. */
    public void importParameters(float[][] values) {
        parameters.overwrite(values);
    }

    /**
     * The logits of examples, in their order, one row an example and one column a class; nothing is left out. Examples
     * are computed in batches of like length, so a long one makes no short one slow.
     *
     * @throws IllegalArgumentException when an example does not fit the student
     */
    public float[][] logits(List<Example> examples) {
        return new Inference(this).logits(examples);
    }

    Parameters parameters() {
        return parameters;
    }

    /** A manager for temporary arrays; close it. */
    NDManager newManager() {
        return manager.newSubManager();
    }

    @Override
    public void close() {
        manager.close();
    }
}
