package io.sparkdistill.jobs.tracking;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sparkdistill.jobs.run.Run;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The history of a run is its file {@code history.jsonl}, with one JSON object per line: the epochs of each model, or its
 * validations, and at the end the metrics of each model on each split.
 */
final class RunHistory {
    static final String FILE = "history.jsonl";
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String TIME = "time";
    private static final String RUN = "run";
    private static final String MODEL = "model";
    private static final String SPLIT = "split";
    private static final String EPOCH = "epoch";

    private final Run run;

    RunHistory(Run run) {
        this.run = run;
    }

    /** Adds an epoch of a model. A resumed training repeats epochs, whose earlier lines are replaced. */
    void epoch(String model, ObjectNode report) {
        int number = report.path(EPOCH).asInt();
        List<ObjectNode> lines = read();
        lines.removeIf(line -> isEpochOf(model, line) && line.path(EPOCH).asInt() >= number);
        lines.add(line(model).setAll(report));
        write(lines);
    }

    /** Whether it has exactly these epochs of a model. */
    boolean hasEpochs(String model, List<ObjectNode> reports) {
        List<String> known = read().stream()
                .filter(line -> isEpochOf(model, line))
                .map(line -> line.remove(List.of(TIME, RUN, MODEL)).toString())
                .toList();
        return known.equals(reports.stream().map(ObjectNode::toString).toList());
    }

    /**
     * Replaces all epochs of a model that is complete. Those of a training whose learning rate was not chosen are among
     * the earlier ones.
     */
    void replaceEpochs(String model, List<ObjectNode> reports) {
        List<ObjectNode> lines = read();
        lines.removeIf(line -> isEpochOf(model, line));
        reports.forEach(report -> lines.add(line(model).setAll(report)));
        write(lines);
    }

    private static boolean isEpochOf(String model, ObjectNode line) {
        return line.path(MODEL).asText().equals(model) && line.has(EPOCH);
    }

    /** Replaces the metrics of all models. */
    void evaluated(List<Measured> metrics) {
        List<ObjectNode> lines = read();
        lines.removeIf(line -> line.has(SPLIT));
        for (Measured measured : metrics) {
            ObjectNode line = line(measured.model()).put(SPLIT, measured.split());
            measured.values().forEach(line::put);
            lines.add(line);
        }
        write(lines);
    }

    private ObjectNode line(String model) {
        return JSON.createObjectNode()
                .put(TIME, Instant.now().truncatedTo(ChronoUnit.MILLIS).toString())
                .put(RUN, run.id())
                .put(MODEL, model);
    }

    private List<ObjectNode> read() {
        String file = run.artifact(FILE);
        List<ObjectNode> lines = new ArrayList<>();
        if (run.output().exists(file)) {
            run.output().readText(file).lines().forEach(line -> {
                if (parse(line) instanceof ObjectNode object) {
                    lines.add(object);
                }
            });
        }
        return lines;
    }

    private JsonNode parse(String line) {
        try {
            return JSON.readTree(line);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException("Cannot read " + run.output().path(run.artifact(FILE)), e);
        }
    }

    private void write(List<ObjectNode> lines) {
        run.output()
                .writeText(
                        run.artifact(FILE),
                        lines.stream().map(line -> line + "\n").collect(Collectors.joining()));
    }
}
