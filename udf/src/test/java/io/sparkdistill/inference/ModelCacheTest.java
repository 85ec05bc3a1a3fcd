package io.sparkdistill.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import io.sparkdistill.batching.BatchLimits;
import io.sparkdistill.batching.TokenBudget;
import io.sparkdistill.batching.TokenizerThreads;
import io.sparkdistill.batching.WindowedLabeler;
import io.sparkdistill.fixtures.TinyTeacher;
import io.sparkdistill.format.ModelFormat;
import io.sparkdistill.model.LogitsModel;
import io.sparkdistill.model.ModelInput;
import io.sparkdistill.model.RowResult;
import io.sparkdistill.teacher.ModelOutput;
import io.sparkdistill.teacher.TextInput;
import io.sparkdistill.teacher.TextModelSpec;
import io.sparkdistill.tokenizer.TokenizerOutput;
import io.sparkdistill.tokenizer.Tokens;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.SparkEnv;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelCacheTest {
    @TempDir
    Path folder;

    @AfterEach
    void close() {
        set("idle-minutes", "10");
        set("max-loaded", "8");
        ModelCache.closeAll();
    }

    /** In the configuration of the Spark of this JVM, if there is one already. */
    private static void set(String key, String value) {
        System.setProperty("spark.distill.models." + key, value);
        if (SparkEnv.get() != null) {
            SparkEnv.get().conf().set("spark.distill.models." + key, value);
        }
    }

    @Test
    void lendsTheSameModelToAllAndKeepsItBetweenThem() throws IOException {
        write();
        LogitsModel<?> first;
        try (ModelCache.Lease one = lease();
                ModelCache.Lease two = lease()) {
            first = one.model();
            assertThat(two.model()).isSameAs(first);
        }
        try (ModelCache.Lease later = lease()) {
            assertThat(later.model()).isSameAs(first);
        }
    }

    @Test
    void closesAModelOnLoanOnlyWhenItIsGivenBack() throws IOException {
        write();
        ModelCache.Lease one = lease();
        ModelCache.Lease two = lease();
        ModelCache.closeAll();
        one.close();
        one.close();
        assertThat(answer(two.model())).isInstanceOf(RowResult.Prediction.class);
        two.close();
        assertThatThrownBy(() -> answer(two.model())).isInstanceOf(IllegalStateException.class);
        try (ModelCache.Lease next = lease()) {
            assertThat(next.model()).isNotSameAs(two.model());
            assertThat(answer(next.model())).isInstanceOf(RowResult.Prediction.class);
        }
    }

    @Test
    void unloadsAnIdleModel() throws IOException {
        write();
        set("idle-minutes", "0");
        ModelCache.Lease lease = lease();
        assertThat(answer(lease.model())).isInstanceOf(RowResult.Prediction.class);
        lease.close();
        assertThatThrownBy(() -> answer(lease.model())).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void unloadsTheLeastRecentlyUsedAboveTheLimitButNoneOnLoan() throws IOException {
        write();
        set("max-loaded", "2");
        ModelCache.Lease first = lease("first");
        ModelCache.Lease second = lease("second");
        ModelCache.Lease third = lease("third");
        for (ModelCache.Lease lease : List.of(first, second, third)) {
            assertThat(answer(lease.model())).isInstanceOf(RowResult.Prediction.class);
        }
        second.close();
        assertThatThrownBy(() -> answer(second.model())).isInstanceOf(IllegalStateException.class);
        third.close();
        first.close();
        lease("fourth").close();
        assertThatThrownBy(() -> answer(third.model())).isInstanceOf(IllegalStateException.class);
        assertThat(answer(first.model())).isInstanceOf(RowResult.Prediction.class);
    }

    @Test
    void aTrialIsUnloadedAtOnceAndSharesNothing() throws IOException {
        write();
        try (ModelCache.Lease lease = lease()) {
            ModelCache.Lease trial = ModelCache.trial(spec("held"), files(), Device.cpu());
            assertThat(trial.model()).isNotSameAs(lease.model());
            trial.close();
            assertThatThrownBy(() -> answer(trial.model())).isInstanceOf(IllegalStateException.class);
            assertThat(answer(lease.model())).isInstanceOf(RowResult.Prediction.class);
        }
    }

    @Test
    void refusesASettingThatIsNoNumber() {
        set("max-loaded", "many");
        assertThatThrownBy(this::lease)
                .hasMessage("Cannot configure models: spark.distill.models.max-loaded must be a whole number: many");
        set("max-loaded", "0");
        assertThatThrownBy(this::lease)
                .hasMessage("Cannot configure models: spark.distill.models.max-loaded must be at least 1: 0");
    }

    @Test
    void triesAgainAfterAModelThatCouldNotBeLoaded() throws IOException {
        assertThatThrownBy(this::lease).isInstanceOf(RuntimeException.class);
        write();
        try (ModelCache.Lease lease = lease()) {
            assertThat(answer(lease.model())).isInstanceOf(RowResult.Prediction.class);
        }
    }

    private void write() throws IOException {
        TinyTeacher.writeModel(folder.resolve("held-model.pt"), TinyTeacher.TWO_CLASSES);
        TinyTeacher.writeTokenizer(folder.resolve("held-tokenizer.json"));
    }

    private ModelCache.Lease lease() {
        return lease("held");
    }

    private ModelCache.Lease lease(String fingerprint) {
        return ModelCache.lease(spec(fingerprint), files(), Device.cpu());
    }

    private static TextModelSpec spec(String fingerprint) {
        return new TextModelSpec(
                ModelIdentity.named("tiny").withFingerprint(fingerprint).withClasses(2),
                ModelFormat.TORCH_SCRIPT,
                new TextInput(16, List.of(TokenizerOutput.values())),
                ModelOutput.LOGITS);
    }

    /** The same files for every fingerprint. */
    private ModelFiles files() {
        String path = folder.toString();
        return (fingerprint, name) -> Path.of(path, "held-" + name);
    }

    private static <T extends Tokens> RowResult answer(LogitsModel<T> model) {
        BatchLimits limits = new BatchLimits(8, 64, 8);
        TokenBudget budget = TokenBudget.fixed(limits.maxTokens());
        try (WindowedLabeler<T> labeler =
                new WindowedLabeler<>(model, limits, budget, TokenizerThreads.TASK, batch -> {})) {
            return labeler.prepare(List.of(new ModelInput("a good film", null, null)))
                    .get()
                    .get(0);
        }
    }
}
