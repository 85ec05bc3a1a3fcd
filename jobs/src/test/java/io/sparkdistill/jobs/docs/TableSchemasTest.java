package io.sparkdistill.jobs.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkdistill.table.Answers;
import io.sparkdistill.table.Generated;
import io.sparkdistill.table.Logits;
import io.sparkdistill.table.Predicted;
import io.sparkdistill.table.Rejected;
import io.sparkdistill.table.SoftTargets;
import io.sparkdistill.table.TeacherWords;
import io.sparkdistill.table.TransferSet;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class TableSchemasTest {
    @ParameterizedTest
    @MethodSource("tables")
    void thePageShowsTheColumnsOfATableInOrderWithTypeAndNulls(String table, StructType schema) {
        List<List<String>> rows = Page.of("docs/tables.md").table("### " + table);

        assertThat(rows.get(0)).containsExactly("column", "type", "null", "meaning");
        assertThat(rows.subList(1, rows.size()).stream()
                        .map(row -> row.subList(0, 3))
                        .toList())
                .isEqualTo(Arrays.stream(schema.fields())
                        .map(TableSchemasTest::written)
                        .toList());
        assertThat(rows).allSatisfy(row -> assertThat(row.get(3)).isNotBlank());
    }

    static Stream<Arguments> tables() {
        return Stream.of(
                Arguments.of(TransferSet.TABLE, TransferSet.SCHEMA),
                Arguments.of(Logits.TABLE, Logits.SCHEMA),
                Arguments.of(Answers.TABLE, Answers.SCHEMA),
                Arguments.of(Generated.TABLE, Generated.SCHEMA),
                Arguments.of(TeacherWords.TABLE, TeacherWords.SCHEMA),
                Arguments.of(SoftTargets.TABLE, SoftTargets.SCHEMA),
                Arguments.of(Rejected.TABLE, Rejected.SCHEMA),
                Arguments.of(Predicted.TABLE, Predicted.SCHEMA));
    }

    private static List<String> written(StructField column) {
        String type = column.dataType().catalogString().replace("<", "\\<").replace(">", "\\>");
        return List.of("`" + column.name() + "`", type, column.nullable() ? "yes" : "no");
    }
}
