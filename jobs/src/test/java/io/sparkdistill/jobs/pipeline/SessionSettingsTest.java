package io.sparkdistill.jobs.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkdistill.jobs.LocalSpark;
import io.sparkdistill.jobs.TinyTask;
import io.sparkdistill.jobs.job.JobContext;
import io.sparkdistill.table.SoftTargets;
import io.sparkdistill.table.TransferSet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sites configure sessions in their own way; the same configuration gives the same tables and the same student. */
class SessionSettingsTest {
    @TempDir
    Path folder;

    /** What {@link LocalSpark} sets otherwise. */
    private static final Map<String, String> SPARK_DEFAULTS = Map.of(
            "spark.sql.adaptive.enabled", "true",
            "spark.sql.codegen.wholeStage", "true",
            "spark.sql.codegen.factoryMode", "FALLBACK");

    private TinyTask task;

    @Test
    void givesTheSameWhateverTheSessionIs() throws IOException {
        task = new TinyTask(folder);
        JobContext plain = run("plain", SPARK_DEFAULTS);
        JobContext strict = run(
                "strict",
                Map.of(
                        "spark.sql.ansi.enabled", "true",
                        "spark.sql.caseSensitive", "true",
                        "spark.sql.adaptive.enabled", "false",
                        "spark.sql.shuffle.partitions", "1",
                        "spark.sql.sources.partitionOverwriteMode", "static",
                        "spark.sql.session.timeZone", "Asia/Kolkata"));

        JobContext distant = run(
                "distant",
                Map.of(
                        "spark.sql.sources.partitionOverwriteMode", "dynamic",
                        "spark.sql.shuffle.partitions", "7",
                        "spark.sql.autoBroadcastJoinThreshold", "-1",
                        "spark.sql.files.maxPartitionBytes", "1000",
                        "spark.sql.parquet.compression.codec", "zstd",
                        "spark.sql.session.timeZone", "Pacific/Kiritimati"));

        for (JobContext other : List.of(strict, distant)) {
            assertThat(rows(other, TransferSet.TABLE, TransferSet.SCHEMA))
                    .isEqualTo(rows(plain, TransferSet.TABLE, TransferSet.SCHEMA))
                    .isNotEmpty();
            assertThat(rows(other, SoftTargets.TABLE, SoftTargets.SCHEMA))
                    .isEqualTo(rows(plain, SoftTargets.TABLE, SoftTargets.SCHEMA))
                    .isNotEmpty();
        }
        assertThat(Files.readAllBytes(parameters("strict"))).isEqualTo(Files.readAllBytes(parameters("plain")));
        assertThat(Files.readAllBytes(parameters("distant"))).isEqualTo(Files.readAllBytes(parameters("plain")));
    }

    private Path parameters(String output) {
        return TinyTask.newestRun(folder.resolve(output)).resolve("student/parameters.safetensors");
    }

    private JobContext run(String name, Map<String, String> settings) {
        SparkSession session = LocalSpark.session().newSession();
        settings.forEach(session.conf()::set);
        JobContext context = task.context(
                "output=" + folder.resolve(name),
                "train.epochs=1",
                "train.baseline.enabled=false",
                "input.unlabeled=[]",
                "evaluate.speed-rows=1");
        Pipeline.jobs(context).forEach(job -> {
            job.validate();
            job.run(session);
        });
        return context;
    }

    private static List<String> rows(JobContext context, String table, StructType schema) {
        return context.output().read(LocalSpark.session(), table, schema).collectAsList().stream()
                .map(Row::toString)
                .sorted()
                .toList();
    }
}
