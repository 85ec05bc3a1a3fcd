package io.sparkdistill.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.sparkdistill.fixtures.TinyTeacher;
import io.sparkdistill.network.BiLstm;
import io.sparkdistill.network.Example;
import io.sparkdistill.network.Pooling;
import io.sparkdistill.network.StudentModel;
import io.sparkdistill.network.WordVectors;
import io.sparkdistill.text.TextEncoder;
import io.sparkdistill.text.Vocabulary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ModelFunctionsTest {
    /** A student that is asked sums up in another order than one that is trained. */
    private static final Comparator<Float> CLOSE =
            (first, second) -> Math.abs(first - second) <= 1e-6F ? 0 : Float.compare(first, second);

    /** The ids that the tokenizer of {@link TinyTeacher} gives "good film". */
    private static final double GOOD_FILM =
            Stream.of(2, 5, 7, 3).mapToDouble(Math::sin).average().orElseThrow();

    @TempDir
    static Path folder;

    private final SparkSession session = ExtendedSpark.session();

    @BeforeAll
    static void writeModels() throws IOException {
        TinyTeacher.writeModel(folder.resolve("model.pt"), TinyTeacher.TWO_CLASSES);
        TinyTeacher.writeTokenizer(folder.resolve("tokenizer.json"));
        List<String> words = List.of("<padding>", "<unknown>", "good", "bad", "film");
        try (StudentModel student = StudentModel.forText(
                new BiLstm(WordVectors.tuned(4), 4, 4, 0, Pooling.MAX),
                new TextEncoder(Vocabulary.ofWords(words), 16),
                1,
                3,
                7)) {
            student.save(folder.resolve("student"));
        }
    }

    @BeforeEach
    void makeTexts() {
        session.sql(
                        "SELECT id, if(id % 3 = 0, NULL, concat('good film ', repeat('bad ', CAST(id % 5 AS INT)))) AS text "
                                + "FROM range(1000)")
                .createOrReplaceTempView("texts");
    }

    @Test
    void aTeacherAnswersAsItsFormulaSays() {
        for (String model :
                List.of(folder.toString(), folder.resolve("model.pt").toUri().toString())) {
            assertThat(floats("SELECT teacher_logits('" + model + "', 'Good film')"))
                    .satisfiesExactly(
                            logit -> assertThat(logit).isCloseTo((float) GOOD_FILM, within(1e-6F)),
                            logit -> assertThat(logit).isCloseTo((float) -GOOD_FILM, within(1e-6F)));
        }
        assertThat(floats("SELECT teacher_logits('" + folder + "', 'good film and more', 4)"))
                .isEqualTo(floats("SELECT teacher_logits('" + folder + "', 'good film')"));
    }

    @Test
    void aStudentAnswersInSqlAsItDoesInJava() throws IOException {
        try (StudentModel student = StudentModel.load(folder.resolve("student"))) {
            float[] logits = logits(student, "not a bad film");
            assertThat(floats("SELECT student_logits('" + folder + "/student', 'not a bad film')"))
                    .usingElementComparator(CLOSE)
                    .containsExactly(logits[0], logits[1], logits[2]);
            assertThat(floats("SELECT teacher_logits('" + folder + "/student', 'not a bad film')"))
                    .usingElementComparator(CLOSE)
                    .containsExactly(logits[0], logits[1], logits[2]);
        }
    }

    @Test
    void everyRowHasItsOwnAnswer() {
        List<Row> rows = session.sql("SELECT id, text, student_logits('" + folder + "/student', text) AS logits, "
                        + "student_class('" + folder + "/student', text) AS class FROM texts")
                .collectAsList();
        assertThat(rows).hasSize(1000);
        for (Row row : rows) {
            assertThat(row.isNullAt(2)).isEqualTo(row.getLong(0) % 3 == 0);
            if (!row.isNullAt(1)) {
                List<Float> logits = row.getList(2);
                assertThat(logits.get(row.getInt(3)))
                        .isEqualTo(logits.stream().max(Float::compare).orElseThrow());
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT count(*) FROM texts WHERE F(text) >= 0",
                "SELECT sum(n) FROM (SELECT F(text) AS c, count(*) AS n FROM texts GROUP BY F(text)) WHERE c >= 0",
                "SELECT count(*) FROM (SELECT * FROM texts ORDER BY F(text), id) WHERE text IS NOT NULL",
                "SELECT count(*) FROM texts a JOIN texts b ON a.id = b.id AND F(a.text) = F(b.text)",
                "SELECT count(*) FROM (SELECT F(concat(text, ' ', F(text))) AS c FROM texts) WHERE c >= 0",
                "SELECT count(*) FROM texts WHERE F(text) IN (SELECT F(text) FROM texts)",
                "SELECT count(*) FROM (SELECT explode(sequence(0, F(text) - F(text))) AS c FROM texts)",
                "SELECT count(*) FROM (SELECT rank() OVER (ORDER BY F(text)), text FROM texts) WHERE text IS NOT NULL",
                "SELECT count(F(text)) FROM texts",
                "WITH t AS (SELECT F(text) AS c FROM texts) SELECT count(x.c) FROM t AS x WHERE c <= (SELECT max(c) FROM t)"
            })
    void aCallMayStandAnywhere(String statement) {
        assertThat(ExtendedSpark.value(
                        session, statement.replaceAll("F\\(", "student_class('" + folder + "/student', ")))
                .isEqualTo(666L);
    }

    @Test
    void aModelIsAskedOnceAboutARow() {
        String plan = session.sql("SELECT id, F(text), F(text)[0] AS first FROM texts WHERE F(text)[1] < 9"
                        .replace("F(", "student_logits('" + folder + "/student', "))
                .queryExecution()
                .executedPlan()
                .toString();
        assertThat(plan.split("AskModel ", -1)).hasSize(2);
    }

    @Test
    void aModelIsAskedOnlyAboutRowsThatTheOtherConditionsLeave() {
        assertThat(ExtendedSpark.value(
                        session,
                        "SELECT count(*) FROM VALUES (' ', 1), ('good film', 1), ('bad film', 2), (NULL, 1) AS t(text, id) "
                                + "WHERE F(text) >= 0 AND trim(text) <> '' AND (id = 1 AND length(text) > 0)"
                                        .replace("F(", "student_class('" + folder + "/student', ")))
                .isEqualTo(1L);
    }

    @Test
    void nullInNullOut() {
        assertThat(ExtendedSpark.value(session, "SELECT student_class('" + folder + "/student', NULL)"))
                .isNull();
        assertThat(ExtendedSpark.value(session, "SELECT student_class(NULL, 'good')"))
                .isNull();
        assertThat(ExtendedSpark.value(session, "SELECT teacher_logits('" + folder + "', 'good', NULL)"))
                .isNull();
    }

    @Test
    void aModelThatCannotBeReadIsOneErrorThatNamesFunctionAndPath() throws IOException {
        Files.createDirectories(folder.resolve("broken"));
        Files.writeString(folder.resolve("broken/model.pt"), "no model");
        TinyTeacher.writeTokenizer(folder.resolve("broken/tokenizer.json"));
        assertThatThrownBy(() -> floats("SELECT student_logits('/nothing', 'good')"))
                .hasMessage(
                        "Cannot evaluate student_logits: unreadable model /nothing: there is no student in /nothing;"
                                + " name the folder that `train` wrote, or a TorchScript or ONNX file with its tokenizer");
        assertThatThrownBy(() -> floats("SELECT teacher_logits('/nothing.pt', 'good')"))
                .hasMessageStartingWith("Cannot evaluate teacher_logits: unreadable model /nothing.pt: /nothing.pt: ");
        assertThatThrownBy(() -> floats("SELECT teacher_logits('" + folder + "/broken', 'good')"))
                .hasMessage("Cannot evaluate teacher_logits: unreadable model " + folder
                        + "/broken: Cannot load the model: not TorchScript, or saved by a newer PyTorch");
    }

    @Test
    void aWrongCallIsNamed() {
        assertThatThrownBy(() -> session.sql("SELECT student_logits(text, text) FROM texts"))
                .hasMessageContaining("Cannot call student_logits: student must be constant: texts.text");
        assertThatThrownBy(() -> floats("SELECT teacher_logits('" + folder + "', 'good', 128, 'ids')"))
                .hasMessage("Cannot evaluate teacher_logits: inputs must be some of [input_ids, attention_mask,"
                        + " token_type_ids]: ids");
        assertThatThrownBy(() -> floats("SELECT student_logits('" + folder + "/student', ' ')"))
                .rootCause()
                .hasMessage("Cannot evaluate student_logits: the text has no token: ' '");
        assertThatThrownBy(() -> session.sql("SELECT count(*) FROM texts a JOIN texts b ON student_class('" + folder
                                + "/student', concat(a.text, b.text)) = 1")
                        .collectAsList())
                .hasMessageStartingWith(
                        "Cannot plan student_class: one input must have all of its text: student_class(");
    }

    @Test
    void aCallAboutTheVariableOfALambdaIsRefused() {
        assertThatThrownBy(() -> session.sql("SELECT transform(array(text), t -> student_class('" + folder
                        + "/student', concat(t, ' film'))) FROM texts"))
                .hasMessageContaining(
                        "Cannot call student_class: its text must not hold a variable of a lambda: t; explode the array and"
                                + " call it once a row");
        assertThat(ExtendedSpark.value(
                        session,
                        "SELECT count(*) FROM (SELECT F(concat_ws(' ', transform(array(text), t -> lower(t)))) AS c, "
                                        .replace("F(", "student_class('" + folder + "/student', ")
                                + "transform(array(1), n -> n + F(text))[0] AS d FROM texts WHERE text IS NOT NULL) WHERE d > 0"
                                        .replace("F(", "student_class('" + folder + "/student', ")))
                .isEqualTo(666L);
    }

    @Test
    void aModelThatChangedIsReadAgain() throws IOException {
        Path changing = Files.createDirectories(folder.resolve("changing"));
        TinyTeacher.writeTokenizer(changing.resolve("tokenizer.json"));
        TinyTeacher.writeModel(changing.resolve("model.pt"), TinyTeacher.TWO_CLASSES);
        List<Float> before = floats("SELECT teacher_logits('" + changing + "', 'good film')");
        TinyTeacher.writeModel(
                changing.resolve("model.pt"),
                TinyTeacher.TWO_CLASSES.replace("[mean, torch.neg(mean)]", "[torch.neg(mean), mean]"));
        assertThat(floats("SELECT teacher_logits('" + changing + "', 'good film')"))
                .containsExactly(before.get(1), before.get(0));
    }

    @Test
    void oneCallAddsTheFunctionsWithoutTheSetting() {
        DistillFunctions.register(session);
        assertThat(ExtendedSpark.value(
                        session, "SELECT count(student_class('" + folder + "/student', text)) FROM texts"))
                .isEqualTo(666L);
    }

    private static float[] logits(StudentModel student, String text) {
        int[] words = student.encoder().orElseThrow().encode(text);
        return student.logits(List.of(new Example(words, null, null, Example.UNLABELLED, null)))[0];
    }

    private List<Float> floats(String statement) {
        return session.sql(statement).collectAsList().get(0).getList(0);
    }
}
