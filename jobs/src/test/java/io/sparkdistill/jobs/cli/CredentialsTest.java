package io.sparkdistill.jobs.cli;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.sparkdistill.jobs.LocalSpark;
import io.sparkdistill.jobs.LogLines;
import io.sparkdistill.jobs.TinyTask;
import io.sparkdistill.jobs.config.reader.ConfigLoader;
import io.sparkdistill.jobs.export.ExportJob;
import io.sparkdistill.jobs.job.Job;
import io.sparkdistill.jobs.job.JobContext;
import io.sparkdistill.jobs.pipeline.Pipeline;
import io.sparkdistill.jobs.pipeline.Runner;
import io.sparkdistill.jobs.storage.Leases;
import io.sparkdistill.jobs.storage.Leases.ExistingLeases;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.logging.log4j.Level;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A password in the URIs of a configuration is in nothing that a run writes, prints or logs. */
class CredentialsTest {
    private static final String PASSWORD = "pa55word-of-the-store";

    @TempDir
    Path folder;

    @Test
    void aPasswordInAPathIsInNoFileNoTableNoMessageAndNoLogLine() throws IOException {
        SparkSession spark = LocalSpark.session();
        spark.sparkContext().hadoopConfiguration().set("fs.vault.impl", VaultFileSystem.class.getName());
        Configuration hadoop = new Configuration();
        hadoop.set("fs.vault.impl", VaultFileSystem.class.getName());
        TinyTask task = new TinyTask(folder);
        Files.writeString(task.file("train.tsv"), "a film that no class fits\t7\n", StandardOpenOption.APPEND);
        String vault = "vault://ann:" + PASSWORD + "@store" + folder;
        JobContext context = new JobContext(
                ConfigLoader.load(
                        "",
                        "test",
                        task.settings("data=" + vault, "output=" + vault + "/output", "train.epochs=1"),
                        Map.of()),
                hadoop);
        StringWriter told = new StringWriter();
        List<Job> pipeline = Pipeline.jobs(context);
        try (LogLines log = LogLines.capture("io.sparkdistill", Level.INFO);
                Leases leases = Leases.take(Runner.folders(context, pipeline), hadoop, ExistingLeases.RESPECT)) {
            Runner runner = new Runner(new RedactingWriter(told), Failure::outcome);
            for (List<Job> jobs : List.of(pipeline, List.<Job>of(new ExportJob(context)))) {
                runner.prepare(context, jobs);
                runner.execute(context, new SparkConf(), jobs, leases);
            }
            assertThat(log.lines()).isNotEmpty().noneMatch(line -> line.contains(PASSWORD));
        }
        assertThat(told.toString()).contains("in vault://***@store/").doesNotContain(PASSWORD);
        try (Stream<Path> files = Files.walk(folder.resolve("output"))) {
            assertThat(files.filter(Files::isRegularFile).toList())
                    .hasSizeGreaterThan(30)
                    .allSatisfy(file -> assertThat(content(file)).doesNotContain(PASSWORD));
        }
        // Tables are compressed: their rows are read.
        for (String table : List.of("transfer_set", "evaluation_set", "rejected", "logits", "soft_targets")) {
            List<Row> rows = spark.read()
                    .option("mergeSchema", "true")
                    .parquet(folder.resolve("output").resolve(table).toString())
                    .collectAsList();
            assertThat(rows).as(table).isNotEmpty().noneMatch(row -> row.toString()
                    .contains(PASSWORD));
        }
    }

    private static String content(Path file) {
        try {
            return Files.readString(file, ISO_8859_1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
