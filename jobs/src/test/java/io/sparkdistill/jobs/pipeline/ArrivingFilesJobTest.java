package io.sparkdistill.jobs.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sparkdistill.jobs.LocalSpark;
import io.sparkdistill.jobs.TinyTask;
import io.sparkdistill.jobs.config.ConfigurationException;
import io.sparkdistill.jobs.job.JobContext;
import io.sparkdistill.table.Logits;
import io.sparkdistill.table.SoftTargets;
import io.sparkdistill.table.TransferSet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ArrivingFilesJobTest {
    @TempDir
    Path folder;

    private TinyTask task;

    @BeforeEach
    void writeTask() throws IOException {
        task = new TinyTask(folder);
        Files.createDirectories(folder.resolve("arriving"));
    }

    @Test
    void labelsEveryFileOnceAndABatchThatWasKilledOnceMore() throws IOException {
        arrive("first.txt", "a good first film", "a bad first film");
        assertThat(run()).contains("label");
        long first = count(Logits.TABLE, Logits.SCHEMA);
        arrive("second.txt", "a good second film", "a bad first film");
        assertThat(run()).contains("label");
        assertThat(count(Logits.TABLE, Logits.SCHEMA)).isEqualTo(first + 1);
        assertThat(run()).isEqualTo("label: no file has arrived");

        // A kill between the last table and the checkpoint: the batch is given again.
        Path commits = task.output().resolve("_checkpoints/arriving-files/commits");
        Files.delete(commits.resolve("1"));
        Files.delete(commits.resolve(".1.crc"));
        assertThat(run()).contains("augment: already done", "label: already done");
        assertThat(keys()).hasSize((int) first + 1).doesNotHaveDuplicates();
        assertThat(count(SoftTargets.TABLE, SoftTargets.SCHEMA)).isEqualTo(2 * (first + 1));
    }

    @Test
    void refusesATable() {
        assertThatThrownBy(() -> new ArrivingFilesJob(
                                task.context("input.unlabeled=[{path=some_table, format=table, text=t}]"))
                        .validate())
                .isInstanceOf(ConfigurationException.class)
                .hasMessage("Cannot label what arrives: input.unlabeled[0] is a table, which has no files to watch;"
                        + " run augment and label, or name a folder");
    }

    private void arrive(String name, String... lines) throws IOException {
        Files.write(folder.resolve("arriving").resolve(name), List.of(lines));
    }

    private JobContext context() {
        return task.context(
                "input.train=[{path=${data}/train.tsv, text=sentence, label=label}]",
                "input.unlabeled=[{path=${data}/arriving, format=text}]");
    }

    private String run() {
        ArrivingFilesJob job = new ArrivingFilesJob(context());
        job.validate();
        return job.run(LocalSpark.session()).summary();
    }

    private long count(String table, StructType schema) {
        return context().output().read(LocalSpark.session(), table, schema).count();
    }

    private List<String> keys() {
        return context()
                .output()
                .read(LocalSpark.session(), Logits.TABLE, Logits.SCHEMA)
                .select(TransferSet.EXAMPLE_KEY)
                .collectAsList()
                .stream()
                .map((Row row) -> row.getString(0))
                .toList();
    }
}
