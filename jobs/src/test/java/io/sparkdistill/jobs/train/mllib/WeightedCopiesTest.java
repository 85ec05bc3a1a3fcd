package io.sparkdistill.jobs.train.mllib;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkdistill.jobs.LocalSpark;
import io.sparkdistill.jobs.config.LossConfig;
import io.sparkdistill.jobs.config.reader.ConfigLoader;
import io.sparkdistill.jobs.train.examples.ExampleEncoder;
import io.sparkdistill.table.TransferSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;

class WeightedCopiesTest {
    private static final StructType EXAMPLES = new StructType()
            .add(TransferSet.EXAMPLE_KEY, DataTypes.StringType)
            .add(TransferSet.LABEL, DataTypes.IntegerType)
            .add(ExampleEncoder.TARGET, DataTypes.createArrayType(DataTypes.FloatType));
    private static final Dataset<Row> ROWS = LocalSpark.session()
            .createDataFrame(
                    List.of(
                            RowFactory.create("labeled", 2, new float[] {0.25f, 0.75f, 0f}),
                            RowFactory.create("unlabeled", null, new float[] {0f, 0.5f, 0.5f})),
                    EXAMPLES);

    @Test
    void weighsEveryClassByItsSoftTarget() {
        assertThat(copies("train.soft-weight=2", "train.hard-weight=0"))
                .containsExactlyInAnyOrder(
                        "labeled 0.0 0.5", "labeled 1.0 1.5", "unlabeled 1.0 1.0", "unlabeled 2.0 1.0");
    }

    @Test
    void addsTheLabelAsMuchAsAMeanOverLabelledRowsCounts() {
        // One of two rows is labeled: it counts twice.
        assertThat(copies("train.soft-weight=1", "train.hard-weight=0.5"))
                .containsExactlyInAnyOrder(
                        "labeled 0.0 0.25",
                        "labeled 1.0 0.75",
                        "labeled 2.0 1.0",
                        "unlabeled 1.0 0.5",
                        "unlabeled 2.0 0.5");
    }

    @Test
    void knowsLabelsAloneWithoutATeacher() {
        assertThat(copies("train.soft-weight=0", "train.hard-weight=1")).containsExactly("labeled 2.0 2.0");
    }

    @Test
    void smoothsLabelsAndWeighsClasses() {
        String[] labels = {"train.soft-weight=0", "train.hard-weight=1", "train.label-smoothing=0.75"};
        assertThat(copies(labels)).containsExactlyInAnyOrder("labeled 0.0 0.5", "labeled 1.0 0.5", "labeled 2.0 1.0");
        // The weight of the one labeled row is that of its class, 2: rows / weights is 1.
        assertThat(copies(labels[0], labels[1], "train.label-smoothing=0.75", "train.class-weights=[4, 1, 2]"))
                .containsExactlyInAnyOrder("labeled 0.0 1.0", "labeled 1.0 0.25", "labeled 2.0 1.0");
    }

    private static List<String> copies(String... overrides) {
        List<String> settings = new ArrayList<>(
                List.of("output=x", "task.classes=3", "input.train=[{path=x, label=y}]", "student.network=logistic"));
        settings.add("train.temperature=1");
        settings.addAll(List.of(overrides));
        LossConfig loss =
                ConfigLoader.load("", "test", settings, Map.of()).train().loss();
        return new WeightedCopies(loss, 3)
                        .of(ROWS)
                        .select(TransferSet.EXAMPLE_KEY, WeightedCopies.LABEL, WeightedCopies.WEIGHT)
                        .collectAsList()
                        .stream()
                        .map(row -> row.getString(0) + " " + row.getDouble(1) + " " + row.getDouble(2))
                        .toList();
    }
}
