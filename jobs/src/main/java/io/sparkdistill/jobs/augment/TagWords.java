package io.sparkdistill.jobs.augment;

import io.sparkdistill.augment.TaggedSentence;
import io.sparkdistill.language.PartOfSpeechTagger;
import io.sparkdistill.table.TransferSet;
import io.sparkdistill.text.Words;
import java.util.Collections;
import java.util.List;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** Splits the texts of an example into words and tags their parts of speech, as a function of Spark. */
final class TagWords implements MapFunction<Row, Row> {
    static final String WORDS = "words";
    static final String TAGS = "tags";
    static final String PAIR_WORDS = "pair_words";
    static final String PAIR_TAGS = "pair_tags";

    private static final ArrayType STRINGS = DataTypes.createArrayType(DataTypes.StringType, false);
    private static final String NO_TAG = "";

    static final StructType SCHEMA = new StructType()
            .add(TransferSet.EXAMPLE_KEY, DataTypes.StringType, false)
            .add(TransferSet.LABEL, DataTypes.IntegerType, true)
            .add(WORDS, STRINGS, false)
            .add(TAGS, STRINGS, false)
            .add(PAIR_WORDS, STRINGS, true)
            .add(PAIR_TAGS, STRINGS, true);

    private final boolean needsTags;
    private transient PartOfSpeechTagger tagger;

    /**
     * Tags examples.
     *
     * @param needsTags whether tags are needed; if not, they are empty and no tagger is loaded
     */
    TagWords(boolean needsTags) {
        this.needsTags = needsTags;
    }

    @Override
    public Row call(Row example) {
        List<String> words = words(example, TransferSet.TEXT);
        List<String> pairWords = words(example, TransferSet.TEXT_PAIR);
        return RowFactory.create(
                example.getAs(TransferSet.EXAMPLE_KEY),
                example.getAs(TransferSet.LABEL),
                strings(words),
                strings(tags(words)),
                strings(pairWords),
                strings(tags(pairWords)));
    }

    private static List<String> words(Row example, String column) {
        String text = example.getAs(column);
        return text == null ? null : Words.cut(text);
    }

    private List<String> tags(List<String> words) {
        if (words == null || !needsTags) {
            return words == null ? null : Collections.nCopies(words.size(), NO_TAG);
        }
        if (tagger == null) {
            tagger = PartOfSpeechTagger.english();
        }
        return tagger.tag(words);
    }

    private static String[] strings(List<String> list) {
        return list == null ? null : list.toArray(String[]::new);
    }

    /** Returns the text of a tagged example, or the first text of a pair. */
    static TaggedSentence sentence(Row tagged) {
        return new TaggedSentence(tagged.getList(tagged.fieldIndex(WORDS)), tagged.getList(tagged.fieldIndex(TAGS)));
    }

    /** Returns the second text of a tagged pair; null for single texts. */
    static TaggedSentence pairSentence(Row tagged) {
        int words = tagged.fieldIndex(PAIR_WORDS);
        return tagged.isNullAt(words)
                ? null
                : new TaggedSentence(tagged.getList(words), tagged.getList(tagged.fieldIndex(PAIR_TAGS)));
    }
}
