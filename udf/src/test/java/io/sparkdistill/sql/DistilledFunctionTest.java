package io.sparkdistill.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sparkdistill.distill.Predictions;
import io.sparkdistill.distill.Vectors;
import io.sparkdistill.fixtures.TinyTeacher;
import io.sparkdistill.format.ModelFormat;
import io.sparkdistill.statistics.CascadeCounts;
import io.sparkdistill.teacher.FittedCascade;
import io.sparkdistill.teacher.FittedCascade.AskedTeacher;
import io.sparkdistill.teacher.ModelSource;
import io.sparkdistill.teacher.ModelStaging;
import io.sparkdistill.teacher.TextInput;
import io.sparkdistill.tokenizer.TokenizerOutput;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DistilledFunctionTest extends SqlFunctionContract {
    @TempDir
    private static Path folder;

    @BeforeAll
    static void writeModels() throws IOException {
        TinyTeacher.writeModel(folder.resolve("model.pt"), TinyTeacher.TWO_CLASSES);
        TinyTeacher.writeTokenizer(folder.resolve("tokenizer.json"));
        String model = folder.resolve("model.pt").toString();
        writeRun("run", model);
        writeRun("remote", null);
    }

    /** The student of the run answers where its margin is at least that of "good film". */
    private static void writeRun(String run, String model) throws IOException {
        Path student = folder.resolve(run).resolve("student");
        TinyStudent.write(student);
        double margin = Predictions.logitMargin(Vectors.widen(TinyStudent.logits(student, "good film")));
        CascadeCounts counts = new CascadeCounts();
        for (int i = 0; i < 1000; i++) {
            counts.add(margin * (i % 2 == 0 ? 1.1 : 0.9), 0, i % 2, i % 2);
        }
        AskedTeacher asked = new AskedTeacher(
                "tiny",
                fingerprint(),
                2,
                16,
                Arrays.stream(TokenizerOutput.values())
                        .map(TokenizerOutput::tensorName)
                        .toList(),
                model);
        Files.createDirectories(folder.resolve(run).resolve(FittedCascade.ARTIFACT));
        Files.writeString(
                folder.resolve(run).resolve(FittedCascade.FILE),
                new FittedCascade(asked, "teacher", 0.98, 0.05, null, 1, counts.curve()).json());
    }

    private static String fingerprint() throws IOException {
        ModelSource teacher = ModelSource.exported(
                        ModelFormat.TORCH_SCRIPT, folder.resolve("model.pt").toString())
                .classes(2)
                .text(
                        folder.resolve("tokenizer.json").toString(),
                        new TextInput(16, List.of(TokenizerOutput.values())));
        return new ModelStaging(new Configuration()).stage(teacher).spec().fingerprint();
    }

    @Override
    Class<? extends SqlFunction> kind() {
        return DistilledFunction.class;
    }

    @Override
    String runnable(String statement) {
        return statement.replace("'out'", "'" + folder + "/run/student'");
    }

    @Override
    boolean examplesTellTheResult() {
        return false;
    }

    /** Checks that a null argument gives null. */
    @Override
    void checkNullRule(SqlFunction function) {
        assertThat(value(function.name() + "(NULL, '%s/run/student')")).isNull();
        assertThat(value(function.name() + "('good', NULL)")).isNull();
        assertThat(value(function.name() + "('good', '%s/run/student', NULL)")).isNull();
    }

    @Test
    void answersAsTheCascadeDoes() {
        List<Row> rows = session()
                .sql(
                        ("SELECT distilled_class(text, '%1$s/run/student'), cascade_class('%1$s/run/student', '%1$s', text)"
                                        + " FROM VALUES ('good film'), ('bad film'), ('film'), ('bad good good film') AS t(text)")
                                .formatted(folder))
                .collectAsList();

        assertThat(rows).hasSize(4).allSatisfy(row -> assertThat(row.getInt(0)).isEqualTo(row.getInt(1)));
    }

    @Test
    void whatIsNotDistilledIsAnErrorThatNamesTheCommand() {
        assertThatThrownBy(() -> value("distilled_class('good', '%s/none')"))
                .hasMessageContaining(
                        "Cannot call distilled_class: no cascade is fitted for the student in %1$s/none; run `cascade`;"
                                + " to distill: spark-distill pipeline --config FILE --set output=%1$s/none --set"
                                + " cascade.enabled=true",
                        folder);
        assertThatThrownBy(() -> value("distilled_class('good', '%s/remote/student')"))
                .hasMessageContaining(
                        "Cannot call distilled_class: SQL cannot run the teacher tiny of %s/remote/student, which is no model in a"
                                + " file or folder; answer the table by: spark-distill answer --config FILE",
                        folder);
        assertThatThrownBy(() -> value("distilled_class('good', CAST(rand() AS STRING))"))
                .hasMessageContaining("Cannot call distilled_class: output must be constant: ");
    }

    private Object value(String call) {
        return ExtendedSpark.value(session(), "SELECT " + call.formatted(folder));
    }
}
