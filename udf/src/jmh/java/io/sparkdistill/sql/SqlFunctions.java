package io.sparkdistill.sql;

import java.util.concurrent.TimeUnit;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** Measures the time per row of the SQL functions, of the same mathematics in plain SQL, and of reading the columns. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(2)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class SqlFunctions {
    private static final int DISTINCT_ROWS = 1_000;
    private static final int COPIES = 200;
    private static final int ROWS = DISTINCT_ROWS * COPIES;

    @Param({
        "soft_targets",
        "log_soft_targets",
        "retemper",
        "entropy",
        "cross_entropy",
        "kl_divergence",
        "js_divergence",
        "total_variation",
        "predicted_class",
        "margin",
        "top_classes"
    })
    private String function;

    @Param({"3", "30"})
    private int classes;

    private Dataset<Row> called;
    private Dataset<Row> plain;
    private Dataset<Row> read;

    @Setup
    public void cacheRows() {
        SparkSession session = ExtendedSpark.session();
        Examples.of(session, DISTINCT_ROWS, classes, DataTypes.FloatType)
                .coalesce(1)
                .createOrReplaceTempView("rows");
        session.sql("SELECT logits, p, q FROM rows LATERAL VIEW explode(sequence(1, " + COPIES + ")) AS copy")
                .cache()
                .createOrReplaceTempView("examples");
        session.table("examples").count();
        PlainSql both = PlainSql.ALL.stream()
                .filter(each -> each.name().equals(function))
                .findFirst()
                .orElseThrow();
        called = session.sql("SELECT " + both.call() + " FROM examples");
        plain = session.sql("SELECT " + both.formula() + " FROM examples");
        read = session.sql("SELECT logits[0], p[0], q[0] FROM examples");
    }

    @TearDown
    public void stop() {
        ExtendedSpark.session().stop();
    }

    @Benchmark
    @OperationsPerInvocation(ROWS)
    public void function() {
        run(called);
    }

    @Benchmark
    @OperationsPerInvocation(ROWS)
    public void plainSql() {
        run(plain);
    }

    @Benchmark
    @OperationsPerInvocation(ROWS)
    public void baseline() {
        run(read);
    }

    private static void run(Dataset<Row> rows) {
        rows.write().format("noop").mode("overwrite").save();
    }
}
