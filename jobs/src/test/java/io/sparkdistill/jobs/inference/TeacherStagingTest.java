package io.sparkdistill.jobs.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sparkdistill.inference.StagedModel;
import io.sparkdistill.jobs.TinyTask;
import io.sparkdistill.jobs.config.ConfigurationException;
import io.sparkdistill.jobs.job.InputException;
import io.sparkdistill.jobs.job.JobContext;
import io.sparkdistill.jobs.job.ResultSettings;
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
