package io.sparkdistill.jobs.input;

import io.sparkdistill.jobs.LocalSpark;
import io.sparkdistill.jobs.config.reader.ConfigLoader;
import io.sparkdistill.jobs.job.JobContext;
import io.sparkdistill.table.Rejected;
import io.sparkdistill.table.TransferSet;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Row;

/** Reads the inputs of a configuration, checks included, and shows each row in a line. */
final class Reading {
    private final Inputs inputs;

    /** Prepares for reading, with these settings beside the folder, as {@code ${data}}. */
    Reading(Path folder, String... settings) {
        List<String> all = new ArrayList<>(
                List.of("output=" + folder.resolve("output"), "data=\"" + folder + "\"", "task.classes=2"));
        all.addAll(List.of(settings));
        inputs = new Inputs(new JobContext(ConfigLoader.load("", "test", all, Map.of()), new Configuration()));
    }

    /** What tells the inputs from others. */
    String identity() {
        return inputs.identities(LocalSpark.session()).toString();
    }

    /** All rows: text, label; or what is wrong with them. In the order in which they are read. */
    List<String> rows() {
        List<String> rows = new ArrayList<>();
        for (Row row : collect()) {
            rows.add(row.getAs(Rejected.REASON) == null ? usable(row) : "rejected: " + row.getAs(Rejected.REASON));
        }
        return rows;
    }

    /** The rows themselves. */
    List<Row> collect() {
        inputs.check();
        var rows = inputs.read(LocalSpark.session()).cache();
        try {
            inputs.requireUsable(rows);
            return rows.collectAsList();
        } finally {
            rows.unpersist();
        }
    }

    private static String usable(Row row) {
        Object content = row.getAs(TransferSet.FEATURES) == null
                ? row.getAs(TransferSet.TEXT)
                : row.getList(row.fieldIndex(TransferSet.FEATURES));
        Object pair = row.getAs(TransferSet.TEXT_PAIR);
        return content + (pair == null ? "" : " | " + pair) + " -> " + row.getAs(TransferSet.LABEL);
    }
}
