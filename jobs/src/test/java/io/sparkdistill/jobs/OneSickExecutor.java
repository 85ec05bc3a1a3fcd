package io.sparkdistill.jobs;

import ai.djl.Device;
import io.sparkdistill.inference.ModelCache;
import io.sparkdistill.inference.ShippedModel;
import io.sparkdistill.jobs.augment.AugmentJob;
import io.sparkdistill.jobs.config.reader.ConfigLoader;
import io.sparkdistill.jobs.inference.ExecutorExclusion;
import io.sparkdistill.jobs.inference.TeacherStaging;
import io.sparkdistill.jobs.job.JobContext;
import io.sparkdistill.jobs.label.LabelJob;
import io.sparkdistill.jobs.pipeline.Sessions;
import io.sparkdistill.model.LogitsModel;
import io.sparkdistill.model.ModelInput;
import io.sparkdistill.tokenizer.Tokens;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkEnv;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;

/** Labels on two executors, after the teacher has died in one of them. The arguments are the settings. */
final class OneSickExecutor {
    private static final String SICK = "0";
    private static final int TASKS = 6;
    private static final int TASK_MILLIS = 500;
    private static final List<String> GOOD_ROWS = List.of("a good film", "a bad film", "not a very long film");

    private OneSickExecutor() {}

    public static void main(String[] settings) {
        SparkConf conf = new SparkConf()
                .setMaster("local-cluster[2,1,1024]")
                .set("spark.ui.enabled", "false")
                .set("spark.sql.shuffle.partitions", "4")
                .set("spark.executor.memory", "800m")
                .set("spark.executor.extraClassPath", System.getProperty("java.class.path"));
        ExecutorExclusion.exclude(conf);
        JobContext context =
                new JobContext(ConfigLoader.load("", "test", List.of(settings), Map.of()), new Configuration());
        AugmentJob augment = new AugmentJob(context);
        augment.validate();
        LabelJob label = new LabelJob(context);
        label.validate();
        SparkSession spark = Sessions.start(conf, "one sick executor");
        augment.run(spark);
        breakTeacher(context, spark);
        System.out.println(label.run(spark).summary());
        spark.stop();
    }

    /**
     * Closes the model and its tokenizer under the tasks to come; each then fails natively. Prints for each executor how
     * many good rows its model cannot process: all of them in the sick one, so that it would reject every row.
     */
    private static void breakTeacher(JobContext context, SparkSession spark) {
        ShippedModel shipped = new TeacherStaging(
                        context.hadoop(), context.config().task().classes())
                .stage(context.config().teachers().get(0))
                .ship(spark.sparkContext());
        List<String> rows = JavaSparkContext.fromSparkContext(spark.sparkContext())
                .parallelize(Collections.nCopies(TASKS, 0), TASKS)
                .map(task -> {
                    Thread.sleep(TASK_MILLIS); // Long enough for both executors to have some.
                    String executor = SparkEnv.get().executorId();
                    try (ModelCache.Lease lease = ModelCache.lease(shipped.spec(), shipped.files(), Device.cpu())) {
                        if (executor.equals(SICK)) {
                            lease.model().close();
                        }
                        return "executor %s: %d of %d good rows fail"
                                .formatted(executor, failing(lease.model()), GOOD_ROWS.size());
                    }
                })
                .collect();
        rows.stream().distinct().forEach(System.out::println);
    }

    private static <T extends Tokens> long failing(LogitsModel<T> model) {
        return GOOD_ROWS.stream().filter(text -> fails(model, text)).count();
    }

    private static <T extends Tokens> boolean fails(LogitsModel<T> model, String text) {
        try (LogitsModel.Predictor<T> predictor = model.newPredictor()) {
            predictor.predict(List.of(model.tokenize(new ModelInput(text, null, null))));
            return false;
        } catch (RuntimeException e) {
            return true;
        }
    }
}
