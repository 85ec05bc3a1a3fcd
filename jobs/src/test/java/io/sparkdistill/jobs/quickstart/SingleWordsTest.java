package io.sparkdistill.jobs.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.classification.LogisticRegression;
import org.apache.spark.ml.evaluation.MulticlassClassificationEvaluator;
import org.apache.spark.ml.feature.CountVectorizer;
import org.apache.spark.ml.feature.RegexTokenizer;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a model can learn of the corpus that counts words but does not see their order. */
class SingleWordsTest {
    private final SparkSession spark = SparkSession.builder()
            .master("local[2]")
            .config("spark.ui.enabled", false)
            .config("spark.sql.shuffle.partitions", 2)
            .getOrCreate();

    @Test
    void hintAtTheLabelButDoNotDecideIt(@TempDir Path folder) throws IOException {
        ReviewCorpus.write(folder, 42, CorpusSizes.STANDARD);
        Dataset<Row> train = read(folder.resolve("teacher-train.tsv"));
        Dataset<Row> test = read(folder.resolve("test.tsv"));

        double accuracy = new MulticlassClassificationEvaluator()
                .setMetricName("accuracy")
                .evaluate(wordCounts().fit(train).transform(test));

        assertThat(accuracy).isBetween(0.60, 0.75);
    }

    private static Pipeline wordCounts() {
        return new Pipeline().setStages(new PipelineStage[] {
            new RegexTokenizer().setInputCol("sentence").setOutputCol("words").setPattern("\\W+"),
            new CountVectorizer().setInputCol("words").setOutputCol("features"),
            new LogisticRegression().setMaxIter(30)
        });
    }

    /** One partition: the file is small. */
    private Dataset<Row> read(Path file) {
        return spark.read()
                .option("sep", "\t")
                .option("header", true)
                .schema("sentence string, label double")
                .csv(file.toString())
                .coalesce(1)
                .cache();
    }
}
