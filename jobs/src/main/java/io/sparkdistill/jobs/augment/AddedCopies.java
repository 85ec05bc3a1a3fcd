package io.sparkdistill.jobs.augment;

import static org.apache.spark.sql.functions.col;

import io.sparkdistill.jobs.config.DistillConfig;
import io.sparkdistill.table.TransferSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.storage.StorageLevel;

/**
 * Makes the copies of examples that are added to a transfer set. Of the transfer set, keys are read: a copy with the
 * content of an example or a copy in it is a duplicate.
 */
final class AddedCopies implements AutoCloseable {
    private static final String KEY = TransferSet.EXAMPLE_KEY;
    private static final String KNOWN = "known";

    private final DistillConfig config;
    private final Copies copies;
    private final Map<String, Map<String, Long>> words;
    private final AddedExamples tables;
    private final List<Dataset<Row>> persisted = new ArrayList<>();

    /**
     * Prepares to make copies.
     *
     * @param words that copies draw from
     * @param tables to which examples are added
     */
    AddedCopies(
            DistillConfig config, ExampleLimits limits, Map<String, Map<String, Long>> words, AddedExamples tables) {
        this.config = config;
        this.copies = new Copies(config, limits);
        this.words = words;
        this.tables = tables;
    }

    /**
     * Returns the copies of the kept training examples among these, flagged as {@link Copies#flag} does; none if the
     * configuration asks for none.
     */
    List<Dataset<Row>> of(Dataset<Row> examples) {
        if (config.augment().copies() == 0) {
            return List.of();
        }
        Column kept = ExampleSelection.IN_TRAINING.and(ExampleSelection.KEPT);
        Dataset<Row> tagged = persist(copies.tag(examples.where(kept)));
        Dataset<Row> flagged = persist(copies.flagAdded(copies.of(tagged, words), tables.beside(examples)));
        return List.of(persist(withoutKnown(flagged)));
    }

    private Dataset<Row> withoutKnown(Dataset<Row> flagged) {
        Dataset<Row> known = tables.known(flagged.select(KEY), flagged.count()).select(col(KEY).as(KNOWN));
        Column duplicate = col(KNOWN).isNotNull().and(ExampleSelection.KEPT);
        return flagged.join(known, col(KEY).equalTo(col(KNOWN)), "left")
                .withColumn(Copies.DUPLICATE, col(Copies.DUPLICATE).or(duplicate))
                .drop(KNOWN);
    }

    private Dataset<Row> persist(Dataset<Row> rows) {
        Dataset<Row> kept = rows.persist(StorageLevel.MEMORY_AND_DISK());
        persisted.add(kept);
        return kept;
    }

    @Override
    public void close() {
        persisted.forEach(Dataset::unpersist);
    }
}
