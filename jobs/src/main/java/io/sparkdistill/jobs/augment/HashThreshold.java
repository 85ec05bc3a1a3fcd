package io.sparkdistill.jobs.augment;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.substring;

import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Finds the hash up to which a given number of rows lie, without sorting the rows. Each pass counts the rows by the next
 * four digits of their hashes, so that the driver gets at most 65,536 counts.
 */
final class HashThreshold {
    private static final String DIGITS = "digits";
    private static final int DIGITS_PER_PASS = 4;

    private HashThreshold() {}

    /**
     * Returns the largest prefix of a hash such that no more than {@code limit} rows have a hash up to it; empty if
     * there are no more rows than that. Prefixes are compared with as many digits of the hashes.
     *
     * @param hashes one column of distinct hashes in hexadecimal, all of the same length
     * @param limit positive
     */
    static Optional<String> of(Dataset<Row> hashes, long limit) {
        String name = hashes.columns()[0];
        String prefix = "";
        long remaining = limit;
        while (true) {
            List<Row> counts = hashes.where(col(name).startsWith(prefix))
                    .groupBy(substring(col(name), prefix.length() + 1, DIGITS_PER_PASS)
                            .as(DIGITS))
                    .count()
                    .orderBy(DIGITS)
                    .collectAsList();
            int next = 0;
            while (next < counts.size() && counts.get(next).getLong(1) <= remaining) {
                remaining -= counts.get(next).getLong(1);
                next++;
            }
            if (next == counts.size()) {
                return prefix.isEmpty() ? Optional.empty() : Optional.of(prefix);
            }
            if (remaining == 0) {
                String last = next == 0 ? "" : counts.get(next - 1).getString(0);
                return Optional.of(prefix + last);
            }
            if (counts.get(next).getString(0).isEmpty()) {
                // The whole hash: these rows have the same key.
                return Optional.of(prefix);
            }
            prefix += counts.get(next).getString(0);
        }
    }
}
