package io.sparkdistill.engine;

import java.nio.file.Path;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkEnv;
import org.apache.spark.util.Utils;

/** Finds the folder for temporary files on this machine. */
public final class LocalFolder {
    private LocalFolder() {}

    /**
     * Returns the first of Spark's local folders: that of {@code spark.local.dir}, or the folder that the cluster
     * manager assigns to this process. Its default is the system's temporary folder.
     */
    public static Path path() {
        return Path.of(Utils.getConfiguredLocalDirs(conf())[0]);
    }

    private static SparkConf conf() {
        SparkEnv env = SparkEnv.get();
        return env == null ? new SparkConf() : env.conf();
    }
}
