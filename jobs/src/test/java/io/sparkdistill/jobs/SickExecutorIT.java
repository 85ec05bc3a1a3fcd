package io.sparkdistill.jobs;

import static org.apache.spark.sql.functions.col;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.sparkdistill.fixtures.TinyOnnx;
import io.sparkdistill.table.Floats;
import io.sparkdistill.table.Logits;
import io.sparkdistill.table.Rejected;
import io.sparkdistill.table.TransferSet;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Labeling by two executors: by a teacher that has died in one of them, and by an ONNX teacher whose weights are in a
 * file of their own.
 */
class SickExecutorIT {
    private static final List<String> INPUTS = List.of("input_ids", "attention_mask", "token_type_ids");
    private static final String TEACHERS =
            "teachers=[{name=tiny, model=${data}/model.pt, tokenizer=${data}/tokenizer.json, max-tokens=16},"
                    + " {name=onnx, model=${data}/model.onnx, tokenizer=${data}/tokenizer.json, max-tokens=16}]";

    @TempDir
    Path folder;

    @Test
    void rejectsNothingAndLabelsAllRowsOnTheOtherExecutor() throws Exception {
        TinyTask task = new TinyTask(folder);
        Path onnx = TinyOnnx.writeTwinPlusOne(task.file("model.onnx"), INPUTS);
        TinyOnnx.moveWeights(onnx, "model.onnx_data");
        Launcher.Result result = Launcher.main(folder, Map.of(), OneSickExecutor.class, task.settings(TEACHERS));

        assertThat(result.exitCode()).as(result.output()).isZero();
        // The control: without a retry elsewhere, the sick executor would reject what it gets.
        assertThat(result.output()).contains("executor 0: 3 of 3 good rows fail", "executor 1: 0 of 3 good rows fail");
        assertThat(result.output()).contains("Lost task", "io.sparkdistill.inference.PartitionLabeler.call");
        Dataset<Row> examples = table(task, TransferSet.TABLE).union(table(task, TransferSet.EVALUATION_TABLE));
        List<Row> rows = bothLogits(task);
        assertThat(rows).hasSize((int)
                examples.select(TransferSet.EXAMPLE_KEY).distinct().count());
        for (Row row : rows) {
            float[] torch = Floats.array(row, 0);
            assertThat(Floats.array(row, 1)).containsExactly(new float[] {torch[0] + 1, torch[1] + 1}, within(1e-5f));
        }
        assertThat(task.output().resolve(Rejected.of("label"))).doesNotExist();
    }

    /** Returns the logits of the TorchScript teacher and those of the ONNX teacher, one example per row. */
    private static List<Row> bothLogits(TinyTask task) {
        Dataset<Row> logits = table(task, Logits.TABLE);
        Dataset<Row> onnx = logits.where(col(Logits.TEACHER).equalTo("onnx"))
                .select(col(Logits.EXAMPLE_KEY), col(Logits.LOGITS).as("onnx"));
        return logits.where(col(Logits.TEACHER).equalTo("tiny"))
                .join(onnx, Logits.EXAMPLE_KEY)
                .select(Logits.LOGITS, "onnx")
                .collectAsList();
    }

    private static Dataset<Row> table(TinyTask task, String name) {
        return LocalSpark.session().read().parquet(task.output().resolve(name).toString());
    }
}
