package io.sparkdistill.jobs.train;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkdistill.augment.Augmenter;
import io.sparkdistill.augment.NgramSampling;
import io.sparkdistill.inference.Measurement;
import io.sparkdistill.jobs.train.examples.ExampleBytes;
import io.sparkdistill.jobs.train.examples.ExampleEncoder;
import io.sparkdistill.jobs.train.examples.Shard;
import io.sparkdistill.jobs.train.rounds.TrainingHistory;
import io.sparkdistill.jobs.train.rounds.WeightedState;
import io.sparkdistill.model.BatchCost;
import io.sparkdistill.network.Example;
import io.sparkdistill.optimizer.OptimizerSnapshot;
import io.sparkdistill.training.Epoch;
import io.sparkdistill.training.TrainingState;
import java.util.List;
import org.apache.spark.SparkConf;
import org.apache.spark.serializer.KryoSerializer;
import org.apache.spark.serializer.SerializerInstance;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.expressions.GenericRowWithSchema;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import scala.Tuple2;
import scala.reflect.ClassTag;
import scala.reflect.ClassTag$;

/** Sends what travels between driver and executors through Kryo, which cannot make records or immutable lists itself. */
class KryoTest {
    private static final float[][] ARRAYS = {{1.5f, -2}, {}};
    private static final OptimizerSnapshot SNAPSHOT = new OptimizerSnapshot(7, ARRAYS);
    private static final TrainingState STATE = new TrainingState(ARRAYS, new float[0][], SNAPSHOT);

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void carriesEveryKindOfValue(boolean unsafe) {
        List<Object> values = List.of(
                new Example(new int[] {1, 2}, null, null, 1, new float[] {0.25f, 0.75f}),
                STATE,
                new WeightedState(3, new Epoch.Outcome(5, 2.5), STATE),
                WeightedState.none(2),
                new ParallelTrainingTask.Outcome(new TrainingHistory(List.of()), ARRAYS, null),
                new Measurement(new BatchCost(1, 2, 3, 4), 0.5, 6),
                new Augmenter(42, List.of(new NgramSampling(0.25, 1, 5))));
        for (Object value : values) {
            assertThat(sent(value, unsafe)).usingRecursiveComparison().isEqualTo(value);
            Tuple2<Integer, Object> keyed = new Tuple2<>(1, value);
            assertThat(sent(keyed, unsafe)._2()).usingRecursiveComparison().isEqualTo(value);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void carriesTheExamplesOfAShard(boolean unsafe) {
        Example example = new Example(new int[] {4, 5, 6}, null, null, 0, new float[] {1, 0});
        Row encoded = new GenericRowWithSchema(new Object[] {9L, ExampleBytes.of(example)}, ExampleEncoder.SCHEMA);
        Shard shard = Shard.of(List.of(encoded).iterator(), 1).next();
        assertThat(sent(shard, unsafe).examples(1, 0, 0).next())
                .usingRecursiveComparison()
                .isEqualTo(example);
    }

    private static <T> T sent(T value, boolean unsafe) {
        SparkConf conf = new SparkConf(false).set("spark.kryo.unsafe", Boolean.toString(unsafe));
        SerializerInstance kryo = new KryoSerializer(conf).newInstance();
        ClassTag<T> tag = ClassTag$.MODULE$.apply(value.getClass());
        return kryo.deserialize(kryo.serialize(value, tag), tag);
    }
}
