package io.sparkdistill.jobs.augment;

import io.sparkdistill.augment.AugmentedPair;
import io.sparkdistill.augment.AugmentedSentence;
import io.sparkdistill.augment.Augmenter;
import io.sparkdistill.augment.Change;
import io.sparkdistill.augment.TaggedSentence;
import io.sparkdistill.table.TransferSet;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** Makes the copies of a tagged text, as a function of Spark; it counts the changes to their words. */
final class TextCopyMaker implements FlatMapFunction<Row, Row> {
    /** The number of augmented sentences: 1, or 2 for a pair both of whose texts were augmented. */
    static final String SENTENCES = "sentences";
    /** The number of words of these sentences, including those that n-gram sampling left out. */
    static final String WORDS = "words";

    static final String MASKED = "masked";
    static final String REPLACED = "replaced";
    static final String SAMPLED = "sampled";

    static final StructType SCHEMA = new StructType()
            .add(TransferSet.PARENT_KEY, DataTypes.StringType, false)
            .add(TransferSet.LABEL, DataTypes.IntegerType, true)
            .add(TransferSet.TEXT, DataTypes.StringType, true)
            .add(TransferSet.TEXT_PAIR, DataTypes.StringType, true)
            .add(TransferSet.FEATURES, DataTypes.createArrayType(DataTypes.FloatType, false), true)
            .add(SENTENCES, DataTypes.LongType, false)
            .add(WORDS, DataTypes.LongType, false)
            .add(MASKED, DataTypes.LongType, false)
            .add(REPLACED, DataTypes.LongType, false)
            .add(SAMPLED, DataTypes.LongType, false);

    private final Broadcast<Augmenter> augmenter;
    private final int copies;

    TextCopyMaker(Broadcast<Augmenter> augmenter, int copies) {
        this.augmenter = augmenter;
        this.copies = copies;
    }

    @Override
    public Iterator<Row> call(Row tagged) {
        TaggedSentence sentence = TagWords.sentence(tagged);
        TaggedSentence pair = TagWords.pairSentence(tagged);
        return IntStream.range(0, copies)
                .mapToObj(number -> pair == null
                        ? single(tagged, augmenter.value().copy(sentence, number))
                        : pair(tagged, augmenter.value().copy(sentence, pair, number)))
                .iterator();
    }

    private static Row single(Row tagged, AugmentedSentence copy) {
        return row(tagged, text(copy), null, List.of(copy));
    }

    private static Row pair(Row tagged, AugmentedPair copy) {
        return row(tagged, text(copy.first()), text(copy.second()), copy.varied());
    }

    private static String text(AugmentedSentence copy) {
        return String.join(" ", copy.text());
    }

    private static Row row(Row tagged, String text, String pair, List<AugmentedSentence> varied) {
        return RowFactory.create(
                tagged.getAs(TransferSet.EXAMPLE_KEY),
                tagged.getAs(TransferSet.LABEL),
                text,
                pair,
                null,
                (long) varied.size(),
                varied.stream().mapToLong(copy -> copy.words().size()).sum(),
                varied.stream().mapToLong(copy -> copy.count(Change.MASKED)).sum(),
                varied.stream().mapToLong(copy -> copy.count(Change.REPLACED)).sum(),
                varied.stream().filter(AugmentedSentence::sampled).count());
    }
}
