package io.sparkdistill.jobs.evaluate;

import io.sparkdistill.jobs.config.TaskConfig;
import io.sparkdistill.jobs.report.Figures;
import io.sparkdistill.jobs.report.HtmlTable;
import io.sparkdistill.jobs.report.HtmlTable.Cell;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Makes the tables of the report that show the data of a run. */
final class DataTables {
    private static final String TEACHER = "teacher predicts";

    private DataTables() {}

    static HtmlTable origins(TransferSetReport set) {
        HtmlTable table = new HtmlTable(
                "The transfer set by the origin of its examples", "origin", "examples", "with a label", "for instance");
        set.origins()
                .forEach(source -> table.row(
                        Cell.text(source.origin()),
                        Cell.count(source.rows()),
                        Cell.count(source.labeled()),
                        Cell.sample(String.join("\n", source.examples()))));
        return table;
    }

    static HtmlTable copies(TransferSetReport set) {
        HtmlTable table = new HtmlTable("Augmented copies beside their originals", "original", "copy");
        set.copies().forEach(copy -> table.row(Cell.sample(copy.original()), Cell.sample(copy.copy())));
        return table;
    }

    static HtmlTable slices(List<Slice> slices) {
        return slices("the length of the text in characters", "characters", slices);
    }

    /** Returns the accuracy by the values of a column of the inputs. */
    static HtmlTable slices(String column, List<Slice> slices) {
        return slices("the column " + column, column, slices);
    }

    private static HtmlTable slices(String what, String header, List<Slice> slices) {
        HtmlTable table = new HtmlTable(
                "Accuracy by %s, with 95 %% intervals by Wilson".formatted(what),
                "split",
                header,
                "model",
                "rows",
                "accuracy",
                "",
                "lower",
                "upper");
        double low = slices.stream()
                .mapToDouble(slice -> slice.accuracy().lower())
                .min()
                .orElse(0);
        slices.forEach(slice -> table.row(
                Cell.text(slice.split()),
                Cell.sample(slice.value()),
                Cell.text(slice.model()),
                Cell.count(slice.rows()),
                Cell.measure(slice.accuracy().value()),
                Cell.bar(
                        slice.accuracy().value(),
                        slice.accuracy().lower(),
                        slice.accuracy().upper(),
                        low,
                        1),
                Cell.measure(slice.accuracy().lower()),
                Cell.measure(slice.accuracy().upper())));
        return table;
    }

    static HtmlTable rejections(List<Rejections.Rejection> rejections) {
        HtmlTable table = new HtmlTable("Rejected rows by reason", "verb", "kind", "reason", "rows");
        rejections.forEach(each -> table.row(
                Cell.text(each.verb()), Cell.text(each.kind()), Cell.sample(each.reason()), Cell.count(each.rows())));
        return table;
    }

    static HtmlTable disagreements(List<ShownExamples.Disagreement> examples) {
        HtmlTable table = new HtmlTable(
                "Validation and test examples on which student and teacher disagree most",
                "text",
                "split",
                "label",
                TEACHER,
                "student predicts",
                "distance");
        examples.forEach(each -> table.row(
                Cell.sample(each.text()),
                Cell.text(each.split()),
                Cell.sample(each.label()),
                Cell.sample(each.teacher()),
                Cell.sample(each.student()),
                Cell.measure(each.distance())));
        return table;
    }

    static HtmlTable doubts(String examples, List<ShownExamples.Doubt> doubts) {
        HtmlTable table = new HtmlTable(
                "Labels of %s examples that the teacher doubts most".formatted(examples),
                "text",
                "split",
                "label",
                TEACHER,
                "probability of the label");
        doubts.forEach(each -> table.row(
                Cell.sample(each.text()),
                Cell.text(each.split()),
                Cell.sample(each.label()),
                Cell.sample(each.teacher()),
                Cell.measure(each.probability())));
        return table;
    }

    static HtmlTable similarity(SoftTargetReport.Temperature targets, TaskConfig task) {
        List<String> names = targets.classes().stream().map(task::className).toList();
        HtmlTable table = new HtmlTable(
                "Temperature " + Figures.shortened(targets.temperature()),
                Stream.concat(Stream.of(TEACHER), names.stream()).toArray(String[]::new));
        for (int i = 0; i < names.size(); i++) {
            double[] row = targets.similarity()[i];
            table.row(Stream.concat(
                            Stream.of(Cell.sample(names.get(i))),
                            IntStream.range(0, row.length)
                                    .mapToObj(j -> Cell.measure(row[j]).heated(row[j])))
                    .toArray(Cell[]::new));
        }
        return table;
    }
}
