package io.sparkdistill.sql;

import io.sparkdistill.distill.WeightedMean;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Nanoseconds of processor time a row of every function, and of the same mathematics in plain SQL with higher-order
 * functions: rows of {@code array<float>} in memory, median of five runs after one to warm up, less what it takes to
 * read the arrays. Not part of the build: {@code mvn -Pbenchmark -pl serving,udf test -Dtest=SqlFunctionsBenchmark}.
 */
class SqlFunctionsBenchmark {
    private static final int ROWS = 1000;
    private static final int COPIES = 500;
    private static final int RUNS = 5;

    private final SparkSession session = ExtendedSpark.session();
    private final ProcessorTime processorTime = new ProcessorTime();

    @ParameterizedTest
    @ValueSource(ints = {3, 30})
    void nanosecondsARow(int classes) throws TimeoutException {
        Examples.of(session, ROWS, classes, DataTypes.FloatType).coalesce(1).createOrReplaceTempView("rows");
        session.sql("SELECT logits, p, q FROM rows LATERAL VIEW explode(sequence(1, " + COPIES + ")) AS copy")
                .cache()
                .createOrReplaceTempView("examples");
        session.sparkContext().addSparkListener(processorTime);
        System.out.printf(Locale.ROOT, "%n%d classes   ns/row: function  plain SQL  ratio%n", classes);
        for (PlainSql plain : PlainSql.ALL) {
            double read = nanoseconds(columns(plain));
            double function = nanoseconds(plain.call()) - read;
            double formula = nanoseconds(plain.formula()) - read;
            System.out.printf(
                    Locale.ROOT, "%-24s %8.0f  %9.0f  %5.1f%n", plain.name(), function, formula, formula / function);
        }
        session.sparkContext().removeSparkListener(processorTime);
        session.catalog().uncacheTable("examples");
    }

    /**
     * Nanoseconds of processor time per row and bytes shuffled per group of an aggregate over many small groups: three
     * teachers per example, and of the same mean in plain SQL; then what a buffer costs there and back, and its size,
     * beside Java's serialization of the same object.
     */
    @Test
    void aggregatesOfManySmallGroups() throws TimeoutException, IOException, ClassNotFoundException {
        int groups = 200_000;
        session.conf().set("spark.sql.adaptive.enabled", false);
        session.sql("SELECT id % " + groups + " AS id, array(CAST(sin(id) AS FLOAT), CAST(cos(id) AS FLOAT), 0F) AS l "
                        + "FROM range(0, " + 3 * groups + ", 1, 2)")
                .cache()
                .createOrReplaceTempView("teachers");
        session.sparkContext().addSparkListener(processorTime);
        for (String call : List.of("mean_logits(l)", "array(avg(l[0]), avg(l[1]), avg(l[2]))")) {
            double[] times = new double[RUNS];
            for (int run = -1; run < RUNS; run++) {
                processorTime.reset();
                runAll("SELECT id, " + call + " FROM teachers GROUP BY id");
                times[Math.max(0, run)] = processorTime.nanoseconds.get() / (3.0 * groups);
            }
            Arrays.sort(times);
            System.out.printf(
                    Locale.ROOT,
                    "%-45s %8.0f ns/row %6d bytes/group%n",
                    call,
                    times[RUNS / 2],
                    processorTime.shuffled.get() / groups);
        }
        session.sparkContext().removeSparkListener(processorTime);
        session.catalog().uncacheTable("teachers");
        buffers();
    }

    private static void buffers() throws IOException, ClassNotFoundException {
        WeightedMean mean = new WeightedMean();
        mean.add(new double[] {1, 2, 3}, 1);
        int copies = 200_000;
        for (int run = 0; run < 2; run++) {
            long start = System.nanoTime();
            int bytes = 0;
            for (int i = 0; i < copies; i++) {
                ByteArrayOutputStream buffer = new ByteArrayOutputStream();
                mean.write(new DataOutputStream(buffer));
                bytes = buffer.size();
                WeightedMean.read(new DataInputStream(new ByteArrayInputStream(buffer.toByteArray())));
            }
            long middle = System.nanoTime();
            int serialized = 0;
            for (int i = 0; i < copies; i++) {
                ByteArrayOutputStream buffer = new ByteArrayOutputStream();
                new ObjectOutputStream(buffer).writeObject(mean);
                serialized = buffer.size();
                new ObjectInputStream(new ByteArrayInputStream(buffer.toByteArray())).readObject();
            }
            long end = System.nanoTime();
            System.out.printf(
                    Locale.ROOT,
                    "buffer of a mean of 3: %d ns, %d bytes; by Java's serialization: %d ns, %d bytes%n",
                    (middle - start) / copies,
                    bytes,
                    (end - middle) / copies,
                    serialized);
        }
    }

    private void runAll(String statement) throws TimeoutException {
        session.sql(statement).write().format("noop").mode("overwrite").save();
        session.sparkContext().listenerBus().waitUntilEmpty();
    }

    private static String columns(PlainSql plain) {
        String arguments = plain.call().substring(plain.call().indexOf('('));
        String first = arguments.contains("logits") ? "logits[0]" : "p[0]";
        return arguments.contains("q") ? first + ", q[0]" : first;
    }

    private double nanoseconds(String expressions) throws TimeoutException {
        double[] times = new double[RUNS];
        for (int run = -1; run < RUNS; run++) {
            processorTime.reset();
            runAll("SELECT " + expressions + " FROM examples");
            times[Math.max(0, run)] = processorTime.nanoseconds.get() / (double) (ROWS * COPIES);
        }
        Arrays.sort(times);
        return times[RUNS / 2];
    }

    /** Adds up what tasks used, so that a busy machine does not distort a figure. */
    private static final class ProcessorTime extends SparkListener {
        private final AtomicLong nanoseconds = new AtomicLong();

        private final AtomicLong shuffled = new AtomicLong();

        void reset() {
            nanoseconds.set(0);
            shuffled.set(0);
        }

        @Override
        public void onTaskEnd(SparkListenerTaskEnd end) {
            nanoseconds.addAndGet(end.taskMetrics().executorCpuTime());
            shuffled.addAndGet(end.taskMetrics().shuffleWriteMetrics().bytesWritten());
        }
    }
}
