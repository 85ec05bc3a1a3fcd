package io.sparkdistill.jobs.augment;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.not;

import io.sparkdistill.augment.AugmentedPair;
import io.sparkdistill.augment.Augmenter;
import io.sparkdistill.augment.TaggedSentence;
import io.sparkdistill.jobs.config.ConfigurationException;
import io.sparkdistill.jobs.input.Inputs;
import io.sparkdistill.jobs.job.Job;
import io.sparkdistill.jobs.job.JobContext;
import io.sparkdistill.jobs.job.JobResult;
import io.sparkdistill.jobs.job.Verbs;
import io.sparkdistill.table.Rejected;
import io.sparkdistill.table.Split;
import io.sparkdistill.table.TransferSet;
import java.util.List;
import java.util.StringJoiner;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Shows examples beside their copies as augment would make them, duplicates included: {@code old>new} for a changed
 * word, {@code ...} for words that sampling left out. Writes nothing.
 */
public final class AugmentPreview implements Job {
    private final JobContext context;
    private final Inputs inputs;
    private final int examples;

    public AugmentPreview(JobContext context, int examples) {
        this.context = context;
        this.inputs = new Inputs(context);
        this.examples = examples;
    }

    @Override
    public String verb() {
        return Verbs.AUGMENT;
    }

    @Override
    public boolean writes() {
        return false;
    }

    @Override
    public void validate() {
        if (context.config().augment().copies() == 0) {
            throw new ConfigurationException(
                    "augment.copies is 0, so there is nothing to preview: --set augment.copies=5 makes 5 of each");
        }
        if (context.config().augment().shift().isPresent()) {
            throw new ConfigurationException(
                    "augment.shift-pixels: copies of images cannot be previewed, only those of text");
        }
        inputs.check();
    }

    @Override
    public JobResult run(SparkSession spark) {
        JobContext.describe(spark, Verbs.AUGMENT, "preview copies");
        Selection selection = new Selection(context.config());
        Dataset<Row> rows = inputs.read(spark).cache();
        Dataset<Row> usable =
                rows.where(col(Rejected.REASON).isNull()).withColumn(TransferSet.EXAMPLE_KEY, TransferSet.exampleKey());
        Dataset<Row> training = selection
                .select(usable)
                .where(col(TransferSet.SPLIT)
                        .equalTo(Split.TRAIN.columnValue())
                        .and(not(col(Selection.LEAKED)))
                        .and(not(col(Selection.LEFT_OUT))));
        Copies copies = new Copies(context.config());
        Dataset<Row> tagged = copies.tag(training).cache();
        try {
            inputs.requireUsable(rows);
            Augmenter augmenter = copies.augmenter(tagged);
            List<Row> shown = tagged.orderBy(selection.order(TransferSet.EXAMPLE_KEY))
                    .limit(examples)
                    .collectAsList();
            StringJoiner text = new StringJoiner(System.lineSeparator());
            shown.forEach(row -> show(row, augmenter, text));
            return text::toString;
        } finally {
            tagged.unpersist();
            rows.unpersist();
        }
    }

    private void show(Row tagged, Augmenter augmenter, StringJoiner text) {
        TaggedSentence sentence = Tagging.sentence(tagged);
        TaggedSentence pair = Tagging.pairSentence(tagged);
        text.add("").add(words(sentence) + (pair == null ? "" : "  |  " + words(pair)));
        for (int number = 0; number < context.config().augment().copies(); number++) {
            text.add("  %2d  %s".formatted(number + 1, copy(sentence, pair, augmenter, number)));
        }
    }

    private static String copy(TaggedSentence sentence, TaggedSentence pair, Augmenter augmenter, int number) {
        if (pair == null) {
            return augmenter.copy(sentence, number).marked();
        }
        AugmentedPair copy = augmenter.copy(sentence, pair, number);
        return copy.first().marked() + "  |  " + copy.second().marked();
    }

    private static String words(TaggedSentence sentence) {
        return String.join(" ", sentence.words());
    }
}
