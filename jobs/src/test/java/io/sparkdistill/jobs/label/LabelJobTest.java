package io.sparkdistill.jobs.label;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sparkdistill.distill.Softmax;
import io.sparkdistill.fixtures.TinyTeacher;
import io.sparkdistill.jobs.LocalSpark;
import io.sparkdistill.jobs.TinyTask;
import io.sparkdistill.jobs.augment.AugmentJob;
import io.sparkdistill.jobs.job.InputException;
import io.sparkdistill.jobs.job.JobContext;
import io.sparkdistill.jobs.job.JobResult;
import io.sparkdistill.jobs.job.TooManyRejectedException;
import io.sparkdistill.jobs.job.Verbs;
import io.sparkdistill.table.Floats;
import io.sparkdistill.table.Logits;
import io.sparkdistill.table.Rejected;
import io.sparkdistill.table.SoftTargets;
import io.sparkdistill.table.TransferSet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.commons.io.FileUtils;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LabelJobTest {
    private static final SparkSession SPARK = LocalSpark.session();
    private static final String SNAPSHOTS = "snapshots";

    /** Of the tests that leave its inputs alone: they begin with what {@link #labeled} has made once. */
    @TempDir
    static Path shared;

    private static TinyTask sharedTask;
    private static LabelResult.TeacherResult first;

    @TempDir
    Path folder;

    private TinyTask task;

    @BeforeAll
    static void labelOnce() throws IOException {
        sharedTask = new TinyTask(shared);
        augment(sharedTask.context());
        keep(TransferSet.TABLE);
        first = teacher(label(sharedTask.context()));
        keep(SoftTargets.TABLE);
    }

    private static void keep(String name) throws IOException {
        FileUtils.copyDirectory(
                sharedTask.output().toFile(),
                shared.resolve(SNAPSHOTS).resolve(name).toFile());
    }

    /** Continues with the shared task once its examples are there, and nothing else. */
    private void augmented() throws IOException {
        task = sharedTask;
        FileUtils.deleteDirectory(task.output().toFile());
        FileUtils.copyDirectory(
                shared.resolve(SNAPSHOTS).resolve(TransferSet.TABLE).toFile(),
                task.output().toFile());
    }

    /** Continues with the shared task once it is labeled. */
    private LabelResult.TeacherResult labeled() throws IOException {
        augmented();
        FileUtils.copyDirectory(
                shared.resolve(SNAPSHOTS).resolve(SoftTargets.TABLE).toFile(),
                task.output().toFile());
        return first;
    }

    /** Begins a task whose inputs the test writes. */
    private void fresh() throws IOException {
        task = new TinyTask(folder);
    }

    @Test
    void storesLogitsOnceAndSoftTargetsAtEveryTemperature() throws IOException {
        LabelResult.TeacherResult result = labeled();
        Dataset<Row> logits = table(Logits.TABLE);
        assertThat(logits.count()).isEqualTo(result.examples());
        assertThat(logits.select(Logits.EXAMPLE_KEY).distinct().count()).isEqualTo(result.examples());
        for (double temperature : new double[] {1, 2}) {
            Dataset<Row> targets = table(SoftTargets.TABLE)
                    .where(col(SoftTargets.TEMPERATURE).equalTo(temperature))
                    .join(logits, SoftTargets.EXAMPLE_KEY)
                    .select(SoftTargets.PROBABILITIES, Logits.LOGITS);
            assertThat(targets.count()).isEqualTo(result.examples());
            for (Row row : targets.collectAsList()) {
                assertThat(Floats.array(row, 0))
                        .containsExactly(Softmax.softTargets(Floats.array(row, 1), temperature), within(1e-6f));
            }
        }
        assertThat(Files.exists(task.output().resolve("soft_targets/temperature=2.0")))
                .isTrue();
    }

    @Test
    void labelsOnlyWhatHasNoLogitsYet() throws IOException {
        fresh();
        LabelResult.TeacherResult before = run();
        List<String> more = new ArrayList<>(TinyTask.sentences(200, 4));
        more.add("a very very very long film");
        more.add("not a bad bad bad bad film");
        task.writeUnlabeled(more);
        LabelResult.TeacherResult second = run();
        assertThat(second.before()).isEqualTo(before.examples());
        assertThat(second.labeled()).isEqualTo(2);
    }

    @Test
    void storesHiddenStatesWithoutMixingThemWithEarlierLogits() throws IOException {
        fresh();
        TinyTeacher.writeModel(task.file("model.pt"), TinyTeacher.WITH_HIDDEN);
        LabelResult.TeacherResult plain = run();
        LabelResult.TeacherResult hidden = run("label.hidden=true");
        LabelResult.TeacherResult again = run();

        assertThat(hidden.fingerprint()).isNotEqualTo(plain.fingerprint());
        assertThat(hidden.labeled()).isEqualTo(plain.examples());
        assertThat(again.before()).isEqualTo(plain.examples());
        Dataset<Row> rows = table(Logits.TABLE);
        assertThat(rows.where(col(Logits.FINGERPRINT).equalTo(plain.fingerprint()))
                        .where(col(Logits.HIDDEN).isNotNull())
                        .count())
                .isZero();
        for (Row row : rows.where(col(Logits.FINGERPRINT).equalTo(hidden.fingerprint()))
                .select(Logits.LOGITS, Logits.HIDDEN)
                .collectAsList()) {
            float first = Floats.array(row, 0)[0];
            assertThat(Floats.array(row, 1)).hasSize(3).startsWith(first);
        }
    }

    @Test
    void refusesATeacherWithoutHiddenStatesBeforeTheClusterWorks() throws IOException {
        augmented();
        assertThatThrownBy(() -> new LabelJob(task.context("label.hidden=true")).validate())
                .isInstanceOf(InputException.class)
                .hasMessageContaining(
                        "the model returns only logits; export it with hidden states as its second output")
                .hasMessageEndingWith(", or set label.hidden = false");
    }

    @Test
    void goesOnAfterAKillWithWhatIsMissing() throws IOException {
        LabelResult.TeacherResult undisturbed = labeled();
        Map<String, float[]> all = logits();
        writeLogits(table(Logits.TABLE).limit(100).localCheckpoint(), SaveMode.Overwrite);
        LabelResult.TeacherResult resumed = run();
        assertThat(resumed.before()).isEqualTo(100);
        assertThat(resumed.labeled()).isEqualTo(undisturbed.examples() - 100);
        Map<String, float[]> logits = logits();
        assertThat(logits.keySet()).isEqualTo(all.keySet());
        logits.forEach((key, values) -> assertThat(values).containsExactly(all.get(key), within(1e-6f)));
    }

    @Test
    void countsAndReadsAnExampleOnceThatIsLabeledTwice() throws IOException {
        labeled();
        Dataset<Row> twice = table(Logits.TABLE).limit(9).localCheckpoint();
        writeLogits(twice, SaveMode.Append);
        LabelResult.TeacherResult again = run();
        assertThat(again.before()).isEqualTo(first.examples());
        assertThat(again.labeled()).isZero();
        assertThat(again.tokens()).isEqualTo(first.tokens());
        assertThat(table(SoftTargets.TABLE).count()).isEqualTo(2 * first.examples());
        assertThat(table(SoftTargets.TABLE).distinct().count()).isEqualTo(2 * first.examples());
    }

    @Test
    void labelsWhatIsMissingBesideAnExampleThatIsLabeledTwice() throws IOException {
        labeled();
        Dataset<Row> logits = table(Logits.TABLE).localCheckpoint();
        String missing = logits.first().getAs(Logits.EXAMPLE_KEY);
        Dataset<Row> others = logits.where(col(Logits.EXAMPLE_KEY).notEqual(missing));
        writeLogits(others.union(others.limit(1)), SaveMode.Overwrite);
        LabelResult.TeacherResult again = run();
        assertThat(again.before()).isEqualTo(first.examples() - 1);
        assertThat(again.labeled()).isEqualTo(1);
        assertThat(table(SoftTargets.TABLE).count()).isEqualTo(2 * first.examples());
    }

    @Test
    void commitsEveryRowOnceInChunks() throws IOException {
        augmented();
        LabelResult.TeacherResult result = run("label.commit-rows=200", "label.window-rows=20");
        assertThat(result.labeled()).isEqualTo(result.examples()).isGreaterThan(500);
        assertThat(logits()).hasSize((int) result.examples());
    }

    @Test
    void estimatesWithoutStoringAnything() throws IOException {
        augmented();
        JobContext context = task.context();
        EstimateJob estimate = new EstimateJob(context);
        estimate.validate();
        EstimateResult before = (EstimateResult) estimate.run(SPARK);
        assertThat(new ObjectMapper().<JsonNode>valueToTree(before).fieldNames())
                .toIterable()
                .containsExactly("teachers");
        assertThat(task.output().resolve(Logits.TABLE)).doesNotExist();

        LabelResult.TeacherResult labeled = run();
        EstimateResult.Estimate pending = before.teachers().get(0);
        assertThat(pending.rows()).isEqualTo(labeled.labeled());
        assertThat(pending.tokens()).isEqualTo(labeled.tokens());
        assertThat(pending.paddingShare()).isBetween(0.0, 0.5);
        assertThat(pending.rowsPerSecond()).isPositive();
        assertThat(pending.slots()).isEqualTo(2);
        assertThat(pending.executorHours()).isEqualTo(pending.seconds() / 3600);
        assertThat(((EstimateResult) estimate.run(SPARK)).teachers().get(0).rows())
                .isZero();
    }

    @Test
    void needsNoTeacherForAnotherTemperature() throws IOException {
        labeled();
        LabelResult.TeacherResult second = run("label.temperatures=[1, 2, 4]");
        assertThat(second.labeled()).isZero();
        assertThat(table(SoftTargets.TABLE).count()).isEqualTo(3 * first.examples());
    }

    @Test
    void neverMixesTheLogitsOfDifferentOptions() throws IOException {
        labeled();
        LabelResult.TeacherResult second =
                run("teachers=[{name=tiny, model=${data}/model.pt, tokenizer=${data}/tokenizer.json, max-tokens=5}]");
        assertThat(second.fingerprint()).isNotEqualTo(first.fingerprint());
        assertThat(second.before()).isZero();
        assertThat(second.truncated()).isPositive();
        assertThat(table(SoftTargets.TABLE).count()).isEqualTo(2 * first.examples());
    }

    @Test
    void isAlreadyDoneForTheSameProvenance() throws IOException {
        labeled();
        assertThat(label(task.context()).summary()).startsWith("label: already done: ");
    }

    @Test
    void rejectsARowThatTheTeacherCannotLabelWithItsReasonAndOnlyOnce() throws IOException {
        fresh();
        task.writeUnlabeled(List.of("a good film", "a poison film", "a bad film"));
        assertThat(run().rejected()).isEqualTo(1);
        task.context().output().markIncomplete(SoftTargets.TABLE);
        LabelResult.TeacherResult second = run();
        assertThat(second.rejected()).isEqualTo(1);
        Row rejected = rejected().first();
        assertThat(rejected().count()).isEqualTo(1);
        assertThat(rejected.<String>getAs(Rejected.ROW)).contains("a poison film");
        assertThat(rejected.<String>getAs(Rejected.REASON))
                .isEqualTo("the model returned a logit that is not finite: NaN");
        assertThat(rejected.<String>getAs(Rejected.KIND)).isEqualTo("not-finite");
        assertThat(rejected.<String>getAs(Rejected.HOST)).isEqualTo("localhost");
        assertThat(rejected.<Integer>getAs(Rejected.ATTEMPT)).isZero();
    }

    @Test
    void rejectsARowOnWhichTheTeacherThrowsAndLabelsTheRestOfItsBatch() throws IOException {
        fresh();
        TinyTeacher.writeModel(task.file("model.pt"), TinyTeacher.THROWING);
        task.writeUnlabeled(List.of("a good film", "a poison film", "a bad film"));
        LabelResult.TeacherResult result = run();
        assertThat(result.rejected()).isEqualTo(1);
        assertThat(rejected().first().<String>getAs(Rejected.ROW)).contains("a poison film");
        assertThat(rejected().first().<String>getAs(Rejected.REASON))
                .startsWith("the model failed: Cannot run the model: ");
        assertThat(rejected().first().<String>getAs(Rejected.KIND)).isEqualTo("model-failed");
    }

    @Test
    void asksAgainAboutWhatWasRejectedAndKeepsWhatStillFails() throws IOException {
        fresh();
        task.writeUnlabeled(List.of("a good film", "a poison film", "a bad film"));
        LabelResult.TeacherResult before = run();
        rejectAsOnASickMachine(5, before.fingerprint());
        LabelResult.TeacherResult sick = run();
        assertThat(sick.rejected()).isEqualTo(6);
        assertThat(label(task.context()).summary()).startsWith("label: already done: ");
        LabelResult.TeacherResult retried = teacher(retryRejected());
        assertThat(retried.before()).isEqualTo(before.labeled() - 5);
        assertThat(retried.labeled()).isEqualTo(5);
        assertThat(retried.rejected()).isEqualTo(1);
        assertThat(rejected().count()).isEqualTo(1);
        assertThat(table(SoftTargets.TABLE).count()).isEqualTo(2 * before.labeled());
        assertThat(label(task.context()).summary()).startsWith("label: already done: ");
    }

    @Test
    void endsTheRunWhenTooMuchIsRejectedAndAlsoTheNextOne() throws IOException {
        labeled();
        rejectAsOnASickMachine(11, first.fingerprint());
        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(this::run)
                    .isInstanceOf(TooManyRejectedException.class)
                    .hasMessage(
                            "Cannot continue with teacher tiny: it rejected 11 of %d examples, more than label.max-rejected-share"
                                            .formatted(first.examples())
                                    + " = 0.01 allows: 11 unknown: CUDA error; see rejected/stage=label, and run"
                                    + " `label --retry-rejected` when the cause is fixed, or allow more");
        }
        assertThat(task.context().output().provenance(SoftTargets.TABLE)).isEmpty();
        assertThat(run("label.max-rejected-share=0.02").rejected()).isEqualTo(11);
    }

    @Test
    void endsTheRunAfterTheCommitThatRejectsTooMuch() throws IOException {
        fresh();
        task.writeUnlabeled(List.of("a poison film", "a poison film a", "a poison film b"));
        assertThatThrownBy(() -> run("label.max-rejected-share=0.002"))
                .isInstanceOf(TooManyRejectedException.class)
                .hasMessageContaining("3 not-finite: the model returned a logit that is not finite: NaN");
        assertThat(rejected().count()).isEqualTo(3);
    }

    @Test
    void holdsTheTeacherAgainstTheLabelsBeforeAnythingIsTrainedOnIt() throws IOException {
        labeled();
        assertThatThrownBy(() -> label(task.context("label.min-teacher-accuracy=0.9")))
                .isInstanceOf(InputException.class)
                .hasMessageStartingWith("Cannot train on a teacher's outputs: the accuracy of teacher tiny on ")
                .hasMessageEndingWith(", or lower label.min-teacher-accuracy = 0.9 to continue anyway");
        assertThat(task.context().output().provenance(SoftTargets.TABLE)).isEmpty();
        LabelResult result = (LabelResult) label(task.context());
        assertThat(result.accuracies()).hasSize(1);
        assertThat(result.summary()).contains("against the labels", "most frequent label");
    }

    @Test
    void givesTheSameLogitsWhereItFindsTheSizeOfBatchesByItself() throws IOException {
        augmented();
        run("label.max-batch-tokens=64");
        Map<String, float[]> expected = logits();
        run("label.max-batch-tokens=auto", "label.window-rows=300", "output=${data}/output/auto");
        Map<String, float[]> logits = new HashMap<>();
        for (Row row : table("auto/" + Logits.TABLE)
                .select(Logits.EXAMPLE_KEY, Logits.LOGITS)
                .collectAsList()) {
            logits.put(row.getString(0), Floats.array(row, 1));
        }
        assertThat(logits.keySet()).isEqualTo(expected.keySet());
        logits.forEach((key, values) -> assertThat(values).containsExactly(expected.get(key), within(1e-4f)));
    }

    @Test
    void combinesTeachersByTheirWeights() throws IOException {
        augmented();
        String teacher =
                "{name=%s, model=${data}/model.pt, tokenizer=${data}/tokenizer.json, max-tokens=%d, weight=%d}";
        run("teachers=[" + teacher.formatted("one", 16, 3) + "," + teacher.formatted("two", 4, 1) + "]");
        Dataset<Row> one = table(Logits.TABLE).where(col(Logits.TEACHER).equalTo("one"));
        Dataset<Row> two = table(Logits.TABLE).where(col(Logits.TEACHER).equalTo("two"));
        Row row = one.join(two, one.col(Logits.EXAMPLE_KEY).equalTo(two.col(Logits.EXAMPLE_KEY)))
                .join(
                        table(SoftTargets.TABLE)
                                .where(col(SoftTargets.TEMPERATURE).equalTo(2))
                                .withColumnRenamed(SoftTargets.EXAMPLE_KEY, "target_key"),
                        one.col(Logits.EXAMPLE_KEY).equalTo(col("target_key")))
                .select(one.col(Logits.LOGITS), two.col(Logits.LOGITS), col(SoftTargets.PROBABILITIES))
                .first();
        float[] first = Floats.array(row, 0);
        float[] second = Floats.array(row, 1);
        float[] mean = {(3 * first[0] + second[0]) / 4, (3 * first[1] + second[1]) / 4};
        assertThat(Floats.array(row, 2)).containsExactly(Softmax.softTargets(mean, 2), within(1e-6f));
    }

    @Test
    void refusesATeacherOfOtherClassesBeforeAnyWork() throws IOException {
        augmented();
        JobContext context = task.context("task.classes=3");
        assertThatThrownBy(() -> new LabelJob(context).validate())
                .isInstanceOf(InputException.class)
                .hasMessageStartingWith("Cannot use teacher tiny (teachers[0].model = ")
                .hasMessageContaining("expected shape (batch, 3) but the model returned (1, 2)")
                .hasMessageContaining("check the file, teachers[0].tokenizer, teachers[0].inputs and task.classes = 3");
    }

    @Test
    void refusesAModelThatCannotBeRead() throws IOException {
        fresh();
        JobContext missing =
                task.context("teachers=[{name=t, model=/nowhere/model.pt, tokenizer=${data}/tokenizer.json}]");
        assertThatThrownBy(() -> new LabelJob(missing).validate())
                .isInstanceOf(InputException.class)
                .hasMessageStartingWith("Cannot read teachers[0]: /nowhere/model.pt: ");
        Files.writeString(task.file("model.pt"), "nonsense");
        JobContext nonsense = task.context();
        assertThatThrownBy(() -> new LabelJob(nonsense).validate())
                .isInstanceOf(InputException.class)
                .hasMessageContaining("Cannot load the model: not TorchScript, or saved by a newer PyTorch");
    }

    private LabelResult.TeacherResult run(String... overrides) {
        JobContext context = task.context(overrides);
        augment(context);
        return teacher(label(context));
    }

    private static void augment(JobContext context) {
        AugmentJob augment = new AugmentJob(context);
        augment.validate();
        augment.run(SPARK);
    }

    private JobResult retryRejected() {
        LabelJob label = LabelJob.retryingRejected(task.context());
        label.validate();
        return label.run(SPARK);
    }

    private static LabelResult.TeacherResult teacher(JobResult result) {
        return ((LabelResult) result).teachers().get(0);
    }

    private static JobResult label(JobContext context) {
        LabelJob label = new LabelJob(context);
        label.validate();
        return label.run(SPARK);
    }

    /** As somebody else might have; the next run looks at them. */
    private void writeLogits(Dataset<Row> logits, SaveMode mode) {
        logits.write().mode(mode).parquet(task.output().resolve(Logits.TABLE).toString());
        task.context().output().markIncomplete(SoftTargets.TABLE);
    }

    /** Rejects labeled examples, in a table as older versions wrote it. */
    private void rejectAsOnASickMachine(int count, String fingerprint) {
        Dataset<Row> logits = table(Logits.TABLE).localCheckpoint();
        Dataset<Row> lost = logits.orderBy(Logits.EXAMPLE_KEY)
                .limit(count)
                .select(Logits.EXAMPLE_KEY)
                .localCheckpoint();
        lost.select(
                        lit("{}").as(Rejected.ROW),
                        col(Rejected.EXAMPLE_KEY),
                        lit(fingerprint).as(Rejected.SOURCE),
                        lit("CUDA error").as(Rejected.REASON))
                .write()
                .mode(SaveMode.Append)
                .parquet(task.output().resolve(LabelJob.REJECTED).toString());
        writeLogits(logits.join(lost, Logits.EXAMPLE_KEY, "left_anti"), SaveMode.Overwrite);
    }

    private Dataset<Row> table(String name) {
        return SPARK.read().parquet(task.output().resolve(name).toString());
    }

    private Dataset<Row> rejected() {
        return table(Rejected.TABLE).where(col(Rejected.STAGE).equalTo(Verbs.LABEL));
    }

    private Map<String, float[]> logits() {
        Map<String, float[]> logits = new HashMap<>();
        for (Row row :
                table(Logits.TABLE).select(Logits.EXAMPLE_KEY, Logits.LOGITS).collectAsList()) {
            assertThat(logits.put(row.getString(0), Floats.array(row, 1))).isNull();
        }
        return logits;
    }
}
