package io.sparkdistill.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sparkdistill.distill.Predictions;
import io.sparkdistill.distill.Vectors;
import io.sparkdistill.fixtures.TinyTeacher;
import io.sparkdistill.format.ModelFormat;
import io.sparkdistill.statistics.CascadeCounts;
import io.sparkdistill.teacher.AllowedRoots;
import io.sparkdistill.teacher.FittedCascade;
import io.sparkdistill.teacher.FittedCascade.AskedTeacher;
import io.sparkdistill.teacher.ModelSource;
import io.sparkdistill.teacher.ModelStaging;
import io.sparkdistill.teacher.TextInput;
import io.sparkdistill.tokenizer.TokenizerOutput;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.execution.SparkPlan;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CascadeFunctionTest extends SqlFunctionContract {
    @TempDir
    private static Path folder;

    /** Ten texts with different margins; the cascade asks for the lower half of them. */
    private static final List<String> TEXTS = List.of(
            "good film",
            "bad film",
            "film",
            "good bad film",
            "good good film",
            "bad bad film",
            "film film film",
            "good",
            "bad",
            "bad good good film");

    @BeforeAll
    static void writeModels() throws IOException {
        TinyTeacher.writeModel(folder.resolve("model.pt"), TinyTeacher.TWO_CLASSES);
        TinyTeacher.writeTokenizer(folder.resolve("tokenizer.json"));
        TinyStudent.write(folder.resolve("student"));
        Files.createDirectories(folder.resolve("other"));
        Files.copy(folder.resolve("tokenizer.json"), folder.resolve("other/tokenizer.json"));
        TinyTeacher.writeModel(folder.resolve("other/model.pt"), TinyTeacher.POISONED);
        writeCascade(folder);
    }

    /** All examples with a margin below the median are wrong, and none above it. */
    private static void writeCascade(Path run) throws IOException {
        CascadeCounts counts = new CascadeCounts();
        for (int i = 0; i < 1000; i++) {
            counts.add(median() * (i % 2 == 0 ? 1.5 : 0.5), 0, i % 2, i % 2);
        }
        ModelSource teacher = ModelSource.exported(
                        ModelFormat.TORCH_SCRIPT, folder.resolve("model.pt").toString())
                .classes(2)
                .text(
                        folder.resolve("tokenizer.json").toString(),
                        new TextInput(16, List.of(TokenizerOutput.values())));
        String fingerprint =
                new ModelStaging(new Configuration()).stage(teacher).spec().fingerprint();
        AskedTeacher asked = new AskedTeacher(
                "tiny", fingerprint, 2, 16, List.of("input_ids", "attention_mask", "token_type_ids"), null);
        Files.createDirectories(run.resolve(FittedCascade.ARTIFACT));
        Files.writeString(
                run.resolve(FittedCascade.FILE),
                new FittedCascade(asked, "teacher", 0.98, 0.05, null, 1, counts.curve()).json());
    }

    private static double median() {
        List<Double> margins =
                TEXTS.stream().map(CascadeFunctionTest::margin).sorted().toList();
        return (margins.get(4) + margins.get(5)) / 2;
    }

    private static double margin(String text) {
        return Predictions.logitMargin(Vectors.widen(TinyStudent.logits(folder.resolve("student"), text)));
    }

    @Override
    Class<? extends SqlFunction> kind() {
        return CascadeFunction.class;
    }

    @Override
    String runnable(String statement) {
        return statement.replace("/models/bert", folder.toString()).replace("'out'", "'" + folder + "/student'");
    }

    @Override
    boolean examplesTellTheResult() {
        return false;
    }

    /** Checks that a null argument gives null. */
    @Override
    void checkNullRule(SqlFunction function) {
        List<String> valid = List.of("'" + folder + "/student'", "'" + folder + "'", "'good'", "0.98D");
        for (int i = 0; i < valid.size(); i++) {
            List<String> arguments = new ArrayList<>(valid);
            arguments.set(i, "NULL");
            assertThat(ExtendedSpark.value(
                            session(), "SELECT %s(%s)".formatted(function.name(), String.join(", ", arguments))))
                    .isNull();
        }
    }

    @Test
    void theTeacherAnswersWhereTheMarginIsBelowTheThreshold() {
        session().createDataset(TEXTS, Encoders.STRING()).toDF("text").createOrReplaceTempView("t");

        List<Row> rows = session()
                .sql(("SELECT text, cascade_class('%1$s/student', '%1$s', text), student_class('%1$s/student', text),"
                                + " predicted_class(teacher_logits('%1$s', text, 16)) FROM t")
                        .formatted(folder))
                .collectAsList();

        double threshold = cascade(folder).require(0.98).margin();
        assertThat(TEXTS.stream().filter(text -> margin(text) < threshold)).hasSizeBetween(1, 9);
        assertThat(rows).hasSize(10).allSatisfy(row -> assertThat(row.getInt(1))
                .isEqualTo(margin(row.getString(0)) < threshold ? row.getInt(3) : row.getInt(2)));
    }

    @Test
    void theTeacherReadsOnlyTheTextsBelowTheThreshold() {
        session().createDataset(TEXTS, Encoders.STRING()).toDF("text").createOrReplaceTempView("t");

        Dataset<Row> query =
                session().sql("SELECT text, cascade_class('%1$s/student', '%1$s', text) FROM t".formatted(folder));
        query.queryExecution().executedPlan().executeCollect();

        double threshold = cascade(folder).require(0.98).margin();
        long unsure = TEXTS.stream().filter(text -> margin(text) < threshold).count();
        assertThat(read(query.queryExecution().executedPlan())).containsExactlyInAnyOrder(10L, unsure);
    }

    private static List<Long> read(SparkPlan plan) {
        List<Long> texts = new ArrayList<>();
        Sequences.asJava(plan.children()).forEach(child -> texts.addAll(read(child)));
        if (plan instanceof ModelInferenceExec) {
            texts.add(plan.metrics().apply("texts").value());
        }
        return texts;
    }

    private static FittedCascade cascade(Path folder) {
        try {
            return new ModelStaging(new Configuration()).cascade(folder + "/student");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void anotherModelIsNotTheTeacher() {
        assertThatThrownBy(() -> value("cascade_class('%1$s/student', '%1$s/other', 'good')"))
                .hasMessageContaining(
                        "Cannot evaluate cascade_class: %s/other is not the model tiny that the cascade was"
                                + " fitted with; name its file, or run `cascade` for this model",
                        folder);
    }

    @Test
    void aTargetThatIsNotCertifiedIsAnError() {
        assertThatThrownBy(() -> value("cascade_class('%1$s/student', '%1$s', 'good', 0.9999)"))
                .hasMessageContaining(
                        "the target 0.9999 needs at least 29,956 validation examples at delta = 0.05: 1,000;"
                                + " add examples, or lower the target");
    }

    @Test
    void aStudentWithoutACascadeIsAnError() {
        assertThatThrownBy(() -> value("cascade_class('%1$s/other', '%1$s', 'good')"))
                .hasMessageContaining(
                        "unreadable student %1$s/other: no cascade is fitted for the student in %1$s/other; run `cascade`",
                        folder);
    }

    @Test
    void aCascadeOutsideTheAllowedFoldersIsNotRead() {
        session().sparkContext().conf().set(AllowedRoots.KEY, folder + "/other");
        try {
            assertThatThrownBy(() -> value("cascade_class('%1$s/student', '%1$s', 'good')"))
                    .hasMessageContaining(
                            "is not below a folder of spark.distill.models.allowed-roots (%s/other)", folder);
        } finally {
            session().sparkContext().conf().remove(AllowedRoots.KEY);
        }
    }

    @Test
    void argumentsThatChangeAreRefused() {
        assertThatThrownBy(() -> value("cascade_class('%1$s/student', '%1$s', 'good', rand())"))
                .hasMessageContaining("Cannot call cascade_class: target must be constant: rand()");
        assertThatThrownBy(() -> value("cascade_class('%1$s/student', '%1$s', CAST(rand() AS STRING))"))
                .hasMessageContaining("Cannot call cascade_class: its text must be deterministic");
    }

    private Object value(String call) {
        return ExtendedSpark.value(session(), "SELECT " + call.formatted(folder));
    }
}
