package io.sparkdistill.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.Appender;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.config.Configuration;
import org.apache.logging.log4j.core.config.ConfigurationFactory;
import org.apache.logging.log4j.core.config.LoggerConfig;
import org.apache.logging.log4j.core.impl.Log4jLogEvent;
import org.apache.logging.log4j.message.SimpleMessage;
import org.junit.jupiter.api.Test;

/** What the local Spark home shows of a failure on the terminal. */
class LocalLogTest {
    private static final String TOLD = "Lost task 3.0: java.io.IOException: No space left on device";
    private final IllegalStateException failure =
            new IllegalStateException("Task failed while writing rows", new IOException("No space left on device"));

    private final Configuration local = ConfigurationFactory.getInstance()
            .getConfiguration(
                    new LoggerContext("local"),
                    "local",
                    Path.of("../bin/spark-home/conf/log4j2.properties").toUri());

    @Test
    void showsOneLineOfAFailureThatSparkLogsAndAllOfOurs() {
        local.initialize();
        String spark = "org.apache.spark.scheduler.TaskSetManager";
        assertThat(shown(
                        spark,
                        local.getLoggerConfig(spark)
                                .getAppenders()
                                .values()
                                .iterator()
                                .next()))
                .hasLineCount(2)
                .contains("ERROR TaskSetManager: " + TOLD)
                .endsWith("\njava.lang.IllegalStateException: Task failed while writing rows\n");
        assertThat(local.getLoggerConfig(spark).isAdditive()).isFalse();
        assertThat(local.getLoggerConfig(spark).getLevel()).isEqualTo(Level.WARN); // That of the root.
        LoggerConfig ours = local.getLoggerConfig("io.sparkdistill.jobs.cli.Distill");
        assertThat(ours.getAppenders()).isEmpty();
        assertThat(ours.getParent().getAppenders()).containsOnlyKeys("console");
        assertThat(shown("io.sparkdistill.jobs.cli.Distill", local.getAppender("console")))
                .contains("\n\tat somewhere", "\n\tat io.sparkdistill", "\nCaused by: java.io.IOException");
    }

    @Test
    void hidesTheUserInformationOfUris() {
        local.initialize();
        for (String appender : List.of("console", "short")) {
            Log4jLogEvent event = Log4jLogEvent.newBuilder()
                    .setLoggerName("org.apache.hadoop.fs.FileSystem")
                    .setLevel(Level.WARN)
                    .setMessage(new SimpleMessage("Slow: s3a://key:secret@bucket/a, https://token@host/b, a@b"))
                    .setThrown(new IOException("no vault://ann:secret@store/c"))
                    .build();
            assertThat(local.getAppender(appender)
                            .getLayout()
                            .toSerializable(event)
                            .toString())
                    .contains(" WARN FileSystem: Slow: s3a://***@bucket/a, https://***@host/b, a@b\n")
                    .contains("java.io.IOException: no vault://***@store/c\n");
        }
    }

    private String shown(String logger, Appender appender) {
        Log4jLogEvent event = Log4jLogEvent.newBuilder()
                .setLoggerName(logger)
                .setLevel(Level.ERROR)
                .setMessage(new SimpleMessage(TOLD + "\n\tat somewhere\r\nCaused by: something"))
                .setThrown(failure)
                .build();
        return appender.getLayout().toSerializable(event).toString();
    }
}
