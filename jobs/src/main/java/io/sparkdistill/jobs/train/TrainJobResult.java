package io.sparkdistill.jobs.train;

import io.sparkdistill.jobs.job.JobResult;
import io.sparkdistill.jobs.report.TextTable;
import io.sparkdistill.jobs.train.rounds.EpochReport;
import io.sparkdistill.jobs.train.rounds.ValidationScore;
import java.util.List;
import java.util.stream.Stream;

/**
 * The result of the verb train lists the trained students and the baseline.
 *
 * @param students that were trained, and the baseline
 * @param notes that are printed below the table
 */
public record TrainJobResult(List<StudentSummary> students, List<String> notes) implements JobResult {
    public TrainJobResult {
        students = List.copyOf(students);
        notes = List.copyOf(notes);
    }

    @Override
    public String summary() {
        TextTable table = new TextTable(
                "train",
                "examples",
                "parameters",
                "without embeddings",
                "epochs",
                "best",
                students.get(0).best().validation().measure(),
                "seconds");
        for (StudentSummary student : students) {
            table.row(
                    student.name(),
                    student.examples(),
                    student.embeddings() + student.others(),
                    student.others(),
                    student.epochs().size(),
                    student.bestEpoch(),
                    share(student.best().validation()),
                    "%.0f"
                            .formatted(student.epochs().stream()
                                    .mapToDouble(EpochReport::seconds)
                                    .sum()));
        }
        return String.join(
                System.lineSeparator(),
                Stream.concat(Stream.of(table.toString()), notes.stream()).toList());
    }

    private static String share(ValidationScore validation) {
        return validation.isPresent() ? "%.4f".formatted(validation.share()) : "-";
    }
}
