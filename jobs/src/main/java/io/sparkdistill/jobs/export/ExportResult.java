package io.sparkdistill.jobs.export;

import io.sparkdistill.jobs.job.JobResult;
import io.sparkdistill.jobs.report.TextTable;
import java.util.Map;

/**
 * The result of the verb export.
 *
 * @param folder of the files
 * @param bytes size of each file, by name
 * @param check comparison of the exported student with the student
 */
record ExportResult(String folder, Map<String, Long> bytes, ExportCheck check) implements JobResult {
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
                "compared with the student: " + check.summary(),
                "in " + folder);
    }
}
