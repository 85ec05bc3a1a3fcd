package io.sparkdistill.jobs.export;

import io.sparkdistill.distill.LogitsComparison;
import io.sparkdistill.jobs.job.JobResult;
import io.sparkdistill.jobs.report.TextTable;
import io.sparkdistill.serving.Precision;
import java.util.Map;
import java.util.Optional;

/**
 * Holds the result of the verb export, with the size of each file and the checks of the models.
 *
 * @param folder of the files
 * @param bytes size of each file, by name
 * @param check comparison of the model in single precision with the student
 * @param int8 comparison of the model of 8 bits with the student; empty for a student too small for one
 */
record ExportResult(String folder, Map<String, Long> bytes, LogitsComparison check, Optional<LogitsComparison> int8)
        implements JobResult {
    ExportResult {
        bytes = Map.copyOf(bytes);
    }

    @Override
    public String summary() {
        TextTable table = new TextTable("export", "bytes");
        bytes.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .forEach(file -> table.row(file.getKey(), file.getValue()));
        return String.join(
                System.lineSeparator(),
                table.toString(),
                Precision.FLOAT32.file() + ": " + check.summary(),
                int8Summary(),
                "in " + folder);
    }

    private String int8Summary() {
        if (int8.isEmpty()) {
            return "no %s: the student is too small to gain by it".formatted(Precision.INT8.file());
        }
        return int8.get().isAsGood()
                ? Precision.INT8.file() + ": " + int8.get().summary()
                : "no %s: it would be worse than the student: %s"
                        .formatted(Precision.INT8.file(), int8.get().summary());
    }
}
