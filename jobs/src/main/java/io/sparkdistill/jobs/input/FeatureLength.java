package io.sparkdistill.jobs.input;

import static org.apache.spark.sql.functions.asc;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.desc;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.size;
import static org.apache.spark.sql.functions.when;

import io.sparkdistill.table.Rejected;
import io.sparkdistill.table.TransferSet;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Requires that all examples have the same number of features: the most frequent one, the least if several are. */
final class FeatureLength {
    private static final String LENGTH = "length";

    private FeatureLength() {}

    /** Rejects rows with another number of features. Finding the most frequent one takes a job over all rows. */
    static Dataset<Row> require(Dataset<Row> rows) {
        Column length = size(col(TransferSet.FEATURES));
        List<Row> lengths = rows.where(col(Rejected.REASON).isNull())
                .groupBy(length.as(LENGTH))
                .count()
                .orderBy(desc("count"), asc(LENGTH))
                .limit(1)
                .collectAsList();
        if (lengths.isEmpty()) {
            return rows;
        }
        int usual = lengths.get(0).getInt(0);
        Column other = col(Rejected.REASON).isNull().and(length.notEqual(usual));
        Column reason = concat(lit("the row has "), length, lit(" features, but most rows have " + usual));
        return rows.withColumn(Rejected.REASON, when(other, reason).otherwise(col(Rejected.REASON)));
    }
}
