package io.sparkdistill.jobs.export;

import io.sparkdistill.jobs.job.JobResult;
import io.sparkdistill.jobs.report.TextTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Holds the result of the verb export, with the size of each file and the checks of the models.
 *
 * @param folder of the files
 * @param bytes size of each file, by name
 * @param checks what is to be said of each model
 */
record ExportResult(String folder, Map<String, Long> bytes, List<String> checks) implements JobResult {
    ExportResult {
        bytes = Map.copyOf(bytes);
        checks = List.copyOf(checks);
    }

    @Override
    public String summary() {
        TextTable table = new TextTable("export", "bytes");
        bytes.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .forEach(file -> table.row(file.getKey(), file.getValue()));
        List<String> lines = new ArrayList<>(List.of(table.toString()));
        lines.addAll(checks);
        lines.add("in " + folder);
        return String.join(System.lineSeparator(), lines);
    }
}
