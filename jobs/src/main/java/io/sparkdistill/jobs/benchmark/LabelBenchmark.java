package io.sparkdistill.jobs.benchmark;

import io.sparkdistill.inference.ModelFiles;
import io.sparkdistill.inference.ShippedModel;
import io.sparkdistill.inference.StagedModel;
import io.sparkdistill.jobs.benchmark.Timings.Reference;
import io.sparkdistill.jobs.config.DistillConfig;
import io.sparkdistill.jobs.job.JobContext;
import io.sparkdistill.jobs.label.LabelJob;
import io.sparkdistill.table.SoftTargets;
import io.sparkdistill.teacher.TextModelSpec;
import java.io.PrintWriter;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;

/**
 * Measures how fast one teacher labels the same rows in several ways: a bare DJL loop on one thread with the best
 * batches; the verb label in {@code local[1]} and {@code local[2]}; and fixed batches in arrival order with one model
 * per task. The ways take turns, so that other load of the machine affects all of them. Soft targets are also measured
 * alone, which shows the cost of further temperatures.
 */
public final class LabelBenchmark {
    private static final String BARE = "bare DJL, one thread, best batches";
    private static final String ARRIVAL = "local[1], arrival order, batches of 100, model per task";
    private static final String WHOLE = "local[2]";
    private static final String ALL_TEMPERATURES = "local[2], soft targets alone, all temperatures";
    private static final String ONE_TEMPERATURE = "local[2], soft targets alone, one temperature";
    private static final Batching FIXED = new Batching.ByArrival(100);

    private final JobContext context;
    private final LabelingWork work;
    private final StagedModel staged;
    private final TextModelSpec spec;
    private final Function<String, SparkSession> sessions;
    private final PrintWriter out;
    private final Timings timings = new Timings();

    /**
     * Creates a benchmark.
     *
     * @param context of a run with this teacher only, whose transfer set exists
     * @param sessions starts a session with a Spark master; the benchmark stops it
     */
    public LabelBenchmark(
            JobContext context, StagedModel staged, Function<String, SparkSession> sessions, PrintWriter out) {
        this.context = context;
        this.work = new LabelingWork(context);
        this.staged = staged;
        this.spec = (TextModelSpec) staged.spec();
        this.sessions = sessions;
        this.out = out;
    }

    /** Measures every way this many times, after a warm-up, and prints the medians. */
    public void run(int repeats) {
        List<String> texts = texts();
        try (BareModel bare = new BareModel(spec, ModelFiles.in(staged.folder()))) {
            Batching best = LabelingWork.bestBatching(bare, texts, out);
            for (int repeat = 0; repeat <= repeats; repeat++) {
                timings.time(BARE, () -> bare.logits(texts, best));
                boolean warmUp = repeat == 0;
                onSpark("local[1]", spark -> {
                    if (!warmUp) { // Its time is that of the model, which the bare loop has warmed up.
                        arrivalOrder(texts, spark);
                    }
                });
                onSpark(WHOLE, this::softTargetsAlone);
                if (warmUp) {
                    timings.clear();
                }
            }
        }
        String title = "%s, %,d rows, median of %d".formatted(spec.name(), texts.size(), repeats);
        out.println(timings.table(
                title, texts.size(), new Reference("× bare", BARE), new Reference("× arrival order", ARRIVAL)));
        out.println(costOfTemperatures());
        out.flush();
    }

    private List<String> texts() {
        SparkSession spark = sessions.apply("local[1]");
        try {
            return work.texts(spark);
        } finally {
            spark.stop();
        }
    }

    private void onSpark(String master, Consumer<SparkSession> more) {
        SparkSession spark = sessions.apply(master);
        try {
            LabelJob job = work.newJob();
            timings.time(job(master), () -> job.run(spark));
            more.accept(spark);
        } finally {
            spark.stop();
        }
    }

    private static String job(String master) {
        return master + ", this job";
    }

    private void arrivalOrder(List<String> texts, SparkSession spark) {
        ShippedModel shipped = staged.ship(spark.sparkContext());
        timings.time(ARRIVAL, () -> new JavaSparkContext(spark.sparkContext())
                .parallelize(texts, 1)
                .mapPartitions(new ModelPerTask(shipped, FIXED))
                .collect());
    }

    /** Measures the soft targets alone, from stored logits, at all temperatures and at one. */
    private void softTargetsAlone(SparkSession spark) {
        DistillConfig config = context.config();
        timeSoftTargets(ALL_TEMPERATURES, context, spark);
        DistillConfig atOne = config.withLabel(config.label().atOneTemperature());
        timeSoftTargets(ONE_TEMPERATURE, new JobContext(atOne, context.hadoop()), spark);
    }

    private void timeSoftTargets(String way, JobContext at, SparkSession spark) {
        LabelJob job = new LabelJob(at);
        job.validate();
        at.output().markIncomplete(SoftTargets.TABLE);
        timings.time(way, () -> job.run(spark));
    }

    /** Returns the time of the whole job at all temperatures as a multiple of that at one temperature. */
    private String costOfTemperatures() {
        double whole = timings.median(job(WHOLE));
        double more = timings.median(ALL_TEMPERATURES) - timings.median(ONE_TEMPERATURE);
        int count = context.config().label().temperatures().size();
        return "%d temperatures cost %.3f × one".formatted(count, whole / (whole - more));
    }
}
