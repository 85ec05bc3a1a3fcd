package io.sparkdistill.jobs.benchmark;

import io.sparkdistill.inference.ModelFiles;
import io.sparkdistill.inference.StagedModel;
import io.sparkdistill.jobs.config.TeacherConfig;
import io.sparkdistill.jobs.inference.TeacherStaging;
import io.sparkdistill.jobs.job.JobContext;
import io.sparkdistill.jobs.label.LabelJob;
import io.sparkdistill.jobs.label.TeacherComparison;
import io.sparkdistill.jobs.report.TextTable;
import io.sparkdistill.teacher.TextModelSpec;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.spark.sql.SparkSession;

/**
 * Measures a teacher that is there in several files, such as those of other engines and precisions: how fast a bare DJL
 * loop on one thread labels with each, and the verb label in {@code local[1]} and {@code local[2]}. All files take turns
 * in every way, so that other load of the machine affects all of them; ratios are medians of the turns' ratios.
 */
public final class EngineBenchmark {
    private static final List<String> MASTERS = List.of("local[1]", "local[2]");

    private final JobContext context;
    private final TeacherConfig teacher;
    private final Function<String, SparkSession> sessions;
    private final PrintWriter out;
    private final List<Engine> engines = new ArrayList<>();

    /**
     * Holds one file of the teacher, and its times in seconds, one per turn.
     *
     * @param jobs times of the verb label by the index of the master
     */
    private record Engine(
            String file,
            LabelingWork work,
            BareModel bare,
            Batching batching,
            List<Double> bareTimes,
            List<List<Double>> jobs) {}

    /**
     * Creates a benchmark.
     *
     * @param context of a run whose transfer set exists
     * @param teacher with its other files
     * @param sessions starts a session with a Spark master; the benchmark stops it
     */
    public EngineBenchmark(
            JobContext context, TeacherConfig teacher, Function<String, SparkSession> sessions, PrintWriter out) {
        this.context = context;
        this.teacher = teacher;
        this.sessions = sessions;
        this.out = out;
    }

    /** Measures every way this many times, after a warm-up, and prints the medians. */
    public void run(int repeats) {
        List<String> texts = new ArrayList<>();
        List<String> accuracies = new ArrayList<>();
        onSpark(MASTERS.get(0), spark -> {
            texts.addAll(new LabelingWork(context).texts(spark));
            accuracies.addAll(new TeacherComparison(context, spark).accuracies(teacher));
        });
        try {
            teacher.candidates().forEach(file -> engines.add(open(file, texts)));
            for (int turn = 0; turn <= repeats; turn++) {
                turn(texts);
                if (turn == 0) {
                    engines.forEach(engine -> {
                        engine.bareTimes().clear();
                        engine.jobs().forEach(List::clear);
                    });
                }
            }
            print(texts.size(), repeats, accuracies);
        } finally {
            engines.forEach(engine -> engine.bare().close());
        }
    }

    private Engine open(TeacherConfig candidate, List<String> texts) {
        TeacherConfig file = candidate.at(candidate.name(), candidate.model());
        TeacherStaging staging =
                new TeacherStaging(context.hadoop(), context.config().task().classes());
        StagedModel staged = staging.stage(file);
        BareModel bare = new BareModel((TextModelSpec) staged.spec(), ModelFiles.in(staged.folder()));
        out.println(file.model());
        Batching best = LabelingWork.bestBatching(bare, texts, out);
        JobContext only = new JobContext(context.config().withTeachers(List.of(file)), context.hadoop());
        List<List<Double>> jobs =
                MASTERS.stream().<List<Double>>map(master -> new ArrayList<>()).toList();
        return new Engine(file.model(), new LabelingWork(only), bare, best, new ArrayList<>(), jobs);
    }

    private void turn(List<String> texts) {
        for (Engine engine : engines) {
            engine.bareTimes().add(seconds(() -> engine.bare().logits(texts, engine.batching())));
        }
        for (int master = 0; master < MASTERS.size(); master++) {
            int index = master;
            onSpark(MASTERS.get(master), spark -> {
                for (Engine engine : engines) {
                    LabelJob job = engine.work().newJob();
                    engine.jobs().get(index).add(seconds(() -> job.run(spark)));
                }
            });
        }
    }

    private static double seconds(Runnable work) {
        long start = System.nanoTime();
        work.run();
        return (System.nanoTime() - start) / 1e9;
    }

    private void onSpark(String master, Consumer<SparkSession> work) {
        SparkSession spark = sessions.apply(master);
        try {
            work.accept(spark);
        } finally {
            spark.stop();
        }
    }

    private void print(int rows, int repeats, List<String> accuracies) {
        TextTable table = new TextTable(
                "%s, %,d rows, medians of %d".formatted(teacher.name(), rows, repeats),
                "accuracy",
                "bare, rows/s",
                "× first bare",
                "job local[1], rows/s",
                "× its bare",
                "× fastest bare",
                "job local[2], rows/s",
                "× its bare");
        Engine first = engines.get(0);
        Engine fastest = engines.stream()
                .min((a, b) -> Double.compare(Timings.median(a.bareTimes()), Timings.median(b.bareTimes())))
                .orElseThrow();
        for (Engine engine : engines) {
            List<Double> one = engine.jobs().get(0);
            List<Double> two = engine.jobs().get(1);
            table.row(
                    engine.file(),
                    accuracies.get(engines.indexOf(engine)),
                    rate(rows, engine.bareTimes()),
                    ratio(first.bareTimes(), engine.bareTimes()),
                    rate(rows, one),
                    ratio(engine.bareTimes(), one),
                    ratio(fastest.bareTimes(), one),
                    rate(rows, two),
                    ratio(engine.bareTimes(), two));
        }
        out.println(table);
        out.flush();
    }

    private static String rate(int rows, List<Double> seconds) {
        return "%.1f".formatted(rows / Timings.median(seconds));
    }

    /** Returns the median over the turns of how many times as fast the second work is as the first. */
    private static String ratio(List<Double> reference, List<Double> seconds) {
        List<Double> ratios = new ArrayList<>();
        for (int turn = 0; turn < seconds.size(); turn++) {
            ratios.add(reference.get(turn) / seconds.get(turn));
        }
        return "%.2f".formatted(Timings.median(ratios));
    }
}
