package io.sparkdistill.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.sparkdistill.distill.Softmax;
import io.sparkdistill.fixtures.ModelServer;
import io.sparkdistill.fixtures.ModelServer.Fault;
import io.sparkdistill.fixtures.TinyTeacher;
import io.sparkdistill.format.ModelFormat;
import io.sparkdistill.inference.ModelCache;
import io.sparkdistill.jobs.augment.AugmentJob;
import io.sparkdistill.jobs.job.JobContext;
import io.sparkdistill.jobs.label.LabelJob;
import io.sparkdistill.table.TransferSet;
import io.sparkdistill.teacher.ModelSource;
import io.sparkdistill.teacher.ModelStaging;
import io.sparkdistill.teacher.TextInput;
import io.sparkdistill.tokenizer.TokenizerOutput;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.commons.io.FileUtils;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * Labels by a model behind an endpoint of which every tenth request fails, while an executor and then the driver is
 * killed. {@code -Dspark-distill.endpoint-kill=run} runs it.
 */
@EnabledIfSystemProperty(named = "spark-distill.endpoint-kill", matches = "run", disabledReason = "takes minutes")
class EndpointKillIT {
    private static final int ROWS = 400;
    private static final int CHUNK = 60;
    private static final int IN_FLIGHT = 4;
    private static final int LIMIT_SECONDS = 300;

    @TempDir
    Path folder;

    private TinyTask task;
    private ModelCache.Lease model;
    private ModelServer server;
    private Process driver;

    @BeforeEach
    void start() throws IOException {
        task = new TinyTask(folder);
        TinyTeacher.writeModel(task.file("model.pt"), TinyTeacher.TWO_CLASSES);
        List<String> sentences = new ArrayList<>();
        for (int i = 0; i < ROWS; i++) {
            sentences.add(TinyTask.sentences(1, i).get(0) + " number" + i);
        }
        task.writeUnlabeled(sentences);
        Files.writeString(task.file("prompt.txt"), "Is this {classes}?\n{text}");
        model = new ModelStaging(new Configuration())
                .stage(ModelSource.exported(
                                ModelFormat.TORCH_SCRIPT, task.file("model.pt").toString())
                        .classes(2)
                        .text(
                                task.file("tokenizer.json").toString(),
                                new TextInput(16, List.of(TokenizerOutput.values()))))
                .trial();
        server = ModelServer.start(model.model(), List.of("negative", "positive"));
        server.latency(20);
        Fault[] all = Fault.values();
        server.faults(
                request -> request > 2 && request % 10 == 0 ? all[1 + request / 10 % (all.length - 1)] : Fault.NONE);
    }

    @AfterEach
    void stop() {
        if (driver != null) {
            Launcher.kill(driver);
        }
        server.close();
        model.close();
    }

    private List<String> settings(String output) {
        return task.settings(
                "teachers=[{name=remote, endpoint=\"%s\", model=tiny, prompt=${data}/prompt.txt, class-tokens=[negative, positive], api-key-env=DISTILL_TEST_KEY, max-in-flight=%d, timeout-seconds=6}]"
                        .formatted(server.address(), IN_FLIGHT),
                "input.train=[]",
                "input.validation=[]",
                "input.test=[]",
                "label.commit-rows=" + CHUNK,
                "label.window-rows=15",
                "output=" + folder.resolve(output));
    }

    private void start(String file) throws IOException {
        List<String> arguments = new ArrayList<>(List.of(
                "label", "--master", "local-cluster[2,1,1024]", "--conf", "spark.executor.memory=800m", "--verbose"));
        settings("disturbed").forEach(setting -> arguments.addAll(List.of("--set", setting)));
        driver = Launcher.start(
                folder,
                folder.resolve(file),
                Map.of("DISTILL_TEST_KEY", ModelServer.KEY),
                arguments.toArray(String[]::new));
    }

    @Test
    void faultsAndKillsChangeNoLogitAndShowNoKey() throws Exception {
        Map<String, float[]> undisturbed = labelByFile();
        FileUtils.copyDirectory(
                folder.resolve("files").resolve(TransferSet.TABLE).toFile(),
                folder.resolve("disturbed").resolve(TransferSet.TABLE).toFile());
        FileUtils.copyDirectory(
                folder.resolve("files").resolve(TransferSet.EVALUATION_TABLE).toFile(),
                folder.resolve("disturbed")
                        .resolve(TransferSet.EVALUATION_TABLE)
                        .toFile());

        start("first.out");
        awaitCommits(1);
        Launcher.killAnExecutor(driver);
        awaitCommits(3);
        Launcher.kill(driver);
        start("second.out");
        assertThat(driver.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)).isTrue();

        assertThat(driver.exitValue())
                .as(Files.readString(folder.resolve("second.out")))
                .isZero();
        Map<String, float[]> remote = logits("disturbed");
        assertThat(remote.keySet()).isEqualTo(undisturbed.keySet());
        remote.forEach((key, logits) -> assertThat(Softmax.softTargets(logits, 1))
                .containsExactly(Softmax.softTargets(undisturbed.get(key), 1), within(1e-4f)));
        long sent = server.asked().values().stream().mapToInt(Integer::intValue).sum();
        System.out.printf("%d texts, %d requests%n", undisturbed.size(), sent);
        // A tenth of all requests is repeated; each kill repeats at most the commit that is under way.
        assertThat(sent).isLessThanOrEqualTo((long) ((undisturbed.size() + 2 * CHUNK) / 0.9) + 10);
        // Tables, configurations, plans and all that was printed.
        assertThat(ModelServer.filesWithTheKey(folder)).isEmpty();
    }

    private Map<String, float[]> labelByFile() {
        List<String> settings = new ArrayList<>(settings("files"));
        settings.add(
                "teachers=[{name=files, model=${data}/model.pt, tokenizer=${data}/tokenizer.json, max-tokens=16}]");
        JobContext context = task.context(settings.toArray(String[]::new));
        AugmentJob augment = new AugmentJob(context);
        augment.validate();
        augment.run(LocalSpark.session());
        LabelJob label = new LabelJob(context);
        label.validate();
        label.run(LocalSpark.session());
        return logits("files");
    }

    private void awaitCommits(int count) throws Exception {
        StoredLogits.awaitCommits(
                count,
                folder.resolve("disturbed"),
                driver,
                folder.resolve("first.out"),
                Duration.ofSeconds(LIMIT_SECONDS));
    }

    private Map<String, float[]> logits(String output) {
        return StoredLogits.byKey(StoredLogits.rows(folder.resolve(output)));
    }
}
