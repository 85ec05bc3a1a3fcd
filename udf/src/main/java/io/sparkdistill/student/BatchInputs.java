package io.sparkdistill.student;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.sparkdistill.network.BatchWeights;
import io.sparkdistill.network.Example;
import io.sparkdistill.network.InputRows;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What a student reads of a batch.
 *
 * @param weights the parameters as this batch uses them
 * @param words ids of the rows that the weights hold of an embedding table; null if they hold all, and for features
 */
record BatchInputs(InputRows rows, BatchWeights weights, NDArray words) {
    /** Reads a batch, for which embedding tables have the rows of its own words alone. */
    static BatchInputs of(NDManager manager, List<Example> batch, StudentModel student) {
        InputRows rows = InputRows.of(batch, student.task());
        if (!student.task().readsText()) {
            return new BatchInputs(rows, student.parameters().weights(), null);
        }
        int[] distinct = rows.distinctWords();
        NDArray words = manager.create(IntStream.of(distinct).asLongStream().toArray());
        return new BatchInputs(rows.placedIn(distinct), student.parameters().weights(words), words);
    }
}
