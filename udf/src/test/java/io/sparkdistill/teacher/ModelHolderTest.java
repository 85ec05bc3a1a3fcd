package io.sparkdistill.teacher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import io.sparkdistill.fixtures.TinyTeacher;
import io.sparkdistill.text.TokenizerOutput;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelHolderTest {
    @TempDir
    Path folder;

    @AfterEach
    void close() {
        ModelHolder.closeAll();
    }

    @Test
    void lendsTheSameModelToAllAndKeepsItBetweenThem() throws IOException {
        write();
        LogitsModel<?> first;
        try (ModelHolder.Lease one = lease();
                ModelHolder.Lease two = lease()) {
            first = one.model();
            assertThat(two.model()).isSameAs(first);
        }
        try (ModelHolder.Lease later = lease()) {
            assertThat(later.model()).isSameAs(first);
        }
    }

    @Test
    void closesAModelOnLoanOnlyWhenItIsGivenBack() throws IOException {
        write();
        ModelHolder.Lease one = lease();
        ModelHolder.Lease two = lease();
        ModelHolder.closeAll();
        one.close();
        one.close();
        assertThat(answer(two.model())).isInstanceOf(Answer.Given.class);
        two.close();
        assertThatThrownBy(() -> answer(two.model())).isInstanceOf(IllegalStateException.class);
        try (ModelHolder.Lease next = lease()) {
            assertThat(next.model()).isNotSameAs(two.model());
            assertThat(answer(next.model())).isInstanceOf(Answer.Given.class);
        }
    }

    @Test
    void triesAgainAfterAModelThatCouldNotBeLoaded() throws IOException {
        assertThatThrownBy(this::lease).isInstanceOf(RuntimeException.class);
        write();
        try (ModelHolder.Lease lease = lease()) {
            assertThat(answer(lease.model())).isInstanceOf(Answer.Given.class);
        }
    }

    private void write() throws IOException {
        TinyTeacher.writeModel(folder.resolve("held-model.pt"), TinyTeacher.TWO_CLASSES);
        TinyTeacher.writeTokenizer(folder.resolve("held-tokenizer.json"));
    }

    private ModelHolder.Lease lease() {
        TextModelSpec spec =
                new TextModelSpec("tiny", "held", ModelFormat.TORCH_SCRIPT, 2, 16, List.of(TokenizerOutput.values()));
        return ModelHolder.lease(spec, ModelFiles.in(folder), Device.cpu());
    }

    private static <T extends Tokens> Answer answer(LogitsModel<T> model) {
        BatchLimits limits = new BatchLimits(8, 64, 8);
        TokenBudget budget = TokenBudget.fixed(limits.maxTokens());
        try (WindowedLabeler<T> labeler = new WindowedLabeler<>(model, limits, budget, Runnable::run, batch -> {})) {
            return labeler.prepare(List.of(new ModelInput("a good film", null, null)))
                    .get()
                    .get(0);
        }
    }
}
