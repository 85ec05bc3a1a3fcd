package io.sparkdistill.engine;

import java.nio.file.Path;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkEnv;
import org.apache.spark.util.Utils;

/** The folder of this machine for temporary files. */
public final class LocalFolder {
    private LocalFolder() {}

    /**
     * The first of Spark's local folders: of {@code spark.local.dir}, or what the cluster manager gives to this process;
     * by default the system's temporary folder.
     */
    public static Path path() {
        return Path.of(Utils.getConfiguredLocalDirs(conf())[0]);
    }

    private static SparkConf conf() {
        SparkEnv env = SparkEnv.get();
        return env == null ? new SparkConf() : env.conf();
    }
}
