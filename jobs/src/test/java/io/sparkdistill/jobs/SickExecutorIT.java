package io.sparkdistill.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkdistill.table.Logits;
import io.sparkdistill.table.Rejected;
import io.sparkdistill.table.TransferSet;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Labeling by two executors, in one of which the teacher has died. */
class SickExecutorIT {
    private static final List<String> OPENED = List.of(
            "java.lang",
            "java.lang.invoke",
            "java.lang.reflect",
            "java.io",
            "java.net",
            "java.nio",
            "java.util",
            "java.util.concurrent",
            "java.util.concurrent.atomic",
            "sun.nio.ch",
            "sun.nio.cs",
            "sun.security.action",
            "sun.util.calendar");

    @TempDir
    Path folder;

    @Test
    void rejectsNothingAndLabelsAllRowsOnTheOtherExecutor() throws Exception {
        TinyTask task = new TinyTask(folder);
        Launcher.Result result = Launcher.run(
                folder,
                Map.of(
                        "SPARK_HOME", Launcher.ROOT.resolve("bin/spark-home").toString(),
                        "SPARK_SCALA_VERSION", "2.12",
                        "CLASSPATH", System.getProperty("java.class.path")),
                command(task));

        assertThat(result.exitCode()).as(result.output()).isZero();
        assertThat(result.output()).contains("Lost task", "io.sparkdistill.inference.PartitionLabeler.call");
        Dataset<Row> examples = table(task, TransferSet.TABLE).union(table(task, TransferSet.EVALUATION_TABLE));
        assertThat(table(task, Logits.TABLE).count())
                .isEqualTo(examples.select(TransferSet.EXAMPLE_KEY).distinct().count());
        assertThat(task.output().resolve(Rejected.of("label"))).doesNotExist();
    }

    private static List<String> command(TinyTask task) {
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        OPENED.forEach(name -> command.add("--add-opens=java.base/" + name + "=ALL-UNNAMED"));
        command.add(OneSickExecutor.class.getName());
        command.addAll(task.settings());
        return command;
    }

    private static Dataset<Row> table(TinyTask task, String name) {
        return LocalSpark.session().read().parquet(task.output().resolve(name).toString());
    }
}
