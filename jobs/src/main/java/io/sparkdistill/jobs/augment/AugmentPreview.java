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
 * Runs {@code augment --preview}, which prints examples with their copies, duplicates included, and writes nothing. A
 * changed word is printed as {@code old>new}, words that n-gram sampling left out as {@code ...}.
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
                    "Cannot preview copies: augment.copies is 0; add --set augment.copies=5 for 5 copies of each example");
        }
        if (context.config().augment().shift().isPresent()) {
            throw new ConfigurationException(
                    "Cannot preview copies: augment.shift-pixels makes copies of images; only copies of texts are printed");
        }
        inputs.check();
    }

    @Override
    public JobResult run(SparkSession spark) {
        JobContext.describe(spark, Verbs.AUGMENT, "preview copies");
        ExampleLimits limits = new ExampleLimits(context.config());
        ExampleSelection selection = new ExampleSelection(context.config(), limits);
        Dataset<Row> rows = inputs.read(spark).cache();
        Dataset<Row> usable =
                rows.where(col(Rejected.REASON).isNull()).withColumn(TransferSet.EXAMPLE_KEY, TransferSet.exampleKey());
        Dataset<Row> training = selection
                .select(usable)
                .where(col(TransferSet.SPLIT)
                        .equalTo(Split.TRAIN.columnValue())
                        .and(not(col(ExampleSelection.LEAKED)))
                        .and(not(col(ExampleSelection.OVER_LIMIT))));
        Copies copies = new Copies(context.config(), limits);
        Dataset<Row> tagged = copies.tag(training).cache();
        try {
            inputs.requireUsable(rows);
            Augmenter augmenter = copies.augmenter(copies.words(tagged));
            List<Row> shown = tagged.orderBy(limits.order(TransferSet.EXAMPLE_KEY))
                    .limit(examples)
                    .collectAsList();
            StringJoiner text = new StringJoiner(System.lineSeparator());
            shown.forEach(row -> show(row, augmenter, text));
            return text::toString;
        } finally {
            tagged.unpersist();
            limits.unpersist();
            rows.unpersist();
        }
    }

    private void show(Row tagged, Augmenter augmenter, StringJoiner text) {
        TaggedSentence sentence = TagWords.sentence(tagged);
        TaggedSentence pair = TagWords.pairSentence(tagged);
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
