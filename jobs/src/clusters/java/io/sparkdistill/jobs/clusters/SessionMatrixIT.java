package io.sparkdistill.jobs.clusters;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkdistill.jobs.Launcher;
import io.sparkdistill.jobs.LocalSpark;
import io.sparkdistill.jobs.TinyTask;
import io.sparkdistill.jobs.job.JobContext;
import io.sparkdistill.jobs.pipeline.Pipeline;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The whole pipeline makes the same however a site configures Spark. */
class SessionMatrixIT {
    @TempDir
    static Path folder;

    private static TinyTask task;
    private static Map<String, Object> plain;

    @BeforeAll
    static void runWithSparksDefaults() throws IOException {
        task = new TinyTask(folder);
        Files.createDirectories(folder.resolve("events"));
        JobContext context = task.context(settings(folder.resolve("output")));
        Pipeline.jobs(context).forEach(job -> {
            job.validate();
            job.run(LocalSpark.session());
        });
        plain = Made.in(task.output());
        assertThat(plain.keySet()).contains("logits", "soft_targets", "transfer_set");
    }

    private static String[] settings(Path output) {
        return new String[] {
            "output=" + output,
            "input.train=[{path=${data}/train.tsv, text=sentence, label=label, limit=80}]",
            "label.max-batch-rows=1",
            "label.window-rows=50",
            "train.epochs=1",
            "train.baseline.enabled=false",
            "evaluate.speed-rows=8"
        };
    }

    /** Each line is the settings of one session; EVENTS stands for a folder. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "spark.serializer=org.apache.spark.serializer.KryoSerializer",
                "spark.serializer=org.apache.spark.serializer.KryoSerializer spark.sql.ansi.enabled=true"
                        + " spark.sql.caseSensitive=true spark.speculation=true spark.sql.adaptive.enabled=false"
                        + " spark.sql.sources.partitionOverwriteMode=dynamic spark.sql.shuffle.partitions=1"
                        + " spark.eventLog.enabled=true spark.eventLog.dir=EVENTS"
                        + " spark.sql.session.timeZone=Pacific/Kiritimati"
                        + " spark.sql.extensions=io.sparkdistill.sql.DistillExtensions",
                "spark.sql.ansi.enabled=true",
                "spark.sql.caseSensitive=true",
                "spark.speculation=true spark.speculation.interval=10ms spark.speculation.multiplier=1.01",
                "spark.sql.adaptive.enabled=false",
                "spark.sql.sources.partitionOverwriteMode=dynamic",
                "spark.dynamicAllocation.enabled=true spark.dynamicAllocation.shuffleTracking.enabled=true",
                "spark.sql.shuffle.partitions=1",
                "spark.eventLog.enabled=true spark.eventLog.dir=EVENTS spark.eventLog.compress=true",
                "spark.sql.session.timeZone=Pacific/Kiritimati",
                "spark.sql.extensions=io.sparkdistill.sql.DistillExtensions"
            })
    void makesTheSame(String session) throws Exception {
        Path output = Files.createTempDirectory(folder, "run").resolve("output");
        List<String> arguments = new ArrayList<>(List.of("pipeline", "--master", "local[2]"));
        for (String setting : session.split(" ", -1)) {
            arguments.addAll(List.of(
                    "--conf", setting.replace("EVENTS", folder.resolve("events").toString())));
        }
        for (String setting : task.settings(settings(output))) {
            arguments.addAll(List.of("--set", setting));
        }
        Launcher.Result result = Launcher.distill(folder, arguments.toArray(String[]::new));
        assertThat(result.exitCode()).as(result.output()).isZero();
        assertThat(Made.in(output)).isEqualTo(plain);
    }
}
