package io.sparkdistill.jobs.label;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkdistill.inference.ModelCache;
import io.sparkdistill.inference.ModelSpec;
import io.sparkdistill.inference.StagedModel;
import io.sparkdistill.jobs.LocalSpark;
import io.sparkdistill.jobs.TinyTask;
import io.sparkdistill.jobs.augment.AugmentJob;
import io.sparkdistill.jobs.config.EndpointConfig.Price;
import io.sparkdistill.jobs.job.JobContext;
import io.sparkdistill.jobs.job.Verbs;
import io.sparkdistill.student.LogisticModel;
import io.sparkdistill.table.Logits;
import io.sparkdistill.table.Rejected;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Set;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TeacherLabelingTest {
    private static final SparkSession SPARK = LocalSpark.session();

    @TempDir
    Path folder;

    @Test
    void labelsAgainWhatIsLostBetweenTheAnswersAndTheirCommit() throws IOException {
        TinyTask task = new TinyTask(folder);
        saveTeacher(task.file("teacher"), 1);
        // A logit of 3e38 times 3 is infinite: the other teacher rejects the second row.
        Path other = saveTeacher(task.file("other"), 3e38f);
        Files.write(
                task.file("rows.json"),
                List.of("{\"x\": [1, 2]}", "{\"x\": [3, 1]}", "{\"x\": [-1, 2]}", "{\"x\": [0, 1]}"));
        JobContext context = task.context(
                "task.type=features",
                "student.network=mlp",
                "input.train=[]",
                "input.validation=[]",
                "input.test=[]",
                "input.unlabeled=[{path=${data}/rows.json, format=json, features=x}]",
                "teachers=[{name=linear, model=${data}/teacher}]");
        AugmentJob augment = new AugmentJob(context);
        augment.validate();
        augment.run(SPARK);
        StagedModel teacher = Teachers.stage(context).values().iterator().next();
        Set<Integer> before = Set.copyOf(sparkContext().getPersistentRDDs().keySet());
        ExampleScope scope = new LosingScope(new LabelScope.Whole(context.output(), SPARK), () -> {
            replace(teacher, other);
            ModelCache.closeAll();
            sparkContext().getPersistentRDDs().forEach((id, rows) -> {
                if (!before.contains(id)) {
                    rows.unpersist(true);
                }
            });
        });

        TeacherLabeling.Done done = new TeacherLabeling(
                        context,
                        SPARK,
                        Verbs.LABEL,
                        teacher,
                        scope,
                        Price.NONE,
                        new Spending(context.config().label().budget()))
                .run();

        assertThat(done.after())
                .isEqualTo(new LabelingCounts(4, 0, 3, 1, 0, done.after().tokens()));
        assertThat(context.output().read(SPARK, Logits.TABLE, Logits.SCHEMA).count())
                .isEqualTo(3);
        assertThat(context.output()
                        .read(SPARK, Rejected.of(Verbs.LABEL), Rejected.SCHEMA)
                        .count())
                .isEqualTo(1);
    }

    /** Stores the logits of all examples. What the executors hold is lost before it is written. */
    private record LosingScope(LabelScope.Whole all, Runnable lose) implements ExampleScope {
        @Override
        public Dataset<Row> examples() {
            return all.examples();
        }

        @Override
        public Dataset<Row> results() {
            return all.results();
        }

        @Override
        public Dataset<Row> stored(Dataset<Row> given, ModelSpec model) {
            lose.run();
            return all.stored(given, model);
        }
    }

    private static JavaSparkContext sparkContext() {
        return JavaSparkContext.fromSparkContext(SPARK.sparkContext());
    }

    /** Saves a logistic model whose first logit is a multiple of the first feature. */
    private static Path saveTeacher(Path folder, float weight) throws IOException {
        LogisticModel.Shape shape = LogisticModel.Shape.ofFeatures(2, 2);
        new LogisticModel(shape, new float[2], new float[] {weight, 0, 0, 1}).save(Files.createDirectories(folder));
        return folder;
    }

    private static void replace(StagedModel teacher, Path other) {
        for (String file : teacher.files()) {
            try {
                Files.copy(other.resolve(file), teacher.file(file), StandardCopyOption.REPLACE_EXISTING);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
