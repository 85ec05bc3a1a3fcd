package io.sparkdistill.jobs.label;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sparkdistill.fixtures.TinyTeacher;
import io.sparkdistill.jobs.TinyTask;
import io.sparkdistill.jobs.job.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Teachers that answer, but not as their configuration says. */
class TeacherCheckTest {
    private static final String LOGITS = "torch.stack([mean, torch.neg(mean)], 1)";
    private static final String BATCH =
            "the padding id of teachers[0].tokenizer (padding.pad_id in the file) must be the"
                    + " model's, attention_mask must be among teachers[0].inputs, and the batch size must not be fixed in the"
                    + " model; or set label.max-batch-rows = 1";

    private static final String[] PAIRS = {
        "task.type=text-pair",
        "input.train=[{path=${data}/train.tsv, text=sentence, text-pair=sentence, label=label}]",
        "input.validation=[]",
        "input.test=[]",
        "input.unlabeled=[]"
    };

    @TempDir
    Path folder;

    private TinyTask task;

    @BeforeEach
    void write() throws IOException {
        task = new TinyTask(folder);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            %1$s | output=logits
            torch.squeeze(%1$s, 0) | output=logits
            torch.to(%1$s, 15) | output=logits
            torch.log_softmax(%1$s, 1) | output=logits
            torch.log_softmax(%1$s, 1) | output=log-probabilities
            torch.softmax(%1$s, 1) | output=probabilities
            torch.softmax(torch.mul(%1$s, 1000), 1) | output=probabilities
            torch.log(torch.softmax(torch.mul(%1$s, 1000), 1)) | output=log-probabilities
            torch.sigmoid(torch.unsqueeze(mean, 1)) | output=probabilities
            torch.unsqueeze(mean, 1) | output=one-logit
            mean | output=one-logit
            """)
    void takesATeacherThatIsWhatItsOutputSays(String returned, String option) throws IOException {
        assertThatCode(() -> check(returned, option)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            torch.softmax(%1$s, 1) | output=logits | its outputs are from 0 to 1 and sum to 1: they are probabilities, not logits; set teachers[0].output = probabilities, or export the model without its softmax
            %1$s | output=log-probabilities | its outputs are no log-probabilities of classes that exclude each other: they do not sum to 1; check teachers[0].output
            torch.sigmoid(torch.add(%1$s, 1)) | output=probabilities | its outputs are no probabilities of classes that exclude each other: they do not sum to 1; check teachers[0].output
            """)
    void refusesOutputsOfAnotherKind(String returned, String option, String message) {
        assertThatThrownBy(() -> check(returned, option))
                .isInstanceOf(InputException.class)
                .hasMessage("Cannot use teacher t (teachers[0].model = %s): %s"
                        .formatted(folder.resolve("foreign.pt"), message));
    }

    @Test
    void namesTheRemedyForAHeadOfOneOutput() {
        assertThatThrownBy(() -> check("torch.unsqueeze(mean, 1)", "output=logits"))
                .isInstanceOf(InputException.class)
                .hasMessageContaining(
                        "expected shape (batch, 2) but the model returned (1, 1); for a head of one output set"
                                + " output = one-logit");
    }

