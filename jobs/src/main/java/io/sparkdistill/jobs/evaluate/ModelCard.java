package io.sparkdistill.jobs.evaluate;

import io.sparkdistill.jobs.job.Artifacts;
import io.sparkdistill.jobs.job.JobContext;
import io.sparkdistill.jobs.report.Figures;
import io.sparkdistill.jobs.report.Templates;
import io.sparkdistill.table.Split;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes the model card of the student in Markdown, with the fields of Hugging Face.
 *
 * @see <a href="https://huggingface.co/docs/hub/model-cards">Hugging Face, model cards</a>
 */
final class ModelCard {
    private ModelCard() {}

    /** A result is one value of the field {@code model-index} and of the table of results. */
    record Result(String split, String name, String type, String value, String lower, String upper) {}

    static String of(JobContext context, Evaluation evaluation, RunDescription run, Verdict verdict) {
        Map<String, Object> card = new LinkedHashMap<>();
        card.put("title", run.title());
        card.put("verdict", verdict.sentences());
        card.put("network", run.network());
        card.put("teachers", run.teachers());
        card.put("steps", run.steps());
        card.put("folder", run.studentFolder());
        card.put("task", run.taskName());
        card.put("classes", classes(context));
        card.put("results", results(evaluation));
        card.put("cost", cost(evaluation));
        card.put("gate", new Gate(evaluation).check(context.config().evaluate().require()));
        card.put("command", run.command());
        card.put("version", JobContext.version());
        return Templates.render("model-card.peb", card);
    }

    private static List<String> classes(JobContext context) {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < context.config().task().classes(); i++) {
            names.add(context.config().task().className(i).replaceAll("\\s", " "));
        }
        return names;
    }

    private static List<Result> results(Evaluation evaluation) {
        List<Result> results = new ArrayList<>();
        ModelReport student = evaluation.models().get(Artifacts.STUDENT);
        for (Split split : List.of(Split.VALIDATION, Split.TEST)) {
            SplitMetrics metrics = student == null ? null : student.metrics(split);
            if (metrics != null && metrics.statistics() != null) {
                metrics.statistics()
                        .estimates()
                        .forEach((name, estimate) -> results.add(new Result(
                                split.columnValue(),
                                name,
                                name.replace('-', '_'),
                                Figures.measure(estimate.value()),
                                Figures.measure(estimate.lower()),
                                Figures.measure(estimate.upper()))));
            }
        }
        return results;
    }

    private static List<String> cost(Evaluation evaluation) {
        List<String> lines = new ArrayList<>();
        evaluation
                .models()
                .forEach((model, report) -> lines.add("%s: %s parameters, %s, %s rows/s on one thread"
                        .formatted(
                                model,
                                Figures.count(report.cost().parameters()),
                                Figures.bytes(report.cost().bytes()),
                                Figures.count(Math.round(report.cost().rowsPerSecond())))));
        return lines;
    }
}
