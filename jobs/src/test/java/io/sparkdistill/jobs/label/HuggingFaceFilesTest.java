package io.sparkdistill.jobs.label;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sparkdistill.jobs.LogLines;
import io.sparkdistill.jobs.TinyTask;
import io.sparkdistill.jobs.job.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.logging.log4j.Level;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Teachers beside which Hugging Face's own files lie. */
class HuggingFaceFilesTest {
    private static final String NAMES = "task.class-names=[negative, positive]";

    @TempDir
    Path folder;

    private TinyTask task;

    @BeforeEach
    void write() throws IOException {
        task = new TinyTask(folder);
    }

    @Test
    void refusesATeacherWhoseOutputsHaveAnotherOrderThanTheClasses() throws IOException {
        write("config.json", "{\"id2label\": {\"0\": \"POSITIVE\", \"1\": \"NEGATIVE\"}}");
        assertThatThrownBy(() -> warnings("", NAMES))
                .isInstanceOf(InputException.class)
                .hasMessage(("Cannot use teacher t (teachers[0].model = %s): the config.json beside it says that its"
                                + " outputs are [POSITIVE, NEGATIVE], but the classes of the task are [negative, positive];"
                                + " set teachers[0].classes = [positive, negative], or correct id2label in that file")
                        .formatted(task.file("model.pt")));
        assertThat(warnings(", classes=[positive, negative]", NAMES)).isEmpty();
    }

    @Test
    void warnsWhenTheConfigurationNamesAnotherOrder() throws IOException {
        write("config.json", "{\"id2label\": {\"0\": \"negative\", \"1\": \"positive\"}}");
        assertThat(warnings("", NAMES)).isEmpty();
        assertThat(warnings(", classes=[positive, negative]", NAMES))
                .containsExactly("The config.json beside %s says that its outputs are [negative, positive]:"
                                .formatted(task.file("model.pt"))
                        + " teachers[0].classes says otherwise");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"id2label\": {\"0\": \"LABEL_0\", \"1\": \"LABEL_1\"}}",
                "{\"id2label\": {\"0\": \"positive\"}}",
                "{\"id2label\": {\"0\": \"positive\", \"1\": \"positive\"}}",
                "{\"id2label\": [\"positive\", \"negative\"]}",
                "{}",
                "[1]",
                "not JSON",
                ""
            })
    void concludesNothingFromOtherFiles(String json) throws IOException {
        write("config.json", json);
        write("tokenizer_config.json", json);
        assertThat(warnings("", NAMES)).isEmpty();
    }

    @Test
    void warnsOfClassesThatDoNotExcludeEachOther() throws IOException {
        write("config.json", "{\"problem_type\": \"multi_label_classification\"}");
        assertThat(warnings(""))
                .containsExactly("The config.json beside %s says problem_type = multi_label_classification:"
                                .formatted(task.file("model.pt"))
                        + " the classes of a task must exclude each other");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            {"truncation_side": "left"} | says truncation_side = left, but that file keeps the beginning of long texts: add "truncation" with "direction": "Left" to it
            {"do_lower_case": true} | says do_lower_case = true, but that file does not lowercase: set "lowercase": true in its "normalizer"
            """)
    void warnsOfSettingsThatTheTokenizersFileLacks(String json, String warning) throws IOException {
        write("tokenizer_config.json", json);
        String tokenizer = Files.readString(task.file("tokenizer.json"));
        write("tokenizer.json", tokenizer.replace("{\"type\": \"Lowercase\"}", "null"));
        assertThat(warnings(""))
                .containsExactly("The tokenizer_config.json beside " + task.file("tokenizer.json") + " " + warning);
        write(
                "tokenizer.json",
                tokenizer.replace(
                        "\"truncation\": null",
                        "\"truncation\": {\"direction\": \"Left\", \"max_length\": 16,"
                                + " \"strategy\": \"LongestFirst\", \"stride\": 0}"));
        assertThat(warnings("")).isEmpty();
    }

    private void write(String name, String content) throws IOException {
        Files.writeString(task.file(name), content);
    }

    /** Checks the teacher, and returns what is warned of. */
    private List<String> warnings(String options, String... overrides) {
        String teacher = "teachers=[{name=t, model=${data}/model.pt, tokenizer=${data}/tokenizer.json, max-tokens=16"
                + options + "}]";
        String[] all = new String[overrides.length + 1];
        all[0] = teacher;
        System.arraycopy(overrides, 0, all, 1, overrides.length);
        try (LogLines log = LogLines.capture(HuggingFaceFiles.class.getName(), Level.WARN)) {
            Teachers.stage(task.context(all));
            return log.lines();
        }
    }
}
