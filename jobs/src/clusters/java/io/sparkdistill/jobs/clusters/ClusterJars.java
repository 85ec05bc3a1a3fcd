package io.sparkdistill.jobs.clusters;

import io.sparkdistill.jobs.Launcher;
import java.util.Map;

/** The jars that clusters need beside Spark's, as the Maven profile brings them. */
final class ClusterJars {
    private ClusterJars() {}

    /** Returns the class path of a group of jars. */
    static String path(String group) {
        return Launcher.ROOT.resolve("jobs/target/clusters").resolve(group) + "/*";
    }

    /** Returns the environment in which Spark has the jars for YARN, S3 and Spark Connect. */
    static Map<String, String> environment() {
        return Map.of("SPARK_DIST_CLASSPATH", path("spark"));
    }
}