    @Test
    void namesTheRemedyForMinusInfinity() {
        assertThatThrownBy(() -> check("torch.log(torch.softmax(torch.mul(%1$s, 1000), 1))", "output=logits"))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("expected finite logits but the model returned -Infinity; if that stands for"
                        + " probability 0, set teachers[0].output = log-probabilities");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            torch.sub(%1$s, torch.mean(%1$s, [0], True))
            torch.add(%1$s, torch.mul(torch.to(torch.size(input_ids, 1), 6), 0.01))
            torch.to(torch.add(%1$s, torch.to(torch.size(input_ids, 1), 6)), 15)
            torch.softmax(torch.mul(%1$s, 5), 0)
            """)
    void refusesATeacherWhoseAnswerDependsOnItsNeighbors(String returned) {
        String dependent = returned.replace("torch.to(torch.size(input_ids, 1), 6)", "torch.size(input_ids, 1)");
        assertThatThrownBy(() -> check(dependent, "output=logits"))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("): its logits for one input depend on the others in the batch: [")
                .hasMessageEndingWith("; " + BATCH);
        assertThatCode(() -> check(dependent, "output=logits", "label.max-batch-rows=1"))
                .doesNotThrowAnyException();
    }

    @Test
    void refusesATeacherOfAFixedBatch() {
        assertThatThrownBy(() -> check("torch.reshape(%1$s, [1, 2])", "output=logits"))
                .isInstanceOf(InputException.class)
                .hasMessageContaining(
                        "): it accepts 4 inputs one by one but fails on them in one batch: Cannot run the model:"
                                + " RuntimeError: shape '[1, 2]' is invalid for input of size 8; " + BATCH);
        assertThatCode(() -> check("torch.reshape(%1$s, [1, 2])", "output=logits", "label.max-batch-rows=1"))
                .doesNotThrowAnyException();
    }

    @Test
    void refusesATeacherWhoseDropoutIsOn() {
        String dropout = "torch.add(%1$s, torch.sum(torch.dropout(torch.ones([400]), 0.5, True)))";
        assertThatThrownBy(() -> check(dropout, "output=logits"))
                .isInstanceOf(InputException.class)
                .hasMessageEndingWith("): it returns different logits for the same input; export it in evaluation mode,"
                        + " without dropout");
    }

    @Test
    void tellsThatATeacherHasFewerPositionsThanMaxTokens() {
        String positions = "torch.add(%1$s, torch.sum(torch.embedding(torch.zeros([12, 2]),"
                + " torch.arange(torch.size(input_ids, 1))), [0]))";
        assertThatThrownBy(() -> check(positions, "output=logits"))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("): it accepts 3 tokens but fails on 16: Cannot run the model: ")
                .hasMessageContaining("index out of range in self")
                .hasMessageEndingWith("; it may have fewer positions: set teachers[0].max-tokens to their number");
        assertThatCode(() -> check(positions, "output=logits, max-tokens=12")).doesNotThrowAnyException();
    }

    @Test
    void tellsThatATeacherTakesOneLengthAlone() {
        assertThatThrownBy(() -> check("torch.add(%1$s, torch.matmul(mask, torch.ones([16, 2])))", "output=logits"))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("): it accepts 16 tokens but fails on 3: Cannot run the model: RuntimeError: ")
                .hasMessageEndingWith("; its length is fixed: export it for any length, or as ONNX, which declares a"
                        + " fixed length");
    }

    @Test
    void tellsThatATokenizerHasMoreTokensThanItsModel() {
        String embedding = "torch.add(%1$s, torch.sum(torch.embedding(torch.zeros([11, 2]), input_ids), [1]))";
        assertThatThrownBy(() -> check(embedding, "output=logits"))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("): it fails on the largest token id of its tokenizer: Cannot run the model: ")
                .hasMessageContaining("index out of range in self")
                .hasMessageEndingWith("; take the tokenizer that it was trained with");
    }

    @Test
    void namesATokenizerThatIsBroken() throws IOException {
        Files.writeString(task.file("tokenizer.json"), "{}");
        assertThatThrownBy(() -> check("%1$s", "output=logits"))
                .isInstanceOf(InputException.class)
                .hasMessageStartingWith("Cannot use teacher t (teachers[0].tokenizer = %s): Cannot load the tokenizer:"
                                .formatted(task.file("tokenizer.json"))
                        + " not a tokenizer.json of Hugging Face: Model missing.");
    }

    @Test
    void triesPairsToo() {
        assertThatThrownBy(() -> check("%1$s", "output=logits, max-tokens=3", PAIRS))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("max-tokens = 3 leaves no room besides 3 special tokens; set a larger number");
        assertThatThrownBy(() -> check("torch.softmax(%1$s, 1)", "output=logits", PAIRS))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("they are probabilities, not logits");
    }

    @Test
    void givesTheSameFingerprintWhereOutputAndClassesSayNothingNew() {
        String plain = fingerprint("max-tokens=16");
        assertThat(fingerprint("output=logits, classes=[0, 1]")).isEqualTo(plain);
        assertThat(fingerprint("classes=[1, 0]")).isNotEqualTo(plain);
    }

    @Test
    void readsNoTokenFromTextsOfAnotherVocabulary() throws IOException {
        String json = Files.readString(task.file("tokenizer.json"))
                .replaceAll("\"vocab\": \\{[^}]*}", "\"vocab\": {\"[UNK]\": 0, \"一\": 1}")
                .replaceFirst("(?s)\"post_processor\": \\{.*?\\n  },", "\"post_processor\": null,")
                .replace("\"type\": \"WordLevel\", \"unk_token\": \"[UNK]\"", "\"type\": \"BPE\", \"merges\": []");
        Files.writeString(task.file("tokenizer.json"), json);
        assertThatCode(() -> check("%1$s", "output=logits")).doesNotThrowAnyException();
    }

    private String fingerprint(String options) {
        return Teachers.stage(task.context(teacher(options)))
                .values()
                .iterator()
                .next()
                .spec()
                .fingerprint();
    }

    private void check(String returned, String option, String... overrides) throws IOException {
        String forward = TinyTeacher.TWO_CLASSES.replace(LOGITS, returned.formatted(LOGITS));
        TinyTeacher.writeModel(task.file("foreign.pt"), forward);
        String[] all = new String[overrides.length + 1];
        all[0] = teacher(option).replace("model.pt", "foreign.pt");
        System.arraycopy(overrides, 0, all, 1, overrides.length);
        new LabelJob(task.context(all)).validate();
    }

    private static String teacher(String options) {
        String own = options.contains("max-tokens") ? options : options + ", max-tokens=16";
        return "teachers=[{name=t, model=${data}/model.pt, tokenizer=${data}/tokenizer.json, " + own + "}]";
    }
}
