package io.sparkdistill.jobs.train;

import io.sparkdistill.jobs.job.JobResult;
import io.sparkdistill.jobs.job.TextTable;
import java.util.List;

/** The students that were fitted. */
record TrainJobResult(List<StudentSummary> students) implements JobResult {
    TrainJobResult {
        students = List.copyOf(students);
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
                "validation accuracy",
                "seconds");
        for (StudentSummary student : students) {
            table.row(
                    student.name(),
                    student.examples(),
                    student.embeddings() + student.others(),
                    student.others(),
                    student.epochs().size(),
                    student.bestEpoch(),
                    "%.4f".formatted(student.best().validation().accuracy()),
                    "%.0f"
                            .formatted(student.epochs().stream()
                                    .mapToDouble(EpochReport::seconds)
                                    .sum()));
        }
        return table.toString();
    }
}
