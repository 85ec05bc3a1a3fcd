package io.sparkdistill.jobs.clusters;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import org.apache.hadoop.yarn.api.records.ApplicationReport;
import org.apache.hadoop.yarn.client.api.YarnClient;
import org.apache.hadoop.yarn.client.cli.ApplicationCLI;
import org.apache.hadoop.yarn.conf.YarnConfiguration;
import org.apache.hadoop.yarn.exceptions.YarnException;
import org.apache.hadoop.yarn.server.MiniYARNCluster;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A YARN with a resource manager and a node manager in this JVM; its containers are processes. */
final class Yarn implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Yarn.class);
    private static final int MEGABYTES = 8192;

    private final MiniYARNCluster cluster;
    private final YarnClient client;
    private final Path settings;

    /**
     * Starts it.
     *
     * @param folder for its files
     * @param defaultFileSystem URI of the file system to which spark-submit uploads
     */
    Yarn(Path folder, String defaultFileSystem) throws IOException {
        System.setProperty("test.build.data", folder.resolve("build").toString());
        YarnConfiguration hadoop = new YarnConfiguration();
        hadoop.set("fs.defaultFS", defaultFileSystem);
        hadoop.set(
                YarnConfiguration.RM_SCHEDULER,
                "org.apache.hadoop.yarn.server.resourcemanager.scheduler.fifo.FifoScheduler");
        hadoop.setInt(YarnConfiguration.NM_PMEM_MB, MEGABYTES);
        hadoop.setInt(YarnConfiguration.RM_SCHEDULER_MINIMUM_ALLOCATION_MB, 256);
        hadoop.setBoolean(YarnConfiguration.NM_PMEM_CHECK_ENABLED, false);
        hadoop.setBoolean(YarnConfiguration.NM_VMEM_CHECK_ENABLED, false);
        hadoop.setFloat(YarnConfiguration.NM_MAX_PER_DISK_UTILIZATION_PERCENTAGE, 99.9f);
        this.cluster = new MiniYARNCluster("spark-distill", 1, 1, 1);
        cluster.init(hadoop);
        cluster.start();
        this.client = YarnClient.createYarnClient();
        client.init(cluster.getConfig());
        client.start();
        this.settings = Files.createDirectories(folder.resolve("hadoop-conf"));
        try (OutputStream out = Files.newOutputStream(settings.resolve("yarn-site.xml"))) {
            cluster.getConfig().writeXml(out);
        }
        Files.copy(settings.resolve("yarn-site.xml"), settings.resolve("core-site.xml"));
    }

    /** Returns the environment in which spark-submit finds this YARN. */
    Map<String, String> environment() {
        Map<String, String> environment = new HashMap<>(ClusterJars.environment());
        environment.put("HADOOP_CONF_DIR", settings.toString());
        return environment;
    }

    /** Returns YARN's report of the newest application. */
    ApplicationReport newest() throws IOException, YarnException {
        return client.getApplications().stream()
                .max(Comparator.comparing(ApplicationReport::getApplicationId))
                .orElseThrow();
    }

    /** Returns the number of attempts of an application. */
    int attempts(ApplicationReport application) throws IOException, YarnException {
        return client.getApplicationAttempts(application.getApplicationId()).size();
    }

    /** Returns what {@code yarn application -status} prints of an application. */
    String status(ApplicationReport application) throws Exception {
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        ApplicationCLI command = new ApplicationCLI();
        command.setConf(cluster.getConfig());
        command.setSysOutPrintStream(new PrintStream(printed, true, StandardCharsets.UTF_8));
        assertThat(command.run(new String[] {
                    "application", "-status", application.getApplicationId().toString()
                }))
                .isZero();
        String status = printed.toString(StandardCharsets.UTF_8);
        LOG.warn("yarn application -status: {}", status);
        return status;
    }

    @Override
    public void close() {
        client.stop();
        cluster.stop();
    }
}
