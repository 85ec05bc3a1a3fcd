package io.sparkdistill.sql;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkdistill.fixtures.TinyTeacher;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

class ModelFunctionTest extends SqlFunctionContract {
    @TempDir
    private static Path folder;

    @BeforeAll
    static void writeModels() throws IOException {
        TinyTeacher.writeModel(folder.resolve("model.pt"), TinyTeacher.TWO_CLASSES);
        TinyTeacher.writeTokenizer(folder.resolve("tokenizer.json"));
        TinyStudent.write(folder.resolve("student"));
    }

    @Override
    Class<? extends SqlFunction> kind() {
        return ModelFunction.class;
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
        List<String> valid = new ArrayList<>(List.of("'" + folder + "/student'", "'good'"));
        for (Parameter<?> option :
                function.parameters().subList(2, function.parameters().size())) {
            valid.add(option.defaultArgument(function.name()).sql());
        }
        assertThat(value(function, valid)).isNotNull();
        for (int i = 0; i < valid.size(); i++) {
            List<String> arguments = new ArrayList<>(valid);
            Collections.fill(arguments.subList(i, i + 1), "NULL");
            assertThat(value(function, arguments)).isNull();
        }
    }

    private Object value(SqlFunction function, List<String> arguments) {
        return ExtendedSpark.value(session(), "SELECT %s(%s)".formatted(function.name(), String.join(", ", arguments)));
    }
}
