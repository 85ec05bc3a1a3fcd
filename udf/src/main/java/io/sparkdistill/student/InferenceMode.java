package io.sparkdistill.student;

import ai.djl.ndarray.NDManager;
import io.sparkdistill.engine.GradientMode;
import io.sparkdistill.network.BatchWeights;
import io.sparkdistill.network.Example;
import io.sparkdistill.network.InputRows;
import io.sparkdistill.network.Inputs;
import io.sparkdistill.network.Network;
import io.sparkdistill.network.Outputs;
import io.sparkdistill.student.StudentModel.LogitsAndHidden;
import io.sparkdistill.tensor.InferenceOps;
import io.sparkdistill.tensor.InferenceTensor;
import io.sparkdistill.tensor.ProjectionTables;
import io.sparkdistill.tensor.Weights;
import io.sparkdistill.text.Vocabulary;
import java.util.List;

/**
 * Runs a student in inference mode, with its precomputed tables: see {@link InferenceOps}. It is thread-safe as long as
 * the student's parameters do not change.
 */
public final class InferenceMode {
    /** The size of the largest buffer of Java, through which a table is read. */
    private static final long MOST_BYTES = Integer.MAX_VALUE;

    private final StudentModel student;
    private final boolean readsWholeTables;
    private final ProjectionTables precomputed;

    private InferenceMode(StudentModel student, boolean readsWholeTables, ProjectionTables precomputed) {
        this.student = student;
        this.readsWholeTables = readsWholeTables;
        this.precomputed = precomputed;
    }

    /** Creates the inference mode of a student: see {@link StudentModel#inferenceMode}. */
    static InferenceMode of(StudentModel student, long maximumBytes) {
        if (!student.task().readsText()) {
            return new InferenceMode(student, true, ProjectionTables.none());
        }
        return GradientMode.off(() -> {
            try (NDManager work = student.newManager()) {
                if (precomputedBytes(student, work) > Math.min(maximumBytes, MOST_BYTES)) {
                    return new InferenceMode(student, false, ProjectionTables.none());
                }
                ProjectionTables tables =
                        record(student, work, student.parameters().weights().viewsIn(work));
                return new InferenceMode(student, true, tables.keep(work.getParentManager()));
            }
        });
    }

    /** Returns the size of the tables of all words, extrapolated from those of two words. */
    private static long precomputedBytes(StudentModel student, NDManager work) {
        long[] two = {Vocabulary.PADDING, Vocabulary.UNKNOWN};
        BatchWeights weights = student.parameters().weights(work.create(two)).viewsIn(work);
        return record(student, work, weights).bytes()
                / two.length
                * student.task().vocabularySize();
    }

    /** Runs the network on one unknown word and returns the tables that it asks for. */
    private static ProjectionTables record(StudentModel student, NDManager work, BatchWeights weights) {
        int[] words = {Vocabulary.UNKNOWN};
        int[] pairWords = student.task().sentences() == 2 ? words : null;
        Example example = new Example(words, pairWords, null, Example.UNLABELED, null);
        ProjectionTables tables = ProjectionTables.recording();
        InputRows rows = InputRows.of(List.of(example), student.task());
        outputs(student.network(), new InferenceOps(work, tables), weights, rows);
        return tables;
    }

    private static Outputs outputs(Network network, InferenceOps ops, BatchWeights arrays, InputRows rows) {
        Weights<InferenceTensor> weights = name -> ops.tensor(arrays.get(name));
        Inputs<InferenceTensor> inputs = rows.inputs(ops::sequences, ops::matrix);
        InferenceTensor hidden = network.hidden(ops, weights, inputs);
        return new Outputs(network.logits(ops, weights, hidden).array(), hidden.array());
    }

    /** Returns the memory of the precomputed tables in bytes, besides that of the parameters. */
    public long precomputedBytes() {
        return precomputed.bytes();
    }

    /** Computes logits: see {@link TrainableModel#logits}. */
    public float[][] logits(List<Example> examples) {
        return new BatchedInference(student, this::forward).logits(examples);
    }

    /** Computes the logits and the hidden states, in the order of the examples. */
    public LogitsAndHidden logitsAndHidden(List<Example> examples) {
        return new BatchedInference(student, this::forward).logitsAndHidden(examples);
    }

    private ForwardPass forward(NDManager manager, List<Example> batch) {
        if (readsWholeTables) {
            InputRows rows = InputRows.of(batch, student.task());
            return forward(manager, new BatchInputs(rows, student.parameters().weights(), null));
        }
        return forward(manager, BatchInputs.of(manager, batch, student));
    }

    private ForwardPass forward(NDManager manager, BatchInputs inputs) {
        InferenceOps ops = new InferenceOps(manager, precomputed);
        return new ForwardPass(
                inputs.weights(),
                inputs.words(),
                dropout -> outputs(student.network(), ops, inputs.weights(), inputs.rows()));
    }
}
