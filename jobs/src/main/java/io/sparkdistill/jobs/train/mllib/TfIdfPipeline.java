package io.sparkdistill.jobs.train.mllib;

import io.sparkdistill.student.LogisticModel;
import io.sparkdistill.table.TransferSet;
import io.sparkdistill.text.HashedTerms;
import io.sparkdistill.text.Words;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.feature.HashingTF;
import org.apache.spark.ml.feature.IDF;
import org.apache.spark.ml.feature.NGram;
import org.apache.spark.ml.feature.RegexTokenizer;
import org.apache.spark.ml.feature.SQLTransformer;

/**
 * Turns texts into TF-IDF vectors by stages of MLlib: words and their n-grams are hashed and counted, and the counts
 * are multiplied by the inverse document frequency. The terms are those of {@link HashedTerms}.
 *
 * @param shape of the model that reads the vectors
 */
public record TfIdfPipeline(LogisticModel.Shape shape) {
    /** The column of the vectors. */
    public static final String VECTOR = "weighted_terms";

    /** The flag of a regular expression whose character classes are those of Unicode. */
    private static final String UNICODE = "(?U)";

    private static final String TERMS = "terms";
    private static final String COUNTS = "term_counts";

    /** Returns the stages, the last of which is not yet fitted. */
    public Pipeline stages() {
        List<PipelineStage> stages = new ArrayList<>();
        String terms = sentence(TransferSet.TEXT, stages);
        if (shape.sentences() == 2) {
            terms = "concat(%s, transform(%s, term -> concat('%s', term)))"
                    .formatted(terms, sentence(TransferSet.TEXT_PAIR, stages), HashedTerms.PAIR_PREFIX);
        }
        stages.add(new SQLTransformer().setStatement("SELECT *, %s AS %s FROM __THIS__".formatted(terms, TERMS)));
        stages.add(new HashingTF()
                .setNumFeatures(shape.features())
                .setInputCol(TERMS)
                .setOutputCol(COUNTS));
        stages.add(new IDF().setInputCol(COUNTS).setOutputCol(VECTOR));
        return new Pipeline().setStages(stages.toArray(PipelineStage[]::new));
    }

    /** Adds the stages of one text, and returns the SQL expression of its terms. */
    private String sentence(String column, List<PipelineStage> stages) {
        String words = column + "_words";
        stages.add(new RegexTokenizer()
                .setPattern(UNICODE + Words.javaPattern())
                .setGaps(false)
                .setInputCol(column)
                .setOutputCol(words));
        List<String> columns = new ArrayList<>(List.of(words));
        for (int length = 2; length <= shape.ngrams(); length++) {
            String ngrams = "%s_%d_grams".formatted(column, length);
            stages.add(new NGram().setN(length).setInputCol(words).setOutputCol(ngrams));
            columns.add(ngrams);
        }
        return "concat(%s)".formatted(String.join(", ", columns));
    }
}
