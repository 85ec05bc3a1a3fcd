package io.sparkdistill.student;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sparkdistill.network.BiLstm;
import io.sparkdistill.network.Mlp;
import io.sparkdistill.network.Pooling;
import io.sparkdistill.network.TaskShape;
import io.sparkdistill.network.WordVectors;
import io.sparkdistill.tokenizer.TokenizerOutput;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StudentJsonTest {
    private static final String FILE = "hdfs://models/student.json";
    private static final List<StudentDescription> DESCRIPTIONS = List.of(
            new StudentDescription.Network(2, new Mlp(List.of(4), 0.5), TaskShape.features(3, 2), 0),
            new StudentDescription.Logistic(2, new LogisticModel.Shape(1, 8, 2, 3)),
            new StudentDescription.Trees(2, new TreeShape(4, 2, 3, 21, 0.5)),
            new StudentDescription.BoostedTrees(2, new TreeShape(5, 3, 6, 30, 2)),
            new StudentDescription.TorchScript(
                    2, new TorchScriptDescription(2, 16, List.of(TokenizerOutput.INPUT_IDS))));

    @Test
    void everyTypeIsReadAsItWasWritten(@TempDir Path folder) throws IOException {
        for (StudentDescription description : DESCRIPTIONS) {
            StudentJson.write(folder, description);

            String written = Files.readString(folder.resolve("student.json"));
            assertThat(written).startsWith("{\n  \"type\" : \"").contains("\n  \"version\" : 2,\n");
            assertThat(StudentJson.parse(written, FILE)).isEqualTo(description);
        }
        assertThat(DESCRIPTIONS.stream().<Class<?>>map(Object::getClass).toList())
                .isEqualTo(List.of(StudentDescription.class.getPermittedSubclasses()));
    }

    @Test
    void sizesThatEarlierReleasesLackedAreLeftOutAtTheirDefaults(@TempDir Path folder) throws IOException {
        TaskShape text = TaskShape.text(9, 1, 2);
        for (int layers : List.of(1, 2)) {
            StudentDescription description = new StudentDescription.Network(
                    2, new BiLstm(WordVectors.tuned(4), 3, 2, 0.5, Pooling.MAX, layers), text, 8);
            StudentJson.write(folder, description);

            String written = Files.readString(folder.resolve("student.json"));
            assertThat(written.contains("layers")).isEqualTo(layers == 2);
            assertThat(StudentJson.parse(written, FILE)).isEqualTo(description);
        }
        StudentDescription dropped =
                new StudentDescription.Network(2, new Mlp(List.of(4), 0.5, 0.2), TaskShape.features(3, 2), 0);
        StudentJson.write(folder, dropped);
        assertThat(StudentJson.parse(Files.readString(folder.resolve("student.json")), FILE))
                .isEqualTo(dropped);
    }

    @Test
    void aLaterVersionIsRefusedWhateverElseItSays() {
        assertThatThrownBy(() -> StudentJson.parse("{\"type\": \"forest\", \"version\": 3, \"trees\": 12}", FILE))
                .isInstanceOf(IOException.class)
                .hasMessage(
                        "Cannot read hdfs://models/student.json: its version is 3 and this release reads versions up"
                                + " to 2; use the release that wrote it, or a later one");
    }

    @Test
    void whatIsMissingIsNamed() {
        refuses("{\"type\": \"forest\", \"version\": 2}", "Could not resolve type id 'forest' as a subtype of");
        refuses("{\"type\": \"logistic\", \"version\": 2}", "Missing creator property 'logistic'");
        refuses("{\"version\": 2}", "missing type id property 'type'");
        refuses("{}", "it has no version");
        refuses("12", "it has no version");
        refuses("{\"format\" : 1}", "missing type id property 'type'");
        refuses("{\"type\": ", "Unexpected end-of-input");
        refuses("", "it has no version");
    }

    private static void refuses(String content, String reason) {
        assertThatThrownBy(() -> StudentJson.parse(content, FILE))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("Cannot read hdfs://models/student.json: the file is damaged: ")
                .hasMessageContaining(reason);
    }

    @Test
    void aStudentOfAnotherTypeIsNotANetwork(@TempDir Path folder) throws IOException {
        StudentJson.write(folder, DESCRIPTIONS.get(1));

        assertThatThrownBy(() -> StudentModel.load(folder))
                .isInstanceOf(IOException.class)
                .hasMessage(
                        "Cannot read %s: the student must be of type Network: Logistic",
                        folder.resolve("student.json"));
    }
}
