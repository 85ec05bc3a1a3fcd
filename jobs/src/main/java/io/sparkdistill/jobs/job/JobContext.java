package io.sparkdistill.jobs.job;

import io.sparkdistill.engine.Djl;
import io.sparkdistill.jobs.config.DistillConfig;
import io.sparkdistill.jobs.run.RunRecord;
import io.sparkdistill.jobs.run.Runs;
import io.sparkdistill.jobs.storage.Output;
import io.sparkdistill.jobs.storage.Provenance;
import io.sparkdistill.table.Answers;
import io.sparkdistill.table.Generated;
import io.sparkdistill.table.Logits;
import io.sparkdistill.table.Rejected;
import io.sparkdistill.table.SoftTargets;
import io.sparkdistill.table.TeacherWords;
import io.sparkdistill.table.TransferSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.SparkContext;
import org.apache.spark.package$;
import org.apache.spark.sql.SparkSession;

/**
 * A job context holds the configuration and the output folder that every job uses.
 *
 * @param hadoop configuration of the file systems
 * @param runs in the output
 */
public record JobContext(DistillConfig config, Configuration hadoop, Output output, Runs runs) {
    public JobContext(DistillConfig config, Configuration hadoop) {
        this(config, hadoop, output(config, hadoop));
    }

    private JobContext(DistillConfig config, Configuration hadoop, Output output) {
        this(config, hadoop, output, new Runs(output));
    }

    private static Output output(DistillConfig config, Configuration hadoop) {
        return new Output(config.output(), logits(config), config.tableFormat(), hadoop);
    }

    private static Map<String, String> logits(DistillConfig config) {
        return config.logits()
                .map(folder -> Map.of(
                        Logits.TABLE,
                        folder,
                        TeacherWords.TABLE,
                        beside(folder, TeacherWords.TABLE),
                        Artifacts.TEACHER_CHOICES,
                        beside(folder, Artifacts.TEACHER_CHOICES)))
                .orElse(Map.of());
    }

    /**
     * Returns this context with tables in the folders of other outputs.
     *
     * @param tables folder by the name of the table
     */
    public JobContext withTables(Map<String, String> tables) {
        Map<String, String> external = new HashMap<>(logits(config));
        external.putAll(tables);
        return new JobContext(config, hadoop, new Output(config.output(), external, config.tableFormat(), hadoop));
    }

    private static String beside(String folder, String name) {
        return new Path(new Path(folder).getParent(), name).toString();
    }

    /** The version of spark-distill, from the jar's manifest. */
    public static String version() {
        return Optional.ofNullable(JobContext.class.getPackage().getImplementationVersion())
                .orElse("development");
    }

    /** Returns the provenance of an artifact that a verb makes from these inputs. */
    public Provenance provenance(String verb, Map<String, String> inputs) {
        return new Provenance(
                verb,
                inputs,
                Map.of(
                        "seed",
                        config.seed(),
                        "spark-distill",
                        version(),
                        "spark",
                        package$.MODULE$.SPARK_VERSION(),
                        "djl",
                        Djl.version(),
                        "java",
                        System.getProperty("java.version"),
                        RunRecord.CONFIGURATION,
                        config.effective()));
    }

    /** Returns a check of the artifacts that a verb reads. */
    public Upstream upstream() {
        return new Upstream(config, output, runs);
    }

    /**
     * Checks that all existing tables have the format of the configuration.
     *
     * @throws io.sparkdistill.jobs.config.ConfigurationException if one has another format
     */
    public void requireTableFormat() {
        List.of(
                        TransferSet.TABLE,
                        TransferSet.EVALUATION_TABLE,
                        Logits.TABLE,
                        SoftTargets.TABLE,
                        TeacherWords.TABLE,
                        Rejected.of(Verbs.AUGMENT),
                        Answers.TABLE,
                        Generated.TABLE,
                        Rejected.of(Verbs.LABEL),
                        Rejected.of(Verbs.ANSWER),
                        Rejected.of(Verbs.GENERATE))
                .forEach(output::requireFormat);
    }

    /** Sets the description of the following Spark jobs in Spark's UI. */
    public static void describe(SparkSession spark, String verb, String step) {
        SparkContext context = spark.sparkContext();
        context.setJobGroup("spark-distill " + verb, verb + ": " + step, false);
    }
}
