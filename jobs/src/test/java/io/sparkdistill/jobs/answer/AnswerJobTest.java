package io.sparkdistill.jobs.answer;

import static org.apache.spark.sql.functions.col;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sparkdistill.fixtures.ModelServer;
import io.sparkdistill.fixtures.TinyTeacher;
import io.sparkdistill.inference.ModelCache;
import io.sparkdistill.inference.StagedModel;
import io.sparkdistill.jobs.LocalSpark;
import io.sparkdistill.jobs.TinyTask;
import io.sparkdistill.jobs.augment.AugmentJob;
import io.sparkdistill.jobs.cascade.CascadeJob;
import io.sparkdistill.jobs.config.ConfigurationException;
import io.sparkdistill.jobs.inference.TeacherStaging;
import io.sparkdistill.jobs.job.InputException;
import io.sparkdistill.jobs.job.Job;
import io.sparkdistill.jobs.job.JobContext;
import io.sparkdistill.jobs.job.JobResult;
import io.sparkdistill.jobs.label.LabelJob;
import io.sparkdistill.jobs.pipeline.Pipeline;
import io.sparkdistill.sql.DistillFunctions;
import io.sparkdistill.table.Answers;
import io.sparkdistill.table.TransferSet;
import io.sparkdistill.teacher.FittedCascade;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.commons.io.FileUtils;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AnswerJobTest {
    private static final String[] SETTINGS = {
        "train.baseline.enabled=false",
        "train.epochs=12",
        "train.learning-rate=0.01",
        "cascade.target=0.8",
        "answer.input=[{path=${data}/night, format=csv, text=text, label=label}]"
    };

    @TempDir
    private static Path folder;

    private static TinyTask task;
    private static SparkSession sql;

    @BeforeAll
    static void train() throws IOException {
        task = new TinyTask(folder);
        JobContext context = context();
        Pipeline.jobs(context).forEach(AnswerJobTest::run);
        run(new CascadeJob(context));
        FileUtils.copyDirectory(
                task.output().toFile(), folder.resolve("trained").toFile());
        sql = LocalSpark.session().newSession();
        DistillFunctions.register(sql);
    }

    @BeforeEach
    void restore() throws IOException {
        FileUtils.deleteDirectory(folder.resolve("night").toFile());
        FileUtils.deleteDirectory(task.output().toFile());
        FileUtils.copyDirectory(
                folder.resolve("trained").toFile(), task.output().toFile());
    }

    private static JobContext context(String... overrides) {
        return task.context(Stream.of(SETTINGS, overrides).flatMap(Stream::of).toArray(String[]::new));
    }

    private static JobResult run(Job job) {
        job.validate();
        return job.run(LocalSpark.session());
    }

    private static AnswerResult answer(String... overrides) {
        return (AnswerResult) run(new AnswerJob(context(overrides)));
    }

    private static void write(String file, List<String> texts) throws IOException {
        List<String> lines = new ArrayList<>(List.of("text,label"));
        texts.forEach(text -> lines.add(text + "," + (text.contains("good") ? 1 : 0)));
        Files.createDirectories(folder.resolve("night"));
        Files.write(folder.resolve("night").resolve(file), lines);
    }

    private static Dataset<Row> answers() {
        return LocalSpark.session()
                .read()
                .parquet(task.output().resolve(Answers.TABLE).toString());
    }

    /** Returns those of some texts on which the student is unsure, by SQL. */
    private static List<String> unsure(List<String> texts) throws IOException {
        FittedCascade cascade = cascade();
        double threshold = cascade.require(cascade.target()).margin();
        sql.createDataset(texts, Encoders.STRING()).toDF("text").createOrReplaceTempView("texts");
        return sql.sql("SELECT DISTINCT text, sort_array(student_logits('%s', text), false) AS l FROM texts"
                        .formatted(task.output()))
                .where("double(l[0]) - double(l[1]) < " + threshold)
                .select("text")
                .as(Encoders.STRING())
                .collectAsList();
    }

    @Test
    void answersEveryTextOnceAsSqlDoes() throws IOException {
        List<String> texts = new ArrayList<>(TinyTask.sentences(80, 7));
        texts.addAll(texts.subList(0, 10));
        texts.add("  ");
        write("one.csv", texts);
        Set<String> distinct = new TreeSet<>(texts.subList(0, 80));
        long asked = unsure(texts.subList(0, 80)).size();

        AnswerResult result = answer();

        AnswerCounts counts = result.counts();
        assertThat(counts.read()).isEqualTo(91);
        assertThat(counts.unusable()).isEqualTo(1);
        assertThat(counts.distinct()).isEqualTo(distinct.size());
        assertThat(counts.teacher()).isEqualTo(asked).isPositive();
        assertThat(counts.student()).isEqualTo(distinct.size() - asked).isPositive();
        sql.read().parquet(task.output().resolve(Answers.TABLE).toString()).createOrReplaceTempView("stored");
        List<Row> rows = sql.sql("SELECT predicted, cascade_class('%s', '%s', text), answered_by, text FROM stored"
                        .formatted(task.output(), folder))
                .collectAsList();
        assertThat(rows).hasSameSizeAs(distinct).allSatisfy(row -> assertThat(row.getInt(0))
                .isEqualTo(row.getInt(1)));
        long right = texts.subList(0, 90).stream()
                .filter(text -> rows.stream()
                        .anyMatch(row ->
                                row.getString(3).equals(text) && row.getInt(0) == (text.contains("good") ? 1 : 0)))
                .count();
        assertThat(result.labels()).isEqualTo(new AnswerResult.Labels(90, right));
        assertThat(result.summary())
                .contains("right on 90 labeled rows: ")
                .contains("times less than without a student")
                .endsWith("run %s, cascade %s".formatted(task.run().getFileName(), result.cascade()));
        assertThat(task.run().resolve(result.file())).content().contains("\"askedInValidation\"");
        assertThat(rejected("answer")).isEqualTo(1);
    }

    @Test
    void theNextNightAnswersWhatIsNewAndAsksForNothingTwice() throws IOException {
        write("one.csv", TinyTask.sentences(60, 7));
        AnswerCounts first = answer().counts();
        write("two.csv", TinyTask.sentences(60, 8));

        AnswerCounts second = answer().counts();
        AnswerCounts third = answer().counts();

        assertThat(second.before()).isEqualTo(first.distinct());
        assertThat(second.beforeByTeacher()).isEqualTo(first.teacher());
        assertThat(second.student() + second.teacher()).isEqualTo(second.distinct() - first.distinct());
        assertThat(third.before()).isEqualTo(second.distinct());
        assertThat(answers().select(Answers.EXAMPLE_KEY).distinct().count()).isEqualTo(second.distinct());
        assertThat(answers().count()).isEqualTo(second.distinct());
    }

    @Test
    void aTextThatTheTeacherRejectsIsNotAskedForAgain() throws IOException {
        write("one.csv", List.of("film good", "film poison"));

        AnswerCounts first = answer().counts();
        AnswerCounts second = answer().counts();

        assertThat(first.distinct()).isEqualTo(2);
        assertThat(second.rejected()).isEqualTo(first.rejected());
        assertThat(second.before() + second.rejected()).isEqualTo(2);
    }

    @Test
    void stopsAtTheBudgetAndGoesOnInTheNextRun() throws IOException {
        List<String> hard = unsure(TinyTask.sentences(600, 9));
        write("one.csv", hard);
        Files.writeString(folder.resolve("prompt.txt"), "Which class?\n{text}");
        Files.writeString(folder.resolve("key"), ModelServer.KEY);
        StagedModel files = stage(context());
        try (ModelCache.Lease model = files.trial();
                ModelServer server = ModelServer.start(model.model(), List.of("negative", "positive"))) {
            String teachers =
                    "teachers=[{name=tiny, endpoint=\"%s\", model=tiny, prompt=\"%s\", api-key-file=\"%s\", class-tokens=[negative, positive], price={input=1000}}]"
                            .formatted(server.address(), folder.resolve("prompt.txt"), folder.resolve("key"));
            askInstead(context(teachers));

            AnswerResult first = answer(teachers, "label.budget.max-rows=5");
            AnswerResult last = answer(teachers);

            assertThat(first.counts())
                    .isEqualTo(new AnswerCounts(hard.size(), 0, hard.size(), 0, 0, 0, 5, 0, hard.size() - 5));
            assertThat(first.summary())
                    .contains("label.budget is used up: %,d texts are left for the next run".formatted(hard.size() - 5))
                    .contains(
                            "asked of endpoints: 5 texts, 5 requests, 100 tokens of prompts, 5 of answers, cost 0.1000");
            assertThat(last.counts())
                    .isEqualTo(new AnswerCounts(hard.size(), 0, hard.size(), 5, 5, 0, hard.size() - 5, 0, 0));
            assertThat(hard).allSatisfy(text -> assertThat(server.asked()).containsEntry(text, 1));
        }
        assertThat(answers().count()).isEqualTo(hard.size());
        assertThat(ModelServer.filesWithTheKey(folder)).containsExactly("key");
    }

    @Test
    void asksATeacherWhoseHiddenStatesAreStoredAndSqlAsksItWithoutThem() throws IOException {
        List<String> hard = unsure(TinyTask.sentences(600, 9)).subList(0, 5);
        write("one.csv", hard);
        Path other = Files.createDirectories(folder.resolve("hidden"));
        TinyTeacher.writeModel(other.resolve("model.pt"), TinyTeacher.WITH_HIDDEN);
        TinyTeacher.writeTokenizer(other.resolve("tokenizer.json"));
        String[] settings = {
            "label.hidden=true",
            "teachers=[{name=tiny, model=\"%1$s/model.pt\", tokenizer=\"%1$s/tokenizer.json\", max-tokens=16}]"
                    .formatted(other)
        };
        askInstead(context(settings));

        assertThat(answer(settings).counts().teacher()).isEqualTo(5);
        sql.read().parquet(task.output().resolve(Answers.TABLE).toString()).createOrReplaceTempView("stored");
        assertThat(sql.sql("SELECT predicted = cascade_class('%s', '%s', text) FROM stored"
                                .formatted(task.output(), other))
                        .as(Encoders.BOOLEAN())
                        .collectAsList())
                .hasSize(5)
                .containsOnly(true);
    }

    @Test
    void asksTheFileThatWasChosen() throws IOException {
        List<String> hard = unsure(TinyTask.sentences(600, 9)).subList(0, 5);
        write("one.csv", hard);
        TinyTeacher.writeModel(folder.resolve("slow.pt"), TinyTeacher.SLOW);
        String choosing =
                "teachers=[{name=tiny, model=${data}/slow.pt, alternatives=[${data}/model.pt], choose=fastest, tokenizer=${data}/tokenizer.json, max-tokens=16}]";

        assertThat(answer(choosing).counts().teacher()).isEqualTo(5);
        FileUtils.deleteDirectory(task.run().resolve(FittedCascade.ARTIFACT).toFile());
        run(new CascadeJob(context(choosing)));
        assertThat(cascade().teacher().model())
                .isEqualTo(folder.resolve("model.pt").toString());
    }

    private static StagedModel stage(JobContext context) {
        return TeacherStaging.ofLabelers(context.hadoop(), context.config())
                .stage(context.config().teachers().get(0));
    }

    private static FittedCascade cascade() throws IOException {
        return FittedCascade.parse(Files.readString(task.run().resolve(FittedCascade.FILE)));
    }

    /** Lets the cascade be that of another teacher, without another student. */
    private static void askInstead(JobContext context) throws IOException {
        Path file = task.run().resolve(FittedCascade.FILE);
        Files.writeString(
                file,
                Files.readString(file)
                        .replace(
                                cascade().teacher().fingerprint(),
                                stage(context).spec().fingerprint()));
    }

    @Test
    void otherTextsThanThoseOfTheValidationGiveAnAlarm() throws IOException {
        List<String> hard = unsure(TinyTask.sentences(600, 9));
        write("one.csv", hard);

        AnswerResult result = answer();

        assertThat(result.asked()).isEqualTo(1);
        assertThat(result.drifts()).isTrue();
        assertThat(result.summary())
                .contains("warning: the teacher is asked for 100.0 %% of the texts, but for %.1f %% of the validation"
                        .formatted(100 * result.askedInValidation()));
        assertThat(answer("cascade.drift-tolerance=0.999").drifts()).isFalse();
    }

    @Test
    void whatTheTeacherHasAnsweredBecomesExamplesThatAreNotAskedForAgain() throws IOException {
        List<String> texts = new ArrayList<>(TinyTask.sentences(80, 11));
        write("one.csv", texts);
        AnswerCounts counts = answer().counts();
        JobContext learning = context("cascade.learn=true");
        Dataset<Row> before = transferSet();
        Set<String> known = new TreeSet<>(
                before.select(TransferSet.TEXT).as(Encoders.STRING()).collectAsList());
        known.addAll(LocalSpark.session()
                .read()
                .parquet(task.output().resolve(TransferSet.EVALUATION_TABLE).toString())
                .select(TransferSet.TEXT)
                .as(Encoders.STRING())
                .collectAsList());
        Set<String> asked = new TreeSet<>(answers()
                .where(col(Answers.ANSWERED_BY).equalTo(Answers.TEACHER))
                .select(Answers.TEXT)
                .as(Encoders.STRING())
                .collectAsList());
        asked.removeAll(known);

        run(new AugmentJob(learning));
        String labeled = run(new LabelJob(learning)).summary();

        assertThat(counts.teacher()).isPositive();
        assertThat(asked).isNotEmpty();
        assertThat(transferSet()
                        .where(col(TransferSet.TEXT).isin(asked.toArray()))
                        .select(TransferSet.ORIGIN)
                        .as(Encoders.STRING())
                        .collectAsList())
                .hasSameSizeAs(asked)
                .containsOnly("unlabeled");
        // Distinct, labeled before, labeled now.
        assertThat(labeled).containsPattern("tiny[^0-9]+[0-9,]+[^0-9]+[0-9,]+[^0-9]+0[^0-9]");
    }

    private static Dataset<Row> transferSet() {
        return LocalSpark.session()
                .read()
                .parquet(task.output().resolve(TransferSet.TABLE).toString());
    }

    private static long rejected(String stage) {
        return LocalSpark.session()
                .read()
                .parquet(task.output().resolve("rejected/stage=" + stage).toString())
                .count();
    }

    @Test
    void whatCannotAnswerIsAnError() throws IOException {
        write("one.csv", List.of("good film"));
        assertThatThrownBy(() -> answer("answer.input=[]"))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage(
                        "Cannot answer: answer.input is empty; name the texts: answer.input = [{path = ..., text = ...}]");
        assertThatThrownBy(() -> answer("cascade.target=0.7"))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("it was made with other settings (cascade.target); run `cascade` first");
        assertThatThrownBy(
                        () -> answer(
                                "teachers=[{name=tiny, model=${data}/model.pt, tokenizer=${data}/tokenizer.json, max-tokens=12}]"))
                .isInstanceOf(InputException.class)
                .hasMessageStartingWith(
                        "Cannot answer: the cascade of run %s was fitted with the teacher tiny of fingerprint "
                                .formatted(task.run().getFileName()));
        Files.delete(task.output().resolve("current.json"));
        assertThatThrownBy(AnswerJobTest::answer)
                .isInstanceOf(InputException.class)
                .hasMessage("Cannot answer: no run is served; run `pipeline` first, or `promote`, and `cascade`");
    }
}
