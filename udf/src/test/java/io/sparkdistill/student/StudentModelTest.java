package io.sparkdistill.student;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.sparkdistill.network.BiLstm;
import io.sparkdistill.network.Example;
import io.sparkdistill.network.Mlp;
import io.sparkdistill.network.Pooling;
import io.sparkdistill.network.Samples;
import io.sparkdistill.network.WordVectors;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StudentModelTest {
    private static final BiLstm SMALL = new BiLstm(WordVectors.tuned(8), 6, 5, 0.1, Pooling.LAST);

    @Test
    void isTheSameAfterLoading(@TempDir Path folder) throws IOException {
        List<Example> examples = Samples.pairs(10, 1);
        try (StudentModel model = StudentModel.forText(SMALL, Samples.encoder(), 2, 3, 1)) {
            long bytes = model.save(folder);
            assertThat(bytes)
                    .isEqualTo(Files.size(folder.resolve("student.json"))
                            + Files.size(folder.resolve("vocabulary.txt"))
                            + Files.size(folder.resolve("parameters.safetensors")));
            try (StudentModel loaded = StudentModel.load(folder)) {
                assertThat(loaded.network()).isEqualTo(SMALL);
                assertThat(loaded.task()).isEqualTo(model.task());
                assertThat(loaded.encoder().orElseThrow().vocabulary().words())
                        .isEqualTo(Samples.encoder().vocabulary().words());
                assertThat(loaded.logits(examples)).isDeepEqualTo(model.logits(examples));
            }
        }
    }

    @Test
    void aStudentOfFeaturesHasNoVocabulary(@TempDir Path folder) throws IOException {
        try (StudentModel model = StudentModel.forFeatures(Mlp.standard(), 3, 2, 1)) {
            model.save(folder);
        }
        assertThat(folder.resolve("vocabulary.txt")).doesNotExist();
        assertThat(folder.resolve("student.json"))
                .hasContent(
                        """
                {
                  "type" : "network",
                  "version" : 2,
                  "network" : {
                    "type" : "mlp",
                    "hidden" : [ 256, 256 ],
                    "dropout" : 0.1
                  },
                  "task" : {
                    "vocabularySize" : 0,
                    "featureCount" : 3,
                    "sentences" : 0,
                    "classes" : 2
                  },
                  "maximumWords" : 0
                }""");
        try (StudentModel loaded = StudentModel.load(folder)) {
            assertThat(loaded.network()).isEqualTo(Mlp.standard());
            assertThat(loaded.encoder()).isEmpty();
        }
    }

    @Test
    void theSameSeedGivesTheSameBytes(@TempDir Path first, @TempDir Path second) throws IOException {
        for (Path folder : List.of(first, second)) {
            try (StudentModel model = StudentModel.forText(SMALL, Samples.encoder(), 1, 2, 7)) {
                model.save(folder);
            }
        }
        for (String file : List.of("student.json", "vocabulary.txt", "parameters.safetensors")) {
            assertThat(first.resolve(file)).hasSameBinaryContentAs(second.resolve(file));
        }
        try (StudentModel other = StudentModel.forText(SMALL, Samples.encoder(), 1, 2, 8)) {
            other.save(second);
        }
        assertThat(Files.mismatch(first.resolve("parameters.safetensors"), second.resolve("parameters.safetensors")))
                .isNotNegative();
    }

    @Test
    void givesLogitsInTheOrderOfTheExamples() {
        List<Example> examples = Samples.sentences(700, 1);
        try (StudentModel model = StudentModel.forText(SMALL, Samples.encoder(), 1, 2, 1)) {
            float[][] logits = model.logits(examples);

            assertThat(logits[650]).containsExactly(model.logits(List.of(examples.get(650)))[0], within(1e-5f));
            assertThat(model.logits(List.of())).isEmpty();
        }
    }

    @Test
    void aStudentOfGivenParametersAnswersButIsNotSaved(@TempDir Path folder) {
        List<Example> examples = Samples.sentences(3, 1);
        try (StudentModel model = StudentModel.forText(SMALL, Samples.encoder(), 1, 2, 1);
                StudentModel copy = StudentModel.of(SMALL, model.task(), model.exportParameters())) {
            assertThat(copy.logits(examples)).isDeepEqualTo(model.logits(examples));
            assertThatThrownBy(() -> copy.save(folder))
                    .hasMessage("Cannot save a student of text: it has no vocabulary: " + folder);
        }
    }

    @Test
    void refusesParametersOfAnotherNetwork() {
        try (StudentModel model = StudentModel.forFeatures(new Mlp(List.of(), 0), 3, 2, 1)) {
            assertThatThrownBy(() -> model.importParameters(new float[1][]))
                    .hasMessage("Cannot set the parameters: the network has 2 arrays: 1");
            assertThatThrownBy(() -> model.importParameters(new float[][] {{1}, {1, 2}}))
                    .hasMessage("Cannot set a parameter of shape (2, 3): the number of values does not match: 1");
        }
    }

    @Test
    void refusesFilesThatDoNotBelongTogether(@TempDir Path folder) throws IOException {
        try (StudentModel model = StudentModel.forText(SMALL, Samples.encoder(), 1, 2, 1)) {
            model.save(folder);
        }
        Files.writeString(folder.resolve("vocabulary.txt"), "<padding>\n<unknown>\na\n");

        assertThatThrownBy(() -> StudentModel.load(folder))
                .hasMessage(
                        "Cannot read the vocabulary %s: it must have 42 words: 3", folder.resolve("vocabulary.txt"));
    }

    @Test
    void namesAFileThatIsDamaged(@TempDir Path folder) throws IOException {
        try (StudentModel model = StudentModel.forFeatures(Mlp.standard(), 3, 2, 1)) {
            model.save(folder);
        }
        Path file = folder.resolve("parameters.safetensors");
        byte[] bytes = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(bytes, bytes.length - 5));
        assertThatThrownBy(() -> StudentModel.load(folder))
                .isInstanceOf(IOException.class)
                .hasMessage("Cannot read %s: the file is damaged: unexpected end", file);
        Files.write(file, Arrays.copyOf(bytes, 7));
        assertThatThrownBy(() -> StudentModel.load(folder))
                .isInstanceOf(IOException.class)
                .hasMessage("Cannot read %s: the file is damaged: unexpected end", file);
        ByteBuffer.wrap(bytes).putLong(0, Long.reverseBytes(-3));
        Files.write(file, bytes);
        assertThatThrownBy(() -> StudentModel.load(folder))
                .isInstanceOf(IOException.class)
                .hasMessage(
                        "Cannot read %s: the file is damaged: the header must have at most 100000000 bytes: 18446744073709551613",
                        file);
    }

    @Test
    void refusesParametersThatAreNotItsOwn(@TempDir Path folder, @TempDir Path other) throws IOException {
        try (StudentModel model = StudentModel.forFeatures(new Mlp(List.of(), 0), 3, 2, 1);
                StudentModel wider = StudentModel.forFeatures(new Mlp(List.of(), 0), 4, 2, 1);
                StudentModel deeper = StudentModel.forFeatures(new Mlp(List.of(5), 0), 3, 2, 1)) {
            model.save(folder);
            Path file = folder.resolve("parameters.safetensors");
            wider.save(other);
            Files.copy(other.resolve("parameters.safetensors"), file, StandardCopyOption.REPLACE_EXISTING);
            assertThatThrownBy(() -> StudentModel.load(folder))
                    .isInstanceOf(IOException.class)
                    .hasMessage("Cannot read %s: output.weight must have the shape [2, 3]: [2, 4]", file);
            deeper.save(other);
            Files.copy(other.resolve("parameters.safetensors"), file, StandardCopyOption.REPLACE_EXISTING);
            assertThatThrownBy(() -> StudentModel.load(folder))
                    .isInstanceOf(IOException.class)
                    .hasMessage("Cannot read %s: there must be 2 parameters: 4", file);
        }
    }
}
