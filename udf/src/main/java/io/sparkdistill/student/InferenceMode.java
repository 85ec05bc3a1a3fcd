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
 * A student in inference mode: see {@link InferenceOps}. Thread-safe, as long as nobody changes the student's parameters,
 * which makes the precomputed tables stale.
 */
public final class InferenceMode {
    private final StudentModel student;
    private final boolean readsWholeTables;
    private final ProjectionTables precomputed;

    private InferenceMode(StudentModel student, boolean readsWholeTables, ProjectionTables precomputed) {
        this.student = student;
        this.readsWholeTables = readsWholeTables;
        this.precomputed = precomputed;
    }

    /** See {@link StudentModel#inferenceMode}. */
    static InferenceMode of(StudentModel student, long maximumBytes) {
        if (!student.task().readsText()) {
            return new InferenceMode(student, true, ProjectionTables.none());
        }
        return GradientMode.off(() -> {
            try (NDManager work = student.newManager()) {
                if (precomputedBytes(student, work) > maximumBytes) {
                    return new InferenceMode(student, false, ProjectionTables.none());
                }
                ProjectionTables tables =
                        record(student, work, student.parameters().weights().in(work));
                return new InferenceMode(student, true, tables.keep(work.getParentManager()));
            }
        });
    }

    /** How large the tables of all words would be, as those of two words show. */
    private static long precomputedBytes(StudentModel student, NDManager work) {
        long[] two = {Vocabulary.PADDING, Vocabulary.UNKNOWN};
        BatchWeights weights = student.parameters().weights(work.create(two)).in(work);
        return record(student, work, weights).bytes()
                / two.length
                * student.task().vocabularySize();
    }

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

    /** Memory of the precomputed tables, beside that of the parameters. */
    public long precomputedBytes() {
        return precomputed.bytes();
    }

    /** As {@link TrainableModel#logits}. */
    public float[][] logits(List<Example> examples) {
        return new BatchedInference(student, this::forward).logits(examples);
    }

    /** The logits and the hidden states, in the order of the examples. */
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
