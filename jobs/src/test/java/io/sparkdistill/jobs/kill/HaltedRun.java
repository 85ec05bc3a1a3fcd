package io.sparkdistill.jobs.kill;

import io.sparkdistill.jobs.augment.AugmentJob;
import io.sparkdistill.jobs.config.reader.ConfigLoader;
import io.sparkdistill.jobs.evaluate.EvaluateJob;
import io.sparkdistill.jobs.export.ExportJob;
import io.sparkdistill.jobs.job.Job;
import io.sparkdistill.jobs.job.JobContext;
import io.sparkdistill.jobs.label.LabelJob;
import io.sparkdistill.jobs.pipeline.Runner;
import io.sparkdistill.jobs.promote.PromoteJob;
import io.sparkdistill.jobs.run.Outcome;
import io.sparkdistill.jobs.storage.Leases.ExistingLeases;
import io.sparkdistill.jobs.train.TrainJob;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;

/** The process that a test halts: it runs one verb. */
public final class HaltedRun {
    private HaltedRun() {}

    /**
     * Runs a verb, and prints the number of changes to the output if none of them was the one to halt at.
     *
     * @param arguments the verb, the number of the change to halt at, the output folder, and the settings
     */
    public static void main(String[] arguments) {
        List<String> settings = List.of(arguments).subList(3, arguments.length);
        HaltingFileSystem.watch(arguments[2], Long.parseLong(arguments[1]));
        Configuration hadoop = new Configuration();
        hadoop.set("fs.file.impl", HaltingFileSystem.class.getName());
        SparkConf conf = new SparkConf()
                .setMaster("local[2]")
                .set("spark.ui.enabled", "false")
                .set("spark.driver.host", "localhost")
                .set("spark.sql.shuffle.partitions", "2")
                // To compile the code of a query in a new process takes longer than to interpret the few rows.
                .set("spark.sql.codegen.wholeStage", "false")
                .set("spark.sql.codegen.factoryMode", "NO_CODEGEN")
                .set("spark.hadoop.fs.file.impl", HaltingFileSystem.class.getName());
        run(arguments[0], settings, hadoop, conf);
        System.out.println("changes " + HaltingFileSystem.changes());
        Runtime.getRuntime().halt(0);
    }

    /** Runs a verb under the leases of its folders. */
    static void run(String verb, List<String> settings, Configuration hadoop, SparkConf conf) {
        JobContext context = new JobContext(ConfigLoader.load("", "test", settings, Map.of()), hadoop);
        new Runner(new PrintWriter(new StringWriter()), failure -> new Outcome(1, failure.toString()))
                .run(context, conf, List.of(job(verb, context)), ExistingLeases.RESPECT);
    }

    private static Job job(String verb, JobContext context) {
        return switch (verb) {
            case "augment" -> new AugmentJob(context);
            case "label" -> new LabelJob(context);
            case "train" -> new TrainJob(context);
            case "evaluate" -> new EvaluateJob(context);
            case "promote" -> new PromoteJob(context);
            case "export" -> new ExportJob(context);
            default -> throw new IllegalArgumentException(verb);
        };
    }
}
