package io.sparkdistill.jobs.label;

import static org.apache.spark.sql.functions.col;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.sparkdistill.distill.Softmax;
import io.sparkdistill.fixtures.ModelServer;
import io.sparkdistill.fixtures.ModelServer.Fault;
import io.sparkdistill.format.ModelFormat;
import io.sparkdistill.inference.ModelCache;
import io.sparkdistill.jobs.LocalSpark;
import io.sparkdistill.jobs.StoredLogits;
import io.sparkdistill.jobs.TinyTask;
import io.sparkdistill.jobs.augment.AugmentJob;
import io.sparkdistill.jobs.job.InputException;
import io.sparkdistill.jobs.job.JobContext;
import io.sparkdistill.table.Logits;
import io.sparkdistill.table.Rejected;
import io.sparkdistill.table.SoftTargets;
import io.sparkdistill.teacher.ModelSource;
import io.sparkdistill.teacher.ModelStaging;
import io.sparkdistill.teacher.TextInput;
import io.sparkdistill.tokenizer.TokenizerOutput;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Labels by a real model behind a real HTTP server. */
class EndpointLabelTest {
    private static final String FILES =
            "{name=files, model=${data}/model.pt, tokenizer=${data}/tokenizer.json, max-tokens=16}";

    @TempDir
    Path folder;

    private TinyTask task;
    private ModelCache.Lease model;
    private ModelServer server;

    @BeforeEach
    void start() throws IOException {
        task = new TinyTask(folder);
        Files.writeString(task.file("prompt.txt"), "Is this {classes}?\n{text}");
        Files.writeString(task.file("key"), ModelServer.KEY + "\n");
        model = new ModelStaging(new Configuration())
                .stage(ModelSource.exported(
                                ModelFormat.TORCH_SCRIPT, task.file("model.pt").toString())
                        .classes(2)
                        .text(
                                task.file("tokenizer.json").toString(),
                                new TextInput(
                                        16,
                                        List.of(
                                                TokenizerOutput.INPUT_IDS,
                                                TokenizerOutput.ATTENTION_MASK,
                                                TokenizerOutput.TOKEN_TYPE_IDS))))
                .trial();
        server = ModelServer.start(model.model(), List.of("negative", "positive"));
    }

    @AfterEach
    void stop() {
        server.close();
        model.close();
    }

    private String endpoint(String... more) {
        return "{name=remote, endpoint=\"%s\", model=tiny, prompt=${data}/prompt.txt, class-tokens=[negative, positive], api-key-file=${data}/key, max-in-flight=4, timeout-seconds=6%s}"
                .formatted(server.address(), more.length == 0 ? "" : ", " + String.join(", ", more));
    }

    @Test
    void labelsAsTheModelOfFilesDoesInSpiteOfFaults() throws IOException {
        Fault[] all = Fault.values();
        server.faults(
                request -> request > 2 && request % 10 == 0 ? all[1 + request / 10 % (all.length - 1)] : Fault.NONE);

        LabelResult result =
                label("teachers=[" + FILES + ", " + endpoint() + "]", "input.unlabeled=[]", "input.test=[]");

        Map<String, float[]> files = logits("files");
        Map<String, float[]> remote = logits("remote");
        assertThat(remote.keySet()).isEqualTo(files.keySet());
        assertThat(result.teachers().get(1).labeled()).isEqualTo(files.size());
        remote.forEach((key, logits) -> assertThat(Softmax.softTargets(logits, 1))
                .containsExactly(Softmax.softTargets(files.get(key), 1), within(1e-4f)));
        long sent = server.asked().values().stream().mapToInt(Integer::intValue).sum();
        assertThat(server.asked()).hasSize(files.size() + 2); // The driver asks two texts.
        assertThat(sent).isLessThan((long) (1.15 * files.size()) + 4);
        assertThat(result.summary()).contains("asked of endpoints: %,d texts".formatted(files.size()));
        assertThat(ModelServer.filesWithTheKey(folder)).containsExactly("key");
    }

    @Test
    void rejectsARefusalWithTheAnswerAndReadsCompletions() throws IOException {
        List<String> texts = new ArrayList<>(TinyTask.sentences(50, 4));
        texts.add("please refuse this film");
        texts.add("a fragment of a film");
        task.writeUnlabeled(texts);

        LabelResult result = label("teachers=[" + endpoint("mode=completions") + "]");

        assertThat(result.teachers().get(0).rejected()).isEqualTo(2);
        assertThat(rows("rejected/stage=label")
                        .select(Rejected.KIND, Rejected.REASON)
                        .collectAsList())
                .containsExactlyInAnyOrder(
                        RowFactory.create("no-class", "the answer names no class: I cannot help with that."),
                        RowFactory.create("no-class", "the answer names no class: it is blank"));
    }

