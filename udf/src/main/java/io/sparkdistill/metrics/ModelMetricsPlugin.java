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
 * Publishes {@link ModelMetrics} in Spark's metrics system, and so to every sink of Spark. Each executor publishes its
 * own metrics; the driver publishes those of the whole application, for systems that read only the driver, such as
 * Prometheus.
 */
public final class ModelMetricsPlugin implements SparkPlugin {
    private static final Logger LOG = LoggerFactory.getLogger(ModelMetricsPlugin.class);
    private static final String PLUGINS = "spark.plugins";
    /** The name of the executor in the driver of a local Spark. */
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
            ((ModelReports.Report) message).replay(metrics);
            return null;
        }
    }

    private static final class OnExecutor implements ExecutorPlugin, ModelMonitor.Listener {
        private ModelReports reports;
        private ModelMonitor.Listener own;

        @Override
        public void init(PluginContext plugin, Map<String, String> extra) {
            reports = new ModelReports(report -> send(plugin, report));
            // A local executor is in the driver, which publishes metrics of these names already.
            own = plugin.executorID().equals(LOCAL_EXECUTOR)
                    ? ModelMonitor.NO_LISTENER
                    : new ModelMetrics(plugin.metricRegistry());
            ModelMonitor.setListener(this);
        }

        private static void send(PluginContext plugin, ModelReports.Report report) {
            try {
                plugin.send(report);
            } catch (IOException | RuntimeException e) {
                // The report is lost: a task must not fail because of its metrics.
                LOG.warn("Cannot report the cost of models to the driver: {}", e.toString());
            }
        }

        @Override
        public void batchCompleted(BatchCost batch) {
            own.batchCompleted(batch);
            reports.batchCompleted(batch);
        }

        @Override
        public void modelLoaded(long nanos) {
            own.modelLoaded(nanos);
            reports.modelLoaded(nanos);
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
