package io.sparkdistill.jobs.label;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.sparkdistill.distill.Divergence;
import io.sparkdistill.distill.Softmax;
import io.sparkdistill.jobs.LocalSpark;
import io.sparkdistill.jobs.config.LabelConfig;
import io.sparkdistill.jobs.config.TableFormat;
import io.sparkdistill.jobs.config.reader.ConfigLoader;
import io.sparkdistill.jobs.storage.Output;
import io.sparkdistill.table.Floats;
import io.sparkdistill.table.Logits;
import io.sparkdistill.table.SoftTargets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeriveSoftTargetsTest {
    private static final SparkSession SPARK = LocalSpark.session();
    private static final int CLASSES = 500;
    private static final int EXAMPLES = 200;
    private static final StructType LOGITS = new StructType()
            .add(Logits.EXAMPLE_KEY, DataTypes.StringType)
            .add(
                    Logits.LOGITS,
                    DataTypes.createArrayType(DataTypes.createArrayType(DataTypes.FloatType, false), false));
    private static final String[] SAMPLED = {"label.top-k=8", "label.top-k-method=sampled"};

    @Test
    void listsTheTopClassesOfEachTemperatureWithTheEntropyOfAll() {
        for (Row row : targets(2, "label.top-k=8").collectAsList()) {
            float[] whole =
                    Softmax.softTargets(logits(row.getAs(SoftTargets.EXAMPLE_KEY)), row.getAs(SoftTargets.TEMPERATURE));
            List<Integer> classes = row.getList(row.fieldIndex(SoftTargets.CLASSES));
            float[] listed = Floats.array(row, row.fieldIndex(SoftTargets.PROBABILITIES));
            assertThat(classes).hasSize(8);
            float[] sorted = whole.clone();
            Arrays.sort(sorted);
            double sum = 0;
            for (int i = 0; i < 8; i++) {
                assertThat(listed[i]).isEqualTo(whole[classes.get(i)]).isEqualTo(sorted[CLASSES - 1 - i]);
                sum += listed[i];
            }
            assertThat(row.<Float>getAs(SoftTargets.REST)).isCloseTo((float) (1 - sum), within(1e-5f));
            assertThat(row.<Float>getAs(SoftTargets.ENTROPY))
                    .isCloseTo((float) Divergence.entropy(whole), within(1e-5f));
        }
    }

    @Test
    void drawsTheSameWhateverThePartitionsAndOthersForAnotherSeed() {
        List<String> drawn = sorted(targets(1, SAMPLED));

        assertThat(sorted(targets(5, SAMPLED))).isEqualTo(drawn);
        assertThat(sorted(targets(1, SAMPLED[0], SAMPLED[1], "seed=7"))).isNotEqualTo(drawn);
    }

    @Test
    void fewClassesTakeFewBytes(@TempDir Path folder) {
        Output output = new Output(folder.toString(), Map.of(), TableFormat.PARQUET, new Configuration());
        output.overwrite(targets(2), SoftTargets.TABLE, SoftTargets.TEMPERATURE);
        double whole = StoredBytes.of(output, SPARK).softTargets().get(2.0);
        output.overwrite(targets(2, "label.top-k=8"), SoftTargets.TABLE, SoftTargets.TEMPERATURE);
        StoredBytes few = StoredBytes.of(output, SPARK);

        assertThat(whole).isBetween(4.0 * CLASSES * 0.8, 4.0 * CLASSES * 1.2);
        assertThat(few.softTargets()).containsOnlyKeys(1.0, 2.0);
        assertThat(few.softTargets().get(2.0)).isBetween(8.0 * 4, 200.0);
        assertThat(few.toString()).startsWith("bytes per row: logits 0.0; soft targets at temperature 1.0: ");
        assertThat(output.read(SPARK, SoftTargets.TABLE, SoftTargets.SCHEMA)
                        .where(col(SoftTargets.TEMPERATURE).equalTo(lit(2.0)))
                        .count())
                .isEqualTo(EXAMPLES);
    }

    private static Dataset<Row> targets(int partitions, String... overrides) {
        List<String> all = new ArrayList<>(List.of(
                "output=out",
                "task.classes=" + CLASSES,
                "input.train=[{path=train.tsv, label=label}]",
                "label.temperatures=[1, 2]"));
        all.addAll(List.of(overrides));
        var config = ConfigLoader.load("", "test", all, Map.of());
        LabelConfig label = config.label();
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < EXAMPLES; i++) {
            rows.add(RowFactory.create("key" + i, new float[][] {logits("key" + i)}));
        }
        return SPARK.createDataFrame(rows, LOGITS)
                .repartition(partitions)
                .flatMap(
                        new DeriveSoftTargets(label, new double[] {1}, config.seed()),
                        Encoders.row(SoftTargets.SCHEMA));
    }

    private static float[] logits(String key) {
        Random random = new Random(key.hashCode());
        float[] logits = new float[CLASSES];
        for (int i = 0; i < CLASSES; i++) {
            logits[i] = (float) (3 * random.nextGaussian());
        }
        return logits;
    }

    private static List<String> sorted(Dataset<Row> targets) {
        return targets.collectAsList().stream().map(Row::toString).sorted().toList();
    }
}
