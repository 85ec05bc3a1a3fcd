package io.sparkdistill.jobs.train.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkdistill.jobs.LocalSpark;
import io.sparkdistill.jobs.config.EmbeddingsConfig;
import io.sparkdistill.jobs.config.TableFormat;
import io.sparkdistill.jobs.storage.Output;
import io.sparkdistill.table.TransferSet;
import io.sparkdistill.text.Vocabulary;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;

class PretrainedVectorsTest {
    private static final VocabularyBuilder.Counted WORDS = new VocabularyBuilder.Counted(
            Vocabulary.ofWords(List.of("<padding>", "<unknown>", "cat", "dog", "tax", "rate")), Map.of());

    @Test
    void word2VecPutsWordsOfOneKindTogetherWhateverTheOrderOfRows() {
        PretrainedVectors vectors = vectors(7);
        Map<String, float[]> found = vectors.of(examples(1), WORDS);
        assertThat(found).containsOnlyKeys("cat", "dog", "tax", "rate");
        assertThat(cosine(found.get("cat"), found.get("dog")))
                .isGreaterThan(cosine(found.get("cat"), found.get("tax")))
                .isGreaterThan(cosine(found.get("dog"), found.get("rate")));
        Map<String, float[]> again = vectors.of(examples(3), WORDS);
        found.forEach((word, vector) -> assertThat(again.get(word)).isEqualTo(vector));
        assertThat(vectors(8).of(examples(1), WORDS).get("cat")).isNotEqualTo(found.get("cat"));
    }

    private static PretrainedVectors vectors(long seed) {
        EmbeddingsConfig config =
                new EmbeddingsConfig(EmbeddingsConfig.Source.WORD2VEC, Optional.empty(), 12, 3, 8, 1, Optional.empty());
        return new PretrainedVectors(
                config,
                seed,
                new Output("unused", Map.of(), TableFormat.PARQUET, new Configuration()),
                new Configuration());
    }

    /** Sentences about animals, and about money. */
    private static Dataset<Row> examples(int partitions) {
        String[] animals = {"the cat sleeps on the sofa", "the dog sleeps on the sofa", "the dog eats", "the cat eats"};
        String[] money = {"a high tax hurts trade", "a high rate hurts trade", "raise tax now", "raise rate now"};
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < 400; i++) {
            String[] of = i % 2 == 0 ? animals : money;
            rows.add(RowFactory.create("key-%03d".formatted(i), of[i / 2 % of.length], null));
        }
        StructType schema = new StructType()
                .add(TransferSet.EXAMPLE_KEY, DataTypes.StringType)
                .add(TransferSet.TEXT, DataTypes.StringType)
                .add(TransferSet.TEXT_PAIR, DataTypes.StringType);
        return LocalSpark.session().createDataFrame(rows, schema).repartition(partitions);
    }

    private static double cosine(float[] a, float[] b) {
        double product = 0;
        double squaresOfA = 0;
        double squaresOfB = 0;
        for (int i = 0; i < a.length; i++) {
            product += a[i] * b[i];
            squaresOfA += a[i] * a[i];
            squaresOfB += b[i] * b[i];
        }
        return product / Math.sqrt(squaresOfA * squaresOfB);
    }
}
