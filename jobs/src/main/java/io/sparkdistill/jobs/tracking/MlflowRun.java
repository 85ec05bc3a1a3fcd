package io.sparkdistill.jobs.tracking;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sparkdistill.jobs.run.Run;
import io.sparkdistill.jobs.run.RunTables;
import java.io.IOException;
import java.time.Instant;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;

/**
 * A run on an MLflow server, which stands for a run of spark-distill. The file {@code mlflow.json} in the run keeps its
 * id, so that a run that is resumed goes on with it.
 */
final class MlflowRun {
    private static final String FILE = "mlflow.json";
    private static final ObjectMapper JSON = new ObjectMapper();
    /** The most parameters or tags that the server takes at once. */
    private static final int MOST_PARAMETERS = 100;
    /** The most metrics that the server takes at once. */
    private static final int MOST_METRICS = 900;
    /** The most characters of a parameter that servers before MLflow 2.8 take. */
    private static final int MOST_CHARACTERS = 500;

    private static final String STORE = "mlflow-artifacts:";

    private final MlflowClient client;
    private final JsonNode info;

    private MlflowRun(MlflowClient client, JsonNode info) {
        this.client = client;
        this.info = info;
    }

    /** Returns the run that {@code mlflow.json} names, or opens a new one with all settings as parameters. */
    static MlflowRun open(MlflowClient client, String experiment, Run run) throws IOException {
        String file = run.artifact(FILE);
        if (run.output().exists(file)) {
            return new MlflowRun(client, JSON.readTree(run.output().readText(file)));
        }
        ObjectNode request = JSON.createObjectNode()
                .put("experiment_id", experiment(client, experiment))
                .put("run_name", run.id())
                .put("start_time", Instant.now().toEpochMilli());
        ArrayNode tags = request.putArray("tags");
        tag(tags, "mlflow.runName", run.id());
        tag(tags, "mlflow.source.name", "spark-distill");
        tag(tags, "spark-distill.run", run.path());
        JsonNode info = client.post("runs/create", request).at("/run/info");
        if (!info.path("run_id").isTextual()) {
            throw new IOException("runs/create returns no run_id");
        }
        MlflowRun opened = new MlflowRun(client, info);
        opened.parameters(RunTables.flat(run.read().configuration()));
        run.output().writeText(file, info + "\n");
        return opened;
    }

    /** Returns the id of an experiment. Variants of a sweep look for it at the same time, but only one creates it. */
    private static synchronized String experiment(MlflowClient client, String name) throws IOException {
        Optional<JsonNode> found = client.get("experiments/get-by-name", "experiment_name", name);
        JsonNode id = found.isPresent()
                ? found.get().at("/experiment/experiment_id")
                : client.post("experiments/create", JSON.createObjectNode().put("name", name))
                        .path("experiment_id");
        return id.asText();
    }

    private static void tag(ArrayNode tags, String key, String value) {
        tags.addObject().put("key", key).put("value", value);
    }

    private void parameters(Map<String, String> settings) throws IOException {
        ObjectNode batch = batch();
        for (Map.Entry<String, String> setting : settings.entrySet()) {
            String value = setting.getValue();
            tag(
                    batch.withArray("params"),
                    setting.getKey().replaceAll("[^\\w. /-]", "_"),
                    value.substring(0, Math.min(MOST_CHARACTERS, value.length())));
            if (batch.path("params").size() == MOST_PARAMETERS) {
                client.post("runs/log-batch", batch);
                batch = batch();
            }
        }
        if (batch.has("params")) {
            client.post("runs/log-batch", batch);
        }
    }

    /**
     * Reports metrics.
     *
     * @param values finite values by name
     * @param step number of the epoch; 0 for metrics of the whole run
     */
    void metrics(Map<String, Double> values, long step) throws IOException {
        long time = Instant.now().toEpochMilli();
        for (Iterator<Map.Entry<String, Double>> left = values.entrySet().iterator(); left.hasNext(); ) {
            ObjectNode batch = batch();
            ArrayNode metrics = batch.putArray("metrics");
            while (left.hasNext() && metrics.size() < MOST_METRICS) {
                Map.Entry<String, Double> metric = left.next();
                metrics.addObject()
                        .put("key", metric.getKey())
                        .put("value", metric.getValue())
                        .put("timestamp", time)
                        .put("step", step);
            }
            client.post("runs/log-batch", batch);
        }
    }

    /**
     * Stores a file, if the server gives access to its store; another store needs its own credentials.
     *
     * @return whether it is stored
     */
    boolean artifact(String name, byte[] content) throws IOException {
        String uri = info.path("artifact_uri").asText();
        if (!uri.startsWith(STORE)) {
            return false;
        }
        String folder =
                uri.substring(STORE.length()).replaceFirst("^//[^/]*", "").replaceFirst("^/+", "");
        client.putArtifact(folder + "/" + name, content);
        return true;
    }

    /**
     * Ends the run on the server.
     *
     * @param status FINISHED, FAILED or KILLED
     */
    void end(String status) throws IOException {
        client.post(
                "runs/update",
                batch().put("status", status).put("end_time", Instant.now().toEpochMilli()));
    }

    private ObjectNode batch() {
        return JSON.createObjectNode().put("run_id", info.path("run_id").asText());
    }
}
