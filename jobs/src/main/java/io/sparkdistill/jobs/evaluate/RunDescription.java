package io.sparkdistill.jobs.evaluate;

import com.fasterxml.jackson.databind.JsonNode;
import io.sparkdistill.jobs.config.DistillConfig;
import io.sparkdistill.jobs.config.Secrets;
import io.sparkdistill.jobs.config.TaskType;
import io.sparkdistill.jobs.config.TeacherConfig;
import io.sparkdistill.jobs.job.Artifacts;
import io.sparkdistill.jobs.job.JobContext;
import io.sparkdistill.jobs.job.Verbs;
import io.sparkdistill.jobs.report.Figures;
import io.sparkdistill.jobs.report.HtmlTable;
import io.sparkdistill.jobs.report.HtmlTable.Cell;
import io.sparkdistill.jobs.run.Run;
import io.sparkdistill.jobs.storage.Provenance;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Describes a run: what was distilled from what, what it cost, and how it can be made again. */
final class RunDescription {
    private static final List<String> VERSIONS = List.of("spark-distill", "spark", "djl", "java", "seed");

    private final JobContext context;
    private final Run run;
    private final DistillConfig config;
    private final Evaluation evaluation;
    private final RunFacts facts;

    RunDescription(JobContext context, Run run, Evaluation evaluation, RunFacts facts) {
        this.context = context;
        this.run = run;
        this.config = context.config();
        this.evaluation = evaluation;
        this.facts = facts;
    }

    /**
     * Describes a step of the run.
     *
     * @param details what it did, with counts
     */
    record Step(String title, List<String> details) {}

    /** Names the student and the teacher in one line. */
    String title() {
        String network = config.student().kind().name();
        return teachers().isEmpty()
                ? "A %s student, trained without a teacher".formatted(network)
                : "A %s student, distilled from %s".formatted(network, teachers());
    }

    /** Returns the names of the teachers; empty if training needs none. */
    String teachers() {
        return config.train().needsTeacher()
                ? config.teachers().stream().map(TeacherConfig::name).collect(Collectors.joining(", "))
                : "";
    }

    List<Step> steps() {
        List<Step> steps = new ArrayList<>();
        JsonNode rows = facts.augment();
        steps.add(new Step(
                "Input",
                List.of(count(rows, "read", "rows read"), count(rows, "rejected", "rejected"), dropped(rows))));
        steps.add(new Step(
                "Transfer set",
                List.of(
                        count(rows, "labeled", "labeled"),
                        count(rows, "unlabeled", "unlabeled"),
                        count(rows.path("copies"), "kept", "augmented copies"))));
        for (JsonNode teacher : facts.label().path("teachers")) {
            List<String> details = new ArrayList<>();
            if (config.teachers().size() == 1) {
                // Those of several teachers are only known together.
                addParameters(details, Evaluation.TEACHER);
            }
            details.add(count(teacher, "examples", "examples labeled"));
            details.add(count(teacher, "rejected", "rejected"));
            steps.add(new Step("Teacher " + teacher.path("teacher").asText(), details));
        }
        if (!teachers().isEmpty()) {
            steps.add(new Step(
                    "Soft targets",
                    List.of("temperatures "
                            + config.label().temperatures().stream()
                                    .map(Figures::shortened)
                                    .collect(Collectors.joining(", ")))));
        }
        facts.trainings().forEach((name, training) -> steps.add(trained(name, training)));
        steps.add(new Step("Evaluation", List.of(count(rows, "evaluation", "validation and test rows"))));
        return steps;
    }

    private Step trained(String name, JsonNode training) {
        List<String> details = new ArrayList<>();
        addParameters(details, name);
        details.add(count(training, "examples", "examples"));
        details.add("best epoch %d of %d"
                .formatted(
                        training.path("bestEpoch").asInt(),
                        training.path("epochs").size()));
        return new Step("Train " + name, details);
    }

    /** Adds the number of parameters, where it is known. */
    private void addParameters(List<String> details, String model) {
        ModelReport report = evaluation.models().get(model);
        if (report != null && report.cost().parameters() > 0) {
            details.add("%s parameters"
                    .formatted(Figures.shortened((double) report.cost().parameters())));
        }
    }

    private static String dropped(JsonNode rows) {
        long dropped = rows.path("duplicates").asLong()
                + rows.path("leaked").asLong()
                + rows.path("validationLeaked").asLong()
                + rows.path("leftOut").asLong();
        return Figures.count(dropped) + " duplicates and others dropped";
    }

    private static String count(JsonNode counts, String field, String what) {
        return Figures.count(counts.path(field).asLong()) + " " + what;
    }

    HtmlTable durations() {
        HtmlTable table = new HtmlTable("Time", "step", "rows", "seconds", "rows/s");
        addDuration(
                table,
                "write the transfer set",
                facts.augment().path("read").asLong(),
                facts.augment().path("seconds").asDouble());
        for (JsonNode teacher : facts.label().path("teachers")) {
            addDuration(
                    table,
                    "label by " + teacher.path("teacher").asText(),
                    teacher.path("labeled").asLong(),
                    teacher.path("seconds").asDouble());
        }
        facts.trainings()
                .keySet()
                .forEach(name ->
                        addDuration(table, "train " + name, facts.trainingRows(name), facts.trainingSeconds(name)));
        return table;
    }

    private static void addDuration(HtmlTable table, String step, long rows, double seconds) {
        table.row(
                Cell.text(step),
                Cell.count(rows),
                Cell.number(seconds, Figures.seconds(seconds)),
                seconds > 0 && rows > 0
                        ? Cell.number(rows / seconds, Figures.count(Math.round(rows / seconds)))
                        : Cell.measure(null));
    }

    HtmlTable bytes() {
        HtmlTable table = new HtmlTable("Storage", "artifact", "bytes");
        facts.bytes()
                .forEach((artifact, bytes) ->
                        table.row(Cell.text(artifact), Cell.number((double) bytes, Figures.bytes(bytes))));
        return table;
    }

    HtmlTable provenance() {
        HtmlTable table = new HtmlTable("Versions and identities", "name", "value");
        Provenance provenance = context.provenance(Verbs.EVALUATE, Map.of());
        table.row(Cell.text("run"), Cell.text(run.id()));
        VERSIONS.forEach(name -> table.row(
                Cell.text(name), Cell.text(provenance.facts().get(name).toString())));
        facts.identities().forEach((name, id) -> table.row(Cell.text(name), Cell.text(id)));
        return table;
    }

    /** Returns the command that makes the run again. The configuration in the output may be that of a later run. */
    String command() {
        return Secrets.redact(
                "spark-distill pipeline --config " + context.output().path(run.artifact(RunReport.CONFIGURATION)));
    }

    /** Returns the whole configuration, without credentials. */
    String configuration() {
        return config.effective();
    }

    /** Returns the task in the terms of Hugging Face. */
    String taskName() {
        return config.task().type() == TaskType.FEATURES ? "tabular-classification" : "text-classification";
    }

    /** Returns the kind of the student's network. */
    String network() {
        return config.student().kind().name();
    }

    String studentFolder() {
        return Secrets.redact(
                context.output().path(run.artifact(Artifacts.STUDENT)).toString());
    }
}
