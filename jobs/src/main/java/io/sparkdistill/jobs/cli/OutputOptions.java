package io.sparkdistill.jobs.cli;

import io.sparkdistill.jobs.config.TableFormat;
import io.sparkdistill.jobs.job.InputException;
import io.sparkdistill.jobs.run.Run;
import io.sparkdistill.jobs.run.Runs;
import io.sparkdistill.jobs.storage.Output;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.SparkConf;
import org.apache.spark.deploy.SparkHadoopUtil;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Declares the command-line options that name an output folder: the folder itself, or a configuration. */
final class OutputOptions {
    @Option(names = "--output", paramLabel = "FOLDER", description = "The output folder, instead of --config.")
    private String folder;

    @Mixin
    private ConfigOptions options;

    private final SparkConf conf = new SparkConf();
    private final Configuration hadoop = SparkHadoopUtil.get().newConfiguration(conf);

    Configuration hadoop() {
        return hadoop;
    }

    /** Whether an output is named, by its folder or by a configuration. */
    boolean isGiven() {
        return folder != null || options.hasFile();
    }

    /** Returns the runs in another folder. */
    Runs runs(String root) {
        return new Runs(new Output(root, Map.of(), TableFormat.PARQUET, hadoop));
    }

    /** Returns the path of the folder. */
    Path root() {
        return output().root();
    }

    /** Returns the runs in the folder. */
    Runs runs() {
        return new Runs(output());
    }

    /**
     * Returns a run by its id.
     *
     * @throws InputException if there is none
     */
    Run run(String id) {
        return runs().find(id)
                .orElseThrow(() -> new InputException("Cannot find run %s in %s; the command `runs` lists all"
                        .formatted(id, new Path(root(), "runs"))));
    }

    private Output output() {
        String named = folder == null ? options.load(conf, hadoop).output() : folder;
        // No table is read or written.
        return new Output(named, Map.of(), TableFormat.PARQUET, hadoop);
    }
}
