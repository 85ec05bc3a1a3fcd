package io.sparkdistill.jobs.clusters;

import io.sparkdistill.jobs.kill.OutputContents;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What the verbs have made in an output, without the records of runs, which name the places of inputs. */
final class Made {
    private Made() {}

    /** Returns the rows of tables, the parameters and the metrics, by name. */
    static Map<String, Object> in(Path output) throws IOException {
        Map<String, Object> made = new TreeMap<>(OutputContents.of(output).contents());
        made.values().removeIf("a file"::equals);
        made.keySet().removeIf(name -> name.endsWith(".json") && !name.endsWith("metrics.json"));
        made.keySet().removeIf(name -> name.contains("/export/"));
        made.replaceAll((name, value) -> value instanceof List<?> rows
                ? rows.stream().map(row -> withoutFolder(row.toString())).toList()
                : withoutLastDigits(value.toString()));
        return made;
    }

    /** A mean is added up partition by partition, so its last digits depend on where the partitions were. */
    private static String withoutLastDigits(String metrics) {
        return metrics.replaceAll("(\\.\\d{12})\\d+", "$1");
    }

    /** The source of a rejected row is the file that it was read from. */
    private static String withoutFolder(String row) {
        return row.replaceAll("\"source\":\"[^\"]*/", "\"source\":\"");
    }
}
