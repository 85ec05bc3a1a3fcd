package io.sparkdistill.metrics;

import io.sparkdistill.inference.ModelMonitor;
import io.sparkdistill.model.BatchCost;
import java.io.IOException;
import java.util.Map;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkContext;
import org.apache.spark.TaskFailedReason;
import org.apache.spark.api.plugin.DriverPlugin;
import org.apache.spark.api.plugin.ExecutorPlugin;
import org.apache.spark.api.plugin.PluginContext;
import org.apache.spark.api.plugin.SparkPlugin;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings {@link ModelMetrics} into Spark's metrics system, and so to every sink that Spark has. Each executor has its
 * own; the driver has those of the whole application, so that who reads the driver alone, as Prometheus may, sees all.
 */
public final class ModelMetricsPlugin implements SparkPlugin {
    private static final Logger LOG = LoggerFactory.getLogger(ModelMetricsPlugin.class);
    private static final String PLUGINS = "spark.plugins";
    /** How Spark names the executor that is in the driver. */
    private static final String LOCAL_EXECUTOR = "driver";

    /** Adds this plugin to a configuration. */
    public static SparkConf addTo(SparkConf conf) {
        String name = ModelMetricsPlugin.class.getName();
        String others = conf.get(PLUGINS, "");
        if (others.contains(name)) {
            return conf;
        }
        return conf.set(PLUGINS, others.isEmpty() ? name : others + "," + name);
    }

    @Override
    public DriverPlugin driverPlugin() {
        return new OnDriver();
    }

    @Override
    public ExecutorPlugin executorPlugin() {
        return new OnExecutor();
    }

    private static final class OnDriver implements DriverPlugin {
        private ModelMetrics metrics;

        @Override
        public Map<String, String> init(SparkContext context, PluginContext plugin) {
            metrics = new ModelMetrics(plugin.metricRegistry());
            return Map.of();
        }

        @Override
        public Object receive(Object message) {
            ((ModelReports.Report) message).tell(metrics);
            return null;
        }
    }

    private static final class OnExecutor implements ExecutorPlugin, ModelMonitor.Listener {
        private ModelReports reports;
        private ModelMonitor.Listener own;

        @Override
        public void init(PluginContext plugin, Map<String, String> extra) {
            reports = new ModelReports(report -> send(plugin, report));
            // A local executor is the driver, which has metrics of these names already.
            own = plugin.executorID().equals(LOCAL_EXECUTOR)
                    ? ModelMonitor.NO_LISTENER
                    : new ModelMetrics(plugin.metricRegistry());
            ModelMonitor.setListener(this);
        }

        private static void send(PluginContext plugin, ModelReports.Report report) {
            try {
                plugin.send(report);
            } catch (IOException | RuntimeException e) {
                // What is lost is lost: no task fails because the driver could not be told what it costs.
                LOG.warn("Cannot report what models cost to the driver: {}", e.toString());
            }
        }

        @Override
        public void answered(BatchCost batch) {
            own.answered(batch);
            reports.answered(batch);
        }

        @Override
        public void loaded(long nanos) {
            own.loaded(nanos);
            reports.loaded(nanos);
        }

        @Override
        public void onTaskSucceeded() {
            reports.send();
        }

        @Override
        public void onTaskFailed(TaskFailedReason reason) {
            reports.send();
        }

        @Override
        public void shutdown() {
            ModelMonitor.removeListener(this);
        }
    }
}
