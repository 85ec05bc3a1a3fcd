package io.sparkdistill.sql;

import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Nanoseconds of processor time a row of every function, and of the same mathematics in plain SQL with higher-order
 * functions: rows of {@code array<float>} in memory, median of five runs after one to warm up, less what it takes to
 * read the arrays. Not part of the build: {@code mvn -Pbenchmark -pl udf test -Dtest=SqlFunctionsBenchmark}.
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

    private static String columns(PlainSql plain) {
        String arguments = plain.call().substring(plain.call().indexOf('('));
        String first = arguments.contains("logits") ? "logits[0]" : "p[0]";
        return arguments.contains("q") ? first + ", q[0]" : first;
    }

    private double nanoseconds(String expressions) throws TimeoutException {
        double[] times = new double[RUNS];
        for (int run = -1; run < RUNS; run++) {
            processorTime.nanoseconds.set(0);
            session.sql("SELECT " + expressions + " FROM examples")
                    .write()
                    .format("noop")
                    .mode("overwrite")
                    .save();
            session.sparkContext().listenerBus().waitUntilEmpty();
            times[Math.max(0, run)] = processorTime.nanoseconds.get() / (double) (ROWS * COPIES);
        }
        Arrays.sort(times);
        return times[RUNS / 2];
    }

    /** Adds up what tasks used, so that a busy machine does not distort a figure. */
    private static final class ProcessorTime extends SparkListener {
        private final AtomicLong nanoseconds = new AtomicLong();

        @Override
        public void onTaskEnd(SparkListenerTaskEnd end) {
            nanoseconds.addAndGet(end.taskMetrics().executorCpuTime());
        }
    }
}
