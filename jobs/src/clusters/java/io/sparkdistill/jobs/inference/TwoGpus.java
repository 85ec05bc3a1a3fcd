package io.sparkdistill.jobs.inference;

import io.sparkdistill.engine.PyTorch;
import io.sparkdistill.inference.ModelMonitor;
import io.sparkdistill.jobs.augment.AugmentJob;
import io.sparkdistill.jobs.config.reader.ConfigLoader;
import io.sparkdistill.jobs.job.Job;
import io.sparkdistill.jobs.job.JobContext;
import io.sparkdistill.jobs.label.LabelJob;
import io.sparkdistill.model.BatchCost;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.resource.ResourceInformation;
import org.apache.spark.resource.ResourceProfile;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerStageSubmitted;
import org.apache.spark.sql.SparkSession;

/**
 * Labels on a worker of four cores and two GPUs, and prints which device each task takes and which steps ask for GPUs.
 * The arguments are the worker's discovery script and the settings.
 */
final class TwoGpus {
    private static final int TASKS = 8;
    private static final int TASK_MILLIS = 500;

    private TwoGpus() {}

    public static void main(String[] arguments) {
        SparkConf conf = conf().set("spark.worker.resource.gpu.discoveryScript", arguments[0]);
        label(conf, Arrays.asList(arguments).subList(1, arguments.length));
        printShares("for all tasks", conf.clone().set("spark.task.resource.gpu.amount", "0.5"));
        printShares(
                "for labeling",
                conf.clone()
                        .set("spark.dynamicAllocation.enabled", "true")
                        .set("spark.dynamicAllocation.shuffleTracking.enabled", "true")
                        .set("spark.executor.cores", "4"));
    }

    private static SparkConf conf() {
        return new SparkConf()
                .setMaster("local-cluster[1,4,1024]")
                .setAppName("two GPUs")
                .set("spark.ui.enabled", "false")
                .set("spark.sql.shuffle.partitions", "4")
                .set("spark.executor.memory", "800m")
                .set("spark.executor.extraClassPath", System.getProperty("java.class.path"))
                .set("spark.worker.resource.gpu.amount", "2")
                .set("spark.executor.resource.gpu.amount", "2");
    }

    private static void label(SparkConf conf, List<String> settings) {
        SparkSession spark = SparkSession.builder().config(conf).getOrCreate();
        printDevices("no GPU", spark, 0);
        printDevices("a GPU", spark, 1);
        Steps steps = new Steps();
        spark.sparkContext().addSparkListener(steps);
        String[] student = {"teachers=[{name=student, model=${data}/student}]", "label.gpus-per-task=1"};
        run(spark, new AugmentJob(context(settings, student)));
        run(spark, new LabelJob(context(settings, student)));
        System.out.println("models loaded: " + loadedByTheExecutor(spark));
        try {
            run(spark, new LabelJob(context(settings, "label.gpus-per-task=1")));
        } catch (Exception e) { // Spark's exceptions are checked, though its methods declare none.
            System.out.println("as expected: " + e.getMessage());
        }
        spark.stop(); // It waits for the listener.
        steps.print();
    }

    private static void printShares(String name, SparkConf conf) {
        SparkSession spark = SparkSession.builder().config(conf).getOrCreate();
        printDevices("half a GPU " + name, spark, 0.5);
        spark.stop();
    }

    private static JobContext context(List<String> settings, String... more) {
        List<String> all = new ArrayList<>(settings);
        all.addAll(List.of(more));
        return new JobContext(ConfigLoader.load("", "test", all, Map.of()), new Configuration());
    }

    private static void run(SparkSession spark, Job job) {
        job.validate();
        System.out.println(job.run(spark).summary());
    }

    /** What a task was given, which device it takes, and when it ran, in nanoseconds. */
    private record Report(String address, String device, long start, long end) implements Serializable {
        static Report ofThisTask() throws InterruptedException {
            long start = System.nanoTime();
            Thread.sleep(TASK_MILLIS); // Long enough for all tasks that may run at once to do so.
            ResourceInformation gpu = TaskContext.get().resourcesJMap().get(PyTorch.GPU_RESOURCE);
            String address = gpu == null ? "none" : String.join(" ", gpu.addresses());
            return new Report(address, PyTorch.taskDevice().toString(), start, System.nanoTime());
        }

        boolean coversStartOf(Report other) {
            return device.equals(other.device) && start <= other.start && other.start < end;
        }
    }

    private static void printDevices(String name, SparkSession spark, double perTask) {
        JavaRDD<Integer> tasks = JavaSparkContext.fromSparkContext(spark.sparkContext())
                .parallelize(Collections.nCopies(TASKS, 0), TASKS);
        List<Report> reports = GpuRequests.request(tasks.map(task -> Report.ofThisTask()), perTask)
                .collect();
        Map<String, String> devices = new TreeMap<>();
        reports.forEach(report -> devices.merge(report.address(), report.device(), (one, other) -> one + "," + other));
        devices.replaceAll((address, all) -> String.join(",", new TreeSet<>(List.of(all.split(",")))));
        long most = reports.stream()
                .mapToLong(one -> reports.stream()
                        .filter(other -> other.coversStartOf(one))
                        .count())
                .max()
                .orElseThrow();
        System.out.printf("%s: %s, tasks at once on one: %d%n", name, devices, most);
    }

    /** Returns how many models the executor has loaded: one per model and device. */
    private static int loadedByTheExecutor(SparkSession spark) {
        return JavaSparkContext.fromSparkContext(spark.sparkContext())
                .parallelize(List.of(0), 1)
                .map(task -> {
                    Loads loads = new Loads(new AtomicInteger());
                    ModelMonitor.setListener(loads);
                    return loads.count().get();
                })
                .first();
    }

    private record Loads(AtomicInteger count) implements ModelMonitor.Listener {
        @Override
        public void batchCompleted(BatchCost batch) {
            // Loads alone are counted.
        }

        @Override
        public void modelLoaded(long nanos) {
            count.incrementAndGet();
        }
    }

    /** Notes which steps of the verbs ran with and without GPUs. */
    private static final class Steps extends SparkListener {
        private final Set<String> with = new TreeSet<>();
        private final Set<String> without = new TreeSet<>();

        @Override
        public void onStageSubmitted(SparkListenerStageSubmitted stage) {
            String step = stage.properties().getProperty("spark.job.description", "");
            boolean plain = stage.stageInfo().resourceProfileId() == ResourceProfile.DEFAULT_RESOURCE_PROFILE_ID();
            if (!step.startsWith("label: tiny")) {
                (plain ? without : with).add(step.replaceFirst("commit \\d+$", "commit"));
            }
        }

        void print() {
            System.out.println("steps with GPUs: " + with);
            System.out.println("steps without GPUs: " + without);
        }
    }
}
