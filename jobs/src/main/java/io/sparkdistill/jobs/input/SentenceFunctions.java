package io.sparkdistill.jobs.input;

import static org.apache.spark.sql.functions.udf;

import io.sparkdistill.language.SentenceSplitter;
import io.sparkdistill.text.Words;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.expressions.UserDefinedFunction;
import org.apache.spark.sql.types.DataTypes;

/** Provides functions on columns that split texts into sentences and count their words. */
final class SentenceFunctions {
    private static final ThreadLocal<SentenceSplitter> SPLITTER = ThreadLocal.withInitial(SentenceSplitter::english);

    private static final UDF1<String, String[]> SPLIT =
            text -> text == null ? null : SPLITTER.get().split(text).toArray(String[]::new);
    private static final UDF1<String, Integer> COUNT =
            text -> text == null ? null : Words.cut(text).size();

    /** Splits a text into sentences; null for null. */
    static final UserDefinedFunction SENTENCES = udf(SPLIT, DataTypes.createArrayType(DataTypes.StringType));
    /** Counts the words of a text; null for null. */
    static final UserDefinedFunction WORD_COUNT = udf(COUNT, DataTypes.IntegerType);

    private SentenceFunctions() {}
}
