package io.sparkdistill.student;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.sparkdistill.network.BatchWeights;
import io.sparkdistill.network.Example;
import io.sparkdistill.network.InputRows;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Holds the inputs and the parameters of one batch.
 *
 * @param weights the parameters for this batch
 * @param words ids of the words whose rows the weights hold of an embedding table; null if they hold all, and for
 *     features
 */
record BatchInputs(InputRows rows, BatchWeights weights, NDArray words) {
    /** Returns the inputs of a batch, with only the rows of its words in the embedding tables. */
    static BatchInputs of(NDManager manager, List<Example> batch, StudentModel student) {
        InputRows rows = InputRows.of(batch, student.task());
        if (!student.task().readsText()) {
            return new BatchInputs(rows, student.parameters().weights(), null);
        }
        int[] distinct = rows.distinctWords();
        NDArray words = manager.create(IntStream.of(distinct).asLongStream().toArray());
        return new BatchInputs(rows.reindexed(distinct), student.parameters().weights(words), words);
    }
}