    @Test
    void countsAnswersWhereTheServerGivesNoLogProbabilities() throws IOException {
        server.withoutLogProbabilities();

        assertThatThrownBy(() -> label("teachers=[" + endpoint() + "]"))
                .isInstanceOf(InputException.class)
                .hasMessage(
                        "Cannot use teacher remote (teachers[0]): Cannot read an answer of tiny: the server gives no log-probabilities; set samples = 8 to count answers instead");

        label("teachers=[" + endpoint("samples=4") + "]");
        float[] logits = logits("remote").values().iterator().next();
        assertThat(Math.exp(Math.min(logits[0], logits[1]))).isEqualTo(0.1, within(1e-6));
    }

    @Test
    void stopsAtTheBudgetAndGoesOnInTheNextRun() throws IOException {
        String teachers = "teachers=[" + endpoint("price={input=1000, output=2000}") + "]";
        LabelResult first = label(teachers, "label.budget.max-tokens=4200");
        LabelResult.TeacherResult labeled = first.teachers().get(0);
        assertThat(21 * labeled.labeled()).isBetween(4158L, 4242L);
        assertThat(first.summary())
                .contains("label.budget is used up: %,d examples of remote are left for the next run"
                        .formatted(labeled.examples() - labeled.labeled()));
        assertThat(rows(SoftTargets.TABLE)
                        .where(col(SoftTargets.TEMPERATURE).equalTo(1))
                        .count())
                .isEqualTo(labeled.labeled());

        LabelResult second = label(teachers, "label.budget.max-rows=30");
        assertThat(second.teachers().get(0).before()).isEqualTo(labeled.labeled());
        assertThat(second.teachers().get(0).labeled()).isEqualTo(30);
        LabelResult cost = label(teachers, "label.budget.max-cost=0.66");
        assertThat(cost.teachers().get(0).labeled()).isEqualTo(30);

        LabelResult last = label(teachers);
        assertThat(last.left()).isZero();
        assertThat(logits("remote")).hasSize((int) labeled.examples());
        assertThat(server.asked().values().stream().filter(times -> times > 1)).hasSize(2);
    }

    /** The fingerprint does not cover the address, so that nothing is asked twice; what is new is asked at the new one. */
    @Test
    void asksAModelThatHasMovedAtItsNewAddress() throws IOException {
        label("teachers=[" + endpoint() + "]", "label.budget.max-rows=20");
        int first = server.asked().size();
        server.close();
        server = ModelServer.start(model.model(), List.of("negative", "positive"));

        LabelResult second = label("teachers=[" + endpoint() + "]", "label.budget.max-rows=20");

        assertThat(first).isGreaterThanOrEqualTo(20);
        assertThat(second.teachers().get(0).before()).isEqualTo(20);
        assertThat(second.teachers().get(0).labeled()).isEqualTo(20);
        assertThat(server.asked()).hasSizeGreaterThanOrEqualTo(20);
    }

    @Test
    void saysBeforeTheClusterWorksWhatIsWrong() throws IOException {
        Files.writeString(task.file("key"), "sk-another");
        assertThatThrownBy(() -> label("teachers=[" + endpoint() + "]"))
                .isInstanceOf(InputException.class)
                .hasMessage("Cannot use teacher remote (teachers[0]): Cannot ask tiny at %s: status 401: wrong key"
                        .formatted(server.address()));
        Files.delete(task.file("key"));
        assertThatThrownBy(() -> label("teachers=[" + endpoint() + "]"))
                .isInstanceOf(InputException.class)
                .hasMessageStartingWith("Cannot use teacher remote (teachers[0]): Cannot read the API key: ");
        Files.writeString(task.file("key"), ModelServer.KEY);
        server.faults(request -> Fault.BUSY);
        assertThatThrownBy(() -> label("teachers=[" + endpoint("max-retries=1") + "]"))
                .isInstanceOf(InputException.class)
                .hasMessage("Cannot use teacher remote (teachers[0]): Cannot ask tiny at %s: status 429: slow down, ***"
                        .formatted(server.address()));
    }

    private LabelResult label(String... overrides) {
        JobContext context = task.context(overrides);
        AugmentJob augment = new AugmentJob(context);
        augment.validate();
        augment.run(LocalSpark.session());
        LabelJob label = new LabelJob(context);
        label.validate();
        return (LabelResult) label.run(LocalSpark.session());
    }

    private Dataset<Row> rows(String table) {
        return LocalSpark.session().read().parquet(task.output().resolve(table).toString());
    }

    private Map<String, float[]> logits(String teacher) {
        return StoredLogits.byKey(
                StoredLogits.rows(task.output()).where(col(Logits.TEACHER).equalTo(teacher)));
    }
}
