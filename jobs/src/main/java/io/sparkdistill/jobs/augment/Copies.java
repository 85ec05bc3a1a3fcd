package io.sparkdistill.jobs.augment;

import static org.apache.spark.sql.functions.arrays_zip;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.first;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.sum;

import io.sparkdistill.augment.Augmenter;
import io.sparkdistill.augment.ImageShift;
import io.sparkdistill.augment.Masking;
import io.sparkdistill.augment.NgramSampling;
import io.sparkdistill.augment.PartOfSpeechReplacement;
import io.sparkdistill.jobs.config.AugmentConfig;
import io.sparkdistill.jobs.config.DistillConfig;
import io.sparkdistill.language.PartOfSpeechDistribution;
import io.sparkdistill.table.Origin;
import io.sparkdistill.table.Split;
import io.sparkdistill.table.TransferSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;

/** Makes copies of examples. A copy depends on the seed and the content only, not on partitions or the cluster. */
final class Copies {
    /** The column with the number of equal copies that a row stands for. */
    static final String MADE = "made";

    /** The column that is true for a copy with the same words as an example. */
    static final String DUPLICATE = "duplicate";

    private static final String PARENT = "parent";
    private static final String PRESENT = "present";
    private static final String TAGGED_WORD = "tagged_word";
    private static final String TAG = "tag";
    private static final String WORD = "word";
    private static final Column FREE = not(col(ExampleSelection.LEAKED)).and(not(col(DUPLICATE)));

    private final AugmentConfig config;
    private final long seed;
    private final ExampleLimits limits;

    Copies(DistillConfig config, ExampleLimits limits) {
        this.config = config.augment();
        this.seed = config.seed();
        this.limits = limits;
    }

    /** Returns the examples that are copied: texts with the columns of {@link TagWords}, images unchanged. */
    Dataset<Row> tag(Dataset<Row> examples) {
        Object[] origins = config.copyOrigins().stream()
                .map(copied -> switch (copied) {
                    case LABELED -> Origin.LABELED.columnValue();
                    case UNLABELED -> Origin.UNLABELED.columnValue();
                })
                .toArray();
        Dataset<Row> copied = examples.where(col(TransferSet.ORIGIN).isin(origins));
        return config.shift().isPresent()
                ? copied.select(TransferSet.EXAMPLE_KEY, TransferSet.LABEL, TransferSet.FEATURES)
                : copied.map(new TagWords(config.words().posProbability() > 0), Encoders.row(TagWords.SCHEMA));
    }

    /**
     * Returns the augmenter of texts.
     *
     * @param words that replace others, as {@link #words} counts them
     */
    Augmenter augmenter(Map<String, Map<String, Long>> words) {
        List<PartOfSpeechDistribution.Count> counts = new ArrayList<>();
        words.forEach((tag, ofTag) ->
                ofTag.forEach((word, count) -> counts.add(new PartOfSpeechDistribution.Count(tag, word, count))));
        return Augmenter.inPaperOrder(
                seed,
                new Masking(config.words().maskProbability(), config.words().maskWord()),
                new PartOfSpeechReplacement(config.words().posProbability(), PartOfSpeechDistribution.of(counts)),
                NgramSampling.standard(config.words().ngramProbability()));
    }

    /** Counts the words of examples by part of speech and word; none if the configuration replaces no words. */
    Map<String, Map<String, Long>> words(Dataset<Row> tagged) {
        if (config.shift().isPresent() || config.words().posProbability() == 0) {
            return Map.of();
        }
        Map<String, Map<String, Long>> words = new TreeMap<>();
        taggedWords(tagged, TagWords.WORDS, TagWords.TAGS)
                .union(taggedWords(tagged, TagWords.PAIR_WORDS, TagWords.PAIR_TAGS))
                .groupBy(TAG, WORD)
                .count()
                .collectAsList()
                .forEach(row -> words.computeIfAbsent(row.getString(0), tag -> new TreeMap<>())
                        .put(row.getString(1), row.getLong(2)));
        return words;
    }

    private static Dataset<Row> taggedWords(Dataset<Row> tagged, String words, String tags) {
        return tagged.where(col(words).isNotNull())
                .select(explode(arrays_zip(col(words), col(tags))).as(TAGGED_WORD))
                .select(
                        col(TAGGED_WORD).getField(tags).as(TAG),
                        col(TAGGED_WORD).getField(words).as(WORD));
    }

