package io.sparkdistill.jobs.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sparkdistill.fixtures.TinyTeacher;
import io.sparkdistill.inference.ModelCache;
import io.sparkdistill.inference.StagedModel;
import io.sparkdistill.jobs.TinyTask;
import io.sparkdistill.jobs.config.ConfigurationException;
import io.sparkdistill.jobs.job.InputException;
import io.sparkdistill.jobs.job.JobContext;
import io.sparkdistill.jobs.job.ResultSettings;
import io.sparkdistill.model.ModelInput;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.apache.commons.codec.digest.DigestUtils;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TeacherStagingTest {
    @TempDir
    Path folder;

    private TinyTask task;
    private String digest;

    @BeforeEach
    void write() throws IOException {
        task = new TinyTask(folder);
        try (InputStream in = Files.newInputStream(task.file("model.pt"))) {
            digest = DigestUtils.sha256Hex(in);
        }
    }

    private JobContext pinnedTo(String sha256) {
        return task.context(
                "teachers=[{name=tiny, model=${data}/model.pt, tokenizer=${data}/tokenizer.json, max-tokens=16, sha256=\""
                        + sha256 + "\"}]");
    }

    private static StagedModel stage(JobContext context) {
        return new TeacherStaging(context.hadoop(), 2)
                .stage(context.config().teachers().get(0));
    }

    @Test
    void aPinnedModelIsTheSameTeacherAsOneThatIsNot() {
        JobContext pinned = pinnedTo(digest.toUpperCase(Locale.ROOT));
        JobContext free = task.context();
        assertThat(stage(pinned).spec().fingerprint())
                .isEqualTo(stage(free).spec().fingerprint());
        assertThat(ResultSettings.teachers(pinned.config())).isEqualTo(ResultSettings.teachers(free.config()));
    }

    @Test
    void anotherFileThanThePinnedOneIsRefused() throws IOException {
        JobContext context = pinnedTo(digest);
        Files.write(task.file("model.pt"), new byte[] {1, 2, 3});
        assertThatThrownBy(() -> stage(context))
                .isInstanceOf(InputException.class)
                .hasMessage(
                        "Cannot use teachers[0].model: the SHA-256 of %s is %s, not %s; restore the file, or change teachers[0].sha256 if you trust the new one",
                        task.file("model.pt"), DigestUtils.sha256Hex(new byte[] {1, 2, 3}), digest);
    }

    private JobContext zeroShot(String settings) {
        return task.context(
                "task.class-names=[bad, good]",
                "teachers=[{name=nli, model=${data}/model.pt, tokenizer=${data}/tokenizer.json, max-tokens=16, zero-shot=%s}]"
                        .formatted(settings));
    }

    @Test
    void aZeroShotTeacherFindsItsOutputForEntailment() throws IOException {
        TinyTeacher.writeModel(task.file("model.pt"), TinyTeacher.ENTAILMENT_OF_PAIRS);
        String hypothesis = "{hypothesis=\"a {class} film\"}";
        Files.writeString(
                task.file("config.json"),
                "{\"id2label\": {\"0\": \"CONTRADICTION\", \"1\": \"NEUTRAL\", \"2\": \"ENTAILMENT\"}}");
        StagedModel found = stage(zeroShot(hypothesis));
        Files.delete(task.file("config.json"));
        StagedModel named =
                stage(zeroShot("{hypothesis=\"a {class} film\", outputs=[contradiction, neutral, entailment]}"));

        assertThat(named.spec().fingerprint()).isEqualTo(found.spec().fingerprint());
        try (ModelCache.Lease lease = named.trial()) {
            assertThat(lease.model()
                            .tokenize(new ModelInput("good film", null, null))
                            .count())
                    .isEqualTo(16);
        }
        assertThatThrownBy(() -> stage(zeroShot(hypothesis)))
                .isInstanceOf(InputException.class)
                .hasMessage(
                        "Cannot use teachers[0].zero-shot: no config.json beside %s names its outputs; take a model of"
                                        .formatted(task.file("model.pt"))
                                + " natural-language inference, or name its outputs in order: teachers[0].zero-shot.outputs ="
                                + " [contradiction, neutral, entailment]");
        assertThatThrownBy(() -> stage(zeroShot("{hypothesis=\"a {class} film\", outputs=[negative, positive]}")))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("is entailment: [negative, positive]");
    }

    @Test
    void aZeroShotTeacherNeedsAHypothesisWithTheClass() {
        assertThatThrownBy(() -> zeroShot("{hypothesis=\"a film\"}"))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("teachers[0].zero-shot.hypothesis must contain {class}: a film");
        assertThatThrownBy(() -> zeroShot("{outputs=[entailment]}"))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("teachers[0].zero-shot.outputs must not be given without a hypothesis");
    }

    @Test
    void aPinThatIsNoneIsRefused() {
        assertThatThrownBy(() -> pinnedTo("abc"))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("teachers[0].sha256 must be 64 hexadecimal digits: abc");
        assertThatThrownBy(() -> task.context("teachers=[{name=tiny, model=somewhere, sha256=" + digest + "}]"))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("teachers[0].sha256 must not be given for a student or an endpoint");
    }
}
