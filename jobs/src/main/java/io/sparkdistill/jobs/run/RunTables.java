package io.sparkdistill.jobs.run;

import com.fasterxml.jackson.databind.JsonNode;
import io.sparkdistill.jobs.report.TextTable;
import io.sparkdistill.statistics.Interval;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Formats runs as tables for the terminal.
 *
 * @param runs with their records, the oldest first
 * @param served the run that is served
 * @param isWriting whether a process writes to the output at the moment
 */
public record RunTables(Map<Run, RunRecord> runs, Optional<Run> served, boolean isWriting) {
    private static final String ABSENT = "-";
    private static final String CURRENT = "current";

    /** Returns one row per run. */
    public String list() {
        TextTable table = new TextTable("run", "started", "student", "accuracy, 95 %", "rows", "examples", "state", "");
        runs.forEach((run, content) -> {
            Optional<JsonNode> quality = quality(content);
            table.row(
                    run.id(),
                    content.started(),
                    student(content),
                    quality.map(RunTables::interval).orElse(ABSENT),
                    quality.<Object>map(split -> split.get("rows").asLong()).orElse(ABSENT),
                    content.counts().getOrDefault(RunRecord.EXAMPLES, ABSENT),
                    state(content),
                    served.equals(Optional.of(run)) ? CURRENT : "");
        });
        return table.toString();
    }

    /** Returns what is known of a run, without its configuration. */
    public static String show(Run run) {
        RunRecord content = run.read();
        TextTable table = new TextTable("run", content.id());
        table.row("state", content.state());
        table.row("started", content.started());
        table.row("ended", Objects.requireNonNullElse(content.ended(), ABSENT));
        if (content.outcome() != null) {
            table.row("exit code", content.outcome().exit());
            if (!content.outcome().message().isEmpty()) {
                table.row("error", content.outcome().message());
            }
        }
        table.row("student", student(content));
        new TreeMap<>(content.artifacts()).forEach((name, id) -> table.row("id of " + name, id));
        new TreeMap<>(content.counts()).forEach((name, count) -> table.row(name, count));
        flat(content.metrics()).forEach(table::row);
        return table + System.lineSeparator() + "in " + run.path() + "; run.json has the configuration";
    }

    /** Returns the keys of the configuration and the metrics that differ between two runs. */
    public static String differences(Run first, Run second) {
        RunRecord one = first.read();
        RunRecord other = second.read();
        return table("configuration", one.id(), other.id(), flat(one.configuration()), flat(other.configuration()))
                + System.lineSeparator()
                + table("metric", one.id(), other.id(), flat(one.metrics()), flat(other.metrics()));
    }

    private static String table(
            String what, String first, String second, Map<String, String> one, Map<String, String> other) {
        TextTable table = new TextTable(what, first, second);
        TreeSet<String> keys = new TreeSet<>(one.keySet());
        keys.addAll(other.keySet());
        boolean differs = false;
        for (String key : keys) {
            String left = one.getOrDefault(key, ABSENT);
            String right = other.getOrDefault(key, ABSENT);
            if (!left.equals(right)) {
                table.row(key, left, right);
                differs = true;
            }
        }
        return differs ? table.toString() : what + ": no difference";
    }

    /** Returns the values of a JSON tree by their paths; none for null. */
    public static SortedMap<String, String> flat(JsonNode tree) {
        SortedMap<String, String> values = new TreeMap<>();
        if (tree != null) {
            collect("", tree, values);
        }
        return values;
    }

    private static void collect(String path, JsonNode node, Map<String, String> values) {
        if (!node.isContainerNode()) {
            values.put(path, node.asText());
        } else if (node.isArray()) {
            values.put(path, node.toString());
        } else {
            String prefix = path.isEmpty() ? "" : path + ".";
            node.fieldNames().forEachRemaining(name -> collect(prefix + name, node.get(name), values));
        }
    }

    private String state(RunRecord content) {
        return content.state() == RunState.TRAINING && !isWriting
                ? "interrupted"
                : content.state().toString();
    }

    private static String student(RunRecord content) {
        return content.configuration().at("/student/network").asText();
    }

    /** Returns the metrics of the student on the validation examples or, without these, on the test examples. */
    private static Optional<JsonNode> quality(RunRecord content) {
        if (content.metrics() == null) {
            return Optional.empty();
        }
        JsonNode student = content.metrics().at("/models/student");
        return Optional.of(student.path("validation"))
                .filter(JsonNode::isObject)
                .or(() -> Optional.of(student.path("test")).filter(JsonNode::isObject));
    }

    private static String interval(JsonNode split) {
        boolean labeled = split.has("accuracy");
        double share = split.path(labeled ? "accuracy" : "agreement").asDouble(Double.NaN);
        long rows = split.get("rows").asLong();
        if (Double.isNaN(share) || rows == 0) {
            return ABSENT;
        }
        Interval interval = Interval.ofShare(Math.round(share * rows), rows);
        return "%.4f (%.4f to %.4f)%s"
                .formatted(share, interval.lower(), interval.upper(), labeled ? "" : " with the teacher");
    }
}