    /**
     * Makes the copies of these examples. Equal copies are one row with {@link #MADE} and the sums of the columns of
     * {@link TextCopyMaker}; its parent is the one with the lowest key. The column {@link NormalizedText#COLUMN} is
     * added.
     *
     * @param drawn words that replace others, as {@link #words} counts them
     */
    Dataset<Row> of(Dataset<Row> tagged, Map<String, Map<String, Long>> drawn) {
        Column pair = concat(lit("\n"), col(TransferSet.TEXT_PAIR));
        Column words = concat(col(TransferSet.TEXT), coalesce(pair, lit("")));
        return tagged.flatMap(maker(tagged, drawn), Encoders.row(TextCopyMaker.SCHEMA))
                .withColumn(NormalizedText.COLUMN, coalesce(words, TransferSet.exampleKey()))
                .groupBy(NormalizedText.COLUMN)
                .agg(
                        first(TransferSet.TEXT).as(TransferSet.TEXT),
                        first(TransferSet.TEXT_PAIR).as(TransferSet.TEXT_PAIR),
                        first(TransferSet.FEATURES).as(TransferSet.FEATURES),
                        min(struct(TransferSet.PARENT_KEY, TransferSet.LABEL)).as(PARENT),
                        count(lit(1)).as(MADE),
                        total(TextCopyMaker.SENTENCES),
                        total(TextCopyMaker.WORDS),
                        total(TextCopyMaker.MASKED),
                        total(TextCopyMaker.REPLACED),
                        total(TextCopyMaker.SAMPLED))
                .withColumn(TransferSet.PARENT_KEY, col(PARENT).getField(TransferSet.PARENT_KEY))
                .withColumn(TransferSet.LABEL, label())
                .drop(PARENT)
                .withColumn(TransferSet.ORIGIN, lit(Origin.AUGMENTED.columnValue()))
                .withColumn(TransferSet.SPLIT, lit(Split.TRAIN.columnValue()))
                .withColumn(TransferSet.EXAMPLE_KEY, TransferSet.exampleKey());
    }

    /**
     * Flags copies that equal an example as {@link #DUPLICATE}, those that validation or test holds as {@link
     * ExampleSelection#LEAKED}, and those beyond the limit as {@link ExampleSelection#OVER_LIMIT}; at most one of the
     * three.
     *
     * @param examples all examples, of every split
     */
    Dataset<Row> flag(Dataset<Row> copies, Dataset<Row> examples) {
        return limits.flag(flagPresent(copies, examples), Origin.AUGMENTED, FREE);
    }

    /** Does the same by the limit that is known, to copies of examples that are added to others. */
    Dataset<Row> flagAdded(Dataset<Row> copies, Dataset<Row> examples) {
        return limits.flagAdded(flagPresent(copies, examples), Origin.AUGMENTED, FREE);
    }

    private static Dataset<Row> flagPresent(Dataset<Row> copies, Dataset<Row> examples) {
        Column training = col(TransferSet.SPLIT).equalTo(Split.TRAIN.columnValue());
        Dataset<Row> present = examples.where(training)
                .select(col(NormalizedText.COLUMN).as(PRESENT))
                .distinct();
        return ExampleSelection.flagLeaks(copies, examples.where(not(training)))
                .join(present, col(NormalizedText.COLUMN).equalTo(col(PRESENT)), "left")
                .withColumn(DUPLICATE, col(PRESENT).isNotNull().and(not(col(ExampleSelection.LEAKED))))
                .drop(PRESENT)
                .withColumn(ExampleSelection.OVER_LIMIT, lit(false));
    }

    private FlatMapFunction<Row, Row> maker(Dataset<Row> tagged, Map<String, Map<String, Long>> drawn) {
        if (config.shift().isPresent()) {
            AugmentConfig.Shift shift = config.shift().get();
            return new ImageCopyMaker(new ImageShift(seed, shift.pixels(), shift.width()), config.copies());
        }
        Broadcast<Augmenter> augmenter = JavaSparkContext.fromSparkContext(
                        tagged.sparkSession().sparkContext())
                .broadcast(augmenter(drawn));
        return new TextCopyMaker(augmenter, config.copies());
    }

    private static Column total(String column) {
        return sum(column).as(column);
    }

    private Column label() {
        Column none = lit(null).cast(DataTypes.IntegerType);
        return config.keepLabel() ? col(PARENT).getField(TransferSet.LABEL) : none;
    }
}
