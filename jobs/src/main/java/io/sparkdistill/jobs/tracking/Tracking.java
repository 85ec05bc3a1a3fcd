package io.sparkdistill.jobs.tracking;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sparkdistill.jobs.config.TrackingConfig;
import io.sparkdistill.jobs.run.Run;
import io.sparkdistill.jobs.run.RunTables;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Records the metrics of a run while it is made: always in its folder, and on an MLflow server if there is one. A server
 * that fails never fails a run: it is asked no more by this process, after one warning.
 */
public final class Tracking {
    private static final Logger LOG = LoggerFactory.getLogger(Tracking.class);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Set<URI> FAILED = ConcurrentHashMap.newKeySet();

    private final TrackingConfig config;
    private final Run run;
    private final RunHistory history;
    private MlflowClient client;

    public Tracking(TrackingConfig config, Run run) {
        this.config = config;
        this.run = run;
        this.history = new RunHistory(run);
    }

    /**
     * Records an epoch of a model.
     *
     * @param report record with the number of the epoch and its metrics
     */
    public void epoch(String model, Record report) {
        ObjectNode content = JSON.valueToTree(report);
        history.epoch(model, content);
        mlflow(server -> epoch(server, model, content));
    }

    /** Records all epochs of a complete model, unless they were recorded one by one. */
    public void epochs(String model, List<? extends Record> reports) {
        List<ObjectNode> all = reports.stream()
                .map(report -> JSON.<ObjectNode>valueToTree(report))
                .toList();
        if (history.hasEpochs(model, all)) {
            return;
        }
        history.replaceEpochs(model, all);
        mlflow(server -> {
            for (ObjectNode report : all) {
                epoch(server, model, report);
            }
        });
    }

    private static void epoch(MlflowRun server, String model, ObjectNode report) throws IOException {
        server.metrics(numbers(model + ".epoch.", report), report.path("epoch").asLong());
    }

    /**
     * Records the metrics of all models.
     *
     * @param metrics content of {@code metrics.json}
     * @param files texts by the names under which a server stores them
     */
    public void evaluated(String metrics, Map<String, String> files) {
        List<Measured> measured = Measured.parse(metrics);
        history.evaluated(measured);
        run.output().writeText(run.artifact(OpenMetrics.FILE), OpenMetrics.text(run.id(), measured));
        mlflow(server -> {
            Map<String, Double> values = new LinkedHashMap<>();
            measured.forEach(each -> each.values()
                    .forEach((name, value) ->
                            values.put("%s.%s.%s".formatted(each.model(), each.split(), name), value)));
            server.metrics(values, 0);
            for (Map.Entry<String, String> file : files.entrySet()) {
                server.artifact(file.getKey(), file.getValue().getBytes(StandardCharsets.UTF_8));
            }
            server.end("FINISHED");
        });
    }

    /** Records that the run has failed. */
    public void failed() {
        mlflow(server -> server.end("FAILED"));
    }

    /** Records that a sweep has given the run up. */
    public void stopped() {
        mlflow(server -> server.end("KILLED"));
    }

    private static Map<String, Double> numbers(String prefix, JsonNode report) {
        Map<String, Double> values = new LinkedHashMap<>();
        RunTables.flat(report).forEach((path, text) -> {
            if (!path.equals("epoch") && report.at("/" + path.replace('.', '/')).isNumber()) {
                double value = Double.parseDouble(text);
                if (Double.isFinite(value)) {
                    values.put(prefix + path, value);
                }
            }
        });
        return values;
    }

    /** A report to a server. */
    private interface Report {
        void send(MlflowRun server) throws IOException;
    }

    private MlflowClient client(URI uri) {
        client = client == null ? new MlflowClient(uri, System.getenv()) : client;
        return client;
    }

    private void mlflow(Report report) {
        config.mlflow().filter(uri -> !FAILED.contains(uri)).ifPresent(uri -> {
            try {
                report.send(MlflowRun.open(client(uri), config.experiment(), run));
            } catch (IOException | RuntimeException e) {
                FAILED.add(uri);
                LOG.warn(
                        "The run goes on without MLflow: {} cannot be used: {}",
                        config.mlflow().get(),
                        e.getMessage());
            }
        });
    }
}
