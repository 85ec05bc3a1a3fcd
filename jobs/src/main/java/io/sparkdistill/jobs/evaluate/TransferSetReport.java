package io.sparkdistill.jobs.evaluate;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;

import io.sparkdistill.jobs.job.JobContext;
import io.sparkdistill.table.Origin;
import io.sparkdistill.table.TransferSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Describes the make-up of the transfer set.
 *
 * @param origins counts and examples, by origin
 * @param copies some augmented copies beside their originals
 */
record TransferSetReport(List<Source> origins, List<Copy> copies) {
    private static final int EXAMPLES = 4;
    private static final int COPIES = 10;
    private static final String ORIGINAL = "original";

    /**
     * Describes the examples of one origin.
     *
     * @param rows number of examples
     * @param labeled number of examples with a label
     * @param examples some texts
     */
    record Source(String origin, long rows, long labeled, List<String> examples) {}

    /** Shows an augmented copy beside its original. */
    record Copy(String original, String copy) {}

    static TransferSetReport of(JobContext context, SparkSession spark) {
        Dataset<Row> set = context.output().read(spark, TransferSet.TABLE, TransferSet.SCHEMA);
        ShownTexts texts = ShownTexts.of(context.config());
        List<Source> origins = new ArrayList<>();
        for (Row row : set.groupBy(TransferSet.ORIGIN)
                .agg(count("*"), count(TransferSet.LABEL))
                .collectAsList()) {
            origins.add(new Source(
                    row.getString(0), row.getLong(1), row.getLong(2), examples(set, row.getString(0), texts)));
        }
        origins.sort((one, other) -> Integer.compare(place(one), place(other)));
        return new TransferSetReport(origins, copies(set, texts));
    }

    private static int place(Source source) {
        return List.of(Origin.values()).indexOf(Origin.valueOf(source.origin().toUpperCase(Locale.ROOT)));
    }

    private static List<String> examples(Dataset<Row> set, String origin, ShownTexts texts) {
        return set
                .where(col(TransferSet.ORIGIN).equalTo(origin))
                .orderBy(TransferSet.EXAMPLE_KEY)
                .limit(EXAMPLES)
                .select(texts.column())
                .collectAsList()
                .stream()
                .map(row -> texts.shown(row.getString(0)))
                .toList();
    }

    private static List<Copy> copies(Dataset<Row> set, ShownTexts texts) {
        Dataset<Row> copies = set.where(col(TransferSet.PARENT_KEY).isNotNull())
                .orderBy(TransferSet.EXAMPLE_KEY)
                .limit(COPIES)
                .select(texts.column().as(TransferSet.TEXT), col(TransferSet.PARENT_KEY));
        Dataset<Row> originals =
                set.select(col(TransferSet.EXAMPLE_KEY), texts.column().as(ORIGINAL));
        return copies
                .join(originals, copies.col(TransferSet.PARENT_KEY).equalTo(originals.col(TransferSet.EXAMPLE_KEY)))
                .select(ORIGINAL, TransferSet.TEXT)
                .orderBy(ORIGINAL, TransferSet.TEXT)
                .collectAsList()
                .stream()
                .map(row -> new Copy(texts.shown(row.getString(0)), texts.shown(row.getString(1))))
                .toList();
    }
}
