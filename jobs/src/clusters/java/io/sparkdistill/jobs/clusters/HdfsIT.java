package io.sparkdistill.jobs.clusters;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkdistill.jobs.Launcher;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class HdfsIT extends RemoteStoreContract {
    private static Hdfs hdfs;

    @BeforeAll
    static void start() throws IOException {
        hdfs = new Hdfs(Files.createDirectories(folder.resolve("hdfs")));
    }

    @AfterAll
    static void stop() {
        hdfs.close();
    }

    @Override
    RemoteStore store() {
        return hdfs;
    }

    @Test
    void runsTheQuickstartWhereItIsTheDefaultFileSystem() throws Exception {
        Path here = Files.createDirectories(folder.resolve("here"));
        Launcher.Result result = Launcher.run(
                here,
                ClusterJars.environment(),
                List.of(
                        Launcher.ROOT.resolve("bin/spark-distill").toString(),
                        "quickstart",
                        "--conf",
                        "spark.hadoop.fs.defaultFS=" + hdfs.uri(),
                        "--set",
                        "train.epochs=1"));
        assertThat(result.exitCode()).as(result.output()).isZero();
        assertThat(here).isEmptyDirectory();
    }
}
