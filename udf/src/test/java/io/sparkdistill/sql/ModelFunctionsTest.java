package io.sparkdistill.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.sparkdistill.distill.Predictions;
import io.sparkdistill.fixtures.TinyTeacher;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.execution.SparkPlan;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.apache.spark.sql.streaming.Trigger;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ModelFunctionsTest {
    /** A student in inference mode adds in another order than one in training. */
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
        TinyStudent.write(folder.resolve("student"));
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
    void aStudentAnswersInSqlAsItDoesInJava() {
        float[] logits = TinyStudent.logits(folder.resolve("student"), "not a bad film");
        for (String function : List.of("student_logits", "teacher_logits", "distill_student_logits")) {
            assertThat(floats("SELECT " + function + "('" + folder + "/student', 'not a bad film')"))
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
                float[] logits = TinyStudent.logits(folder.resolve("student"), row.getString(1));
                assertThat(row.<Float>getList(2))
                        .usingElementComparator(CLOSE)
                        .containsExactly(logits[0], logits[1], logits[2]);
                assertThat(row.getInt(3)).isEqualTo(Predictions.predictedClass(logits));
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
    void aCallIsPlannedInEveryClause(String statement) {
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
        assertThat(plan.split("ModelInference ", -1)).hasSize(2);
    }

    @Test
    void functionsOfOneModelAskItOnce() {
        assertThat(
                        asked(
                                "SELECT count(*) FROM texts t WHERE F(text) = predicted_class(L(t.text)) AND distill_F(t.text) >= 0"))
                .containsExactly(666L);
    }

    /** Both sides are shuffled alike, and the second reads what the first one wrote. */
    @Test
    void theSidesOfASelfJoinAskAModelOnce() {
        session.conf().set("spark.sql.autoBroadcastJoinThreshold", -1);

        assertThat(asked("WITH t AS (SELECT id, F(text) AS c FROM texts) "
                        + "SELECT count(*) FROM t a JOIN t b ON a.id = b.id AND a.c = b.c"))
                .containsExactly(666L);
    }

    @Test
    void whatIsCachedIsNotAskedAgain() {
        session.sql(model("CACHE TABLE cached AS SELECT id, F(text) AS c FROM texts"));

        assertThat(asked("SELECT count(c) FROM cached")).isEmpty();
        session.sql("UNCACHE TABLE cached");
    }

    @Test
    void theOrderOfRowsIsKeptAndKnown() {
        String plan = session.sql("SELECT id, F(text) FROM texts SORT BY id"
                        .replace("F(", "student_class('" + folder + "/student', "))
                .queryExecution()
                .executedPlan()
                .toString();

        assertThat(plan).contains("ModelInference ").doesNotContain("Sort");
    }

    /** Where rows may come in another order, as after a shuffle, batches may differ, and so may the last digits. */
    @Test
    void whatFollowsAShuffleIsComputedAgainAsAWhole() {
        String asking = "SELECT student_class('" + folder + "/student', text) FROM ";

        assertThat(level(asking + "texts")).hasToString("DETERMINATE");
        assertThat(level(asking + "(SELECT /*+ REPARTITION(2, id) */ * FROM texts)"))
                .hasToString("INDETERMINATE");
    }

    @Test
    void aPartitionColumnMayBeATextInWhere() {
        session.sql("CREATE TABLE by_word (id BIGINT, word STRING) USING parquet PARTITIONED BY (word) LOCATION '"
                + folder.toUri() + "by_word'");
        session.sql("INSERT INTO by_word SELECT id, IF(id % 2 = 0, 'good', 'film') FROM range(10)");
        int good = Predictions.predictedClass(TinyStudent.logits(folder.resolve("student"), "good"));
        int film = Predictions.predictedClass(TinyStudent.logits(folder.resolve("student"), "film"));

        assertThat(ExtendedSpark.value(session, model("SELECT count(*) FROM by_word WHERE F(word) = " + good)))
                .isEqualTo(good == film ? 10L : 5L);
    }

    @Test
    void aStreamIsAskedAbout() throws Exception {
        session.sql("SELECT CAST(id AS STRING) AS id, text FROM texts WHERE id < 50")
                .write()
                .json(folder.resolve("stream").toString());
        StreamingQuery query = session.readStream()
                .schema("id STRING, text STRING")
                .json(folder.resolve("stream").toString())
                .selectExpr("id", "student_class('" + folder + "/student', text) AS c")
                .where("c IS NOT NULL")
                .writeStream()
                .format("memory")
                .queryName("streamed")
                .trigger(Trigger.AvailableNow())
                .start();
        query.awaitTermination();

        assertThat(ExtendedSpark.value(session, "SELECT count(*) FROM streamed"))
                .isEqualTo(33L);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\t\u00a0\u3000"})
    void aBlankTextHasNoAnswerUnlessStrict(String blank) throws IOException {
        Path bare = Files.createDirectories(folder.resolve("bare"));
        TinyTeacher.writeModel(bare.resolve("model.pt"), TinyTeacher.TWO_CLASSES);
        TinyTeacher.writeTokenizer(bare.resolve("tokenizer.json"));
        for (String model : List.of("student_class('" + folder + "/student'", "teacher_logits('" + bare + "'")) {
            String query = "SELECT count(%s, text)), count(*) FROM VALUES ('good'), ('%s'), (NULL), ('bad') AS t(text)"
                    .formatted(model, blank);
            assertThat(session.sql(query).first()).isEqualTo(RowFactory.create(2L, 4L));

            SparkSession strict = session.newSession();
            strict.conf().set("spark.distill.sql.strict", true);
            assertThatThrownBy(() -> strict.sql(query).collectAsList())
                    .rootCause()
                    .hasMessage("Cannot evaluate %s: the text is blank: '%s'"
                            .formatted(model.substring(0, model.indexOf('(')), blank));
        }
    }

    @Test
    void aTextWithoutATokenHasNoAnswer() throws IOException {
        Path bare = Files.createDirectories(folder.resolve("dropping"));
        TinyTeacher.writeModel(bare.resolve("model.pt"), TinyTeacher.TWO_CLASSES);
        String tokenizer = Files.readString(TinyTeacher.writeTokenizer(bare.resolve("tokenizer.json")));
        Files.writeString(
                bare.resolve("tokenizer.json"),
                tokenizer
                        .replaceAll(
                                "(?s)\"post_processor\": \\{.*\\},\\s*\"model\"", "\"post_processor\": null, \"model\"")
                        .replace(
                                "{\"type\": \"Lowercase\"}",
                                "{\"type\": \"Replace\", \"pattern\": {\"String\": \"#\"}, \"content\": \"\"}"));

        assertThat(session.sql("SELECT text FROM VALUES ('##'), ('good') AS t(text) WHERE teacher_logits('" + bare
                                + "', text) IS NULL")
                        .collectAsList())
                .containsExactly(RowFactory.create("##"));
    }

    @Test
    void logitsThatAreNotFiniteAreNullAndAModelThatFailsIsAnError() throws IOException {
        for (String forward : List.of(TinyTeacher.POISONED, TinyTeacher.THROWING)) {
            Path bare = Files.createTempDirectory(folder, "poison");
            TinyTeacher.writeModel(bare.resolve("model.pt"), forward);
            TinyTeacher.writeTokenizer(bare.resolve("tokenizer.json"));
            Dataset<Row> answers = session.sql("SELECT text, teacher_logits('" + bare
                    + "', text)[0] AS c FROM VALUES ('good'), ('a poison'), ('bad') AS t(text)");
            if (forward.equals(TinyTeacher.POISONED)) {
                assertThat(answers.where("c IS NULL").collectAsList())
                        .containsExactly(RowFactory.create("a poison", null));
            } else {
                assertThatThrownBy(answers::collectAsList)
                        .rootCause()
                        .hasMessageStartingWith("Cannot evaluate teacher_logits: the model failed: ")
                        .hasMessageEndingWith(": 'a poison'");
            }
        }
    }

    @Test
    void aSettingThatIsNeitherTrueNorFalseIsRefused() {
        session.conf().set("spark.distill.sql.strict", "yes");
        assertThatThrownBy(() -> session.sql(
                                "SELECT F(text) FROM texts".replace("F(", "student_class('" + folder + "/student', "))
                        .collectAsList())
                .hasMessage("Cannot read spark.distill.sql.strict: it must be true or false: yes");
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
                                + " name an output folder whose run is served, the folder of a student that `train` wrote,"
                                + " or a TorchScript or ONNX file with its tokenizer");
        assertThatThrownBy(() -> floats("SELECT teacher_logits('/nothing.pt', 'good')"))
                .hasMessageStartingWith("Cannot evaluate teacher_logits: unreadable model /nothing.pt: /nothing.pt: ");
        assertThatThrownBy(() -> floats("SELECT teacher_logits('" + folder + "/broken', 'good')"))
                .hasMessage("Cannot evaluate teacher_logits: unreadable model " + folder
                        + "/broken: Cannot load the model: not TorchScript, or saved by a newer PyTorch");
    }

    @Test
    void onlyModelsBelowTheAllowedRootsAreReadAndNoSessionLiftsThat() {
        String query = "SELECT teacher_logits('" + folder + "', 'good film')";
        session.sparkContext().conf().set("spark.distill.models.allowed-roots", folder + "/student");
        try {
            session.conf().set("spark.distill.models.allowed-roots", "/");
            assertThatThrownBy(() -> floats(query))
                    .hasMessage("Cannot evaluate teacher_logits: unreadable model " + folder + ": " + folder
                            + "/model.pt is not below a folder of spark.distill.models.allowed-roots (" + folder
                            + "/student); ask the administrator of this Spark to add its folder");
            assertThat(floats("SELECT student_logits('" + folder + "/student', 'good')"))
                    .hasSize(3);
        } finally {
            session.conf().unset("spark.distill.models.allowed-roots");
            session.sparkContext().conf().remove("spark.distill.models.allowed-roots");
        }
        assertThat(floats(query)).hasSize(2);
    }

    @Test
    void aWrongCallIsNamed() {
        assertThatThrownBy(() -> session.sql("SELECT student_logits(text, text) FROM texts"))
                .hasMessageContaining("Cannot call student_logits: student must be constant: texts.text");
        assertThatThrownBy(() -> floats("SELECT teacher_logits('" + folder + "', 'good', 128, 'ids')"))
                .hasMessage("Cannot evaluate teacher_logits: inputs must be some of [input_ids, attention_mask,"
                        + " token_type_ids]: ids");
    }

    @Test
    void aCallAboutTheVariableOfALambdaIsRefused() {
        assertThatThrownBy(() -> session.sql("SELECT transform(array(text), t -> student_class('" + folder
                        + "/student', concat(t, ' film'))) FROM texts"))
                .hasMessageContaining(
                        "Cannot call student_class: its text must not contain a variable of a lambda: t; explode the array and"
                                + " call it once per row");
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

    private static String model(String statement) {
        return statement
                .replace("F(", "student_class('" + folder + "/student', ")
                .replace("L(", "student_logits('" + folder + "/student', ");
    }

    /** Returns the number of texts that each operator has sent to a model, in a query that counts all 666 texts. */
    private List<Long> asked(String statement) {
        session.conf().set("spark.sql.adaptive.enabled", false);
        Dataset<Row> query = session.sql(model(statement));
        assertThat(query.collectAsList()).containsExactly(RowFactory.create(666L));
        return asked(query.queryExecution().executedPlan()).toList();
    }

    private static Stream<Long> asked(SparkPlan plan) {
        Stream<Long> below = Sequences.asJava(plan.children()).stream().flatMap(ModelFunctionsTest::asked);
        return plan instanceof ModelInferenceExec
                ? Stream.concat(Stream.of(plan.metrics().apply("texts").value()), below)
                : below;
    }

    private Object level(String statement) {
        return session.sql(statement).queryExecution().executedPlan().execute().outputDeterministicLevel();
    }

    private List<Float> floats(String statement) {
        return session.sql(statement).collectAsList().get(0).getList(0);
    }
}
