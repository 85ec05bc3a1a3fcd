package io.sparkdistill.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sparkdistill.student.StudentModel;
import io.sparkdistill.text.HashedNgrams;
import io.sparkdistill.text.TextEncoder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StaticVectorsTest extends NetworkContract {
    private static final HashedNgrams NGRAMS = new HashedNgrams(2, 3, 5, 50);

    @Override
    Network network(WordVectors words, double dropout) {
        return new StaticVectors(words, HashedNgrams.NONE, 7, dropout);
    }

    @Override
    ParameterCount parameterCount() {
        return new ParameterCount(42 * (12 + 1), 12 * 7 + 7 + 7 * 2 + 2);
    }

    @Override
    long precomputedValuesPerWord() {
        return 0;
    }

    @Override
    boolean copiesTables() {
        return true;
    }

    @Override
    boolean dependsOnWordOrder() {
        return false;
    }

    private static StudentModel student(HashedNgrams ngrams) {
        TextEncoder words = Samples.encoder();
        Network network = new StaticVectors(WordVectors.tuned(3), ngrams, 0, 0);
        return StudentModel.forText(
                network,
                new TextEncoder(words.vocabulary(), words.maximumWords(), ngrams),
                Map.of("word3", new float[] {1, 2, 3}),
                1,
                2,
                1);
    }

    @Test
    void hasAVectorForEveryBucketOfNgrams() {
        try (StudentModel student = student(NGRAMS)) {
            assertThat(student.task().vocabularySize()).isEqualTo(42 + 50);
            assertThat(student.parameterCount()).isEqualTo(new ParameterCount(92 * (3 + 1), 3 * 2 + 2));
        }
    }

    @Test
    void pretrainedVectorsLeaveTheScoresAtZero() {
        try (StudentModel student = student(HashedNgrams.NONE)) {
            float[][] parameters = student.exportParameters();
            int word = Samples.encoder().vocabulary().id("word3").orElseThrow();
            assertThat(parameters[0]).containsSequence(1, 2, 3);
            assertThat(parameters[0][3 * word]).isEqualTo(1);
            for (float score : parameters[1]) {
                assertThat(score).isZero();
            }
        }
    }

    @Test
    void readsItsNgramsAfterSavingAndLoading(@TempDir Path folder) throws IOException {
        try (StudentModel student = student(NGRAMS)) {
            student.save(folder);
            try (StudentModel read = StudentModel.load(folder)) {
                String text = "word1 word2 unheardof";
                int[] ids = read.encoder().orElseThrow().encode(text);
                assertThat(ids).isEqualTo(student.encoder().orElseThrow().encode(text));
                assertThat(ids).hasSize(2 + 9 + 8 + 7 + 2).doesNotContain(0, 1);
                List<Example> examples = List.of(new Example(ids, null, null, Example.UNLABELED, null));
                assertThat(read.logits(examples)).isDeepEqualTo(student.logits(examples));
            }
        }
    }

    @Test
    void refusesAnEncoderOfOtherNgrams() {
        Network network = new StaticVectors(WordVectors.tuned(3), NGRAMS, 0, 0);
        assertThatThrownBy(() -> StudentModel.forText(network, Samples.encoder(), 1, 2, 1))
                .hasMessage(
                        "Cannot create a student: its network reads HashedNgrams[words=2, minimumCharacters=3, maximumCharacters=5, buckets=50] and its encoder gives HashedNgrams[words=1, minimumCharacters=1, maximumCharacters=0, buckets=0]");
    }

    @Test
    void refusesNegativeHiddenUnits() {
        assertThatThrownBy(() -> new StaticVectors(WordVectors.tuned(1), HashedNgrams.NONE, -1, 0))
                .hasMessage("Cannot create a static network: its hidden units must not be negative: -1");
    }
}
