package io.sparkdistill.jobs.train.mllib;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkdistill.jobs.LocalSpark;
import io.sparkdistill.student.LogisticModel;
import io.sparkdistill.table.TransferSet;
import io.sparkdistill.text.HashedTerms;
import io.sparkdistill.text.Words;
import java.util.List;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;

class TfIdfPipelineTest {
    private static final StructType PAIRS = new StructType()
            .add(TransferSet.TEXT, DataTypes.StringType)
            .add(TransferSet.TEXT_PAIR, DataTypes.StringType);
    private static final List<Row> ROWS = List.of(
            RowFactory.create("It's a film, a GOOD film.", "Don't see it…"),
            RowFactory.create("", "one"),
            RowFactory.create("Ünïcode — naïve [MASK] 名作", "  white \t space  "));

    @Test
    void findsTheTermsThatTheStudentFinds() {
        LogisticModel.Shape shape = new LogisticModel.Shape(3, 100_000, 2, 2);
        Dataset<Row> pairs = LocalSpark.session().createDataFrame(ROWS, PAIRS);
        PipelineModel pipeline = new TfIdfPipeline(shape).stages().fit(pairs);
        HashedTerms terms = shape.terms();
        for (Row row : pipeline.transform(pairs).collectAsList()) {
            Vector counts = row.getAs("term_counts");
            double[] ours = new double[shape.features()];
            for (int index : terms.indices(Words.split(row.getString(0)), Words.split(row.getString(1)))) {
                ours[index]++;
            }
            assertThat(ours).as(row.getString(0)).isEqualTo(counts.toArray());
        }
    }

    @Test
    void tellsTheSecondSentenceFromTheFirst() {
        HashedTerms terms = new HashedTerms(2, 100_000);
        assertThat(terms.indices(List.of("a", "b"), List.of("a", "b")))
                .hasSize(6)
                .doesNotHaveDuplicates();
        assertThat(terms.indices(List.of("a", "a"), List.of())).hasSize(3);
    }
}
