package io.sparkdistill.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Wherever a call stands, a query gives what it gives with a function that asks the model about each row alone. */
class CallPlacementTest {
    @TempDir
    static Path folder;

    private static SparkSession session;
    private static SparkSession registered;

    @BeforeAll
    static void prepare() throws IOException {
        TinyStudent.write(folder);
        session = ExtendedSpark.session();
        registered = ExtendedSpark.withoutSetting();
        DistillFunctions.register(registered);
        for (SparkSession each : List.of(session, registered)) {
            each.conf().set("spark.sql.adaptive.enabled", false);
            TinyStudent.registerTruth(each, folder);
            // Not local rows, on which the optimizer computes by itself.
            String texts = "SELECT CAST(id AS INT) AS id, CAST(id % 3 AS INT) AS grp, CASE WHEN id % 7 = 5 THEN NULL "
                    + "WHEN id % 7 = 6 THEN ' ' ELSE concat(IF(id % 2 = 0, 'good ', 'film '), repeat('bad ', CAST(id % 5 AS "
                    + "INT)), id) END AS text FROM range(BOUNDS, 2)";
            each.sql(texts.replace("BOUNDS", "0, 24, 1")).createOrReplaceTempView("a");
            each.sql(texts.replace("BOUNDS", "5, 16, 1")).createOrReplaceTempView("b");
        }
    }

    static Stream<String> subqueries() {
        return Stream.of(
                "SELECT id FROM a WHERE EXISTS (SELECT 1 FROM b WHERE F(b.text) = a.grp AND b.id > a.id)",
                "SELECT id FROM a WHERE NOT EXISTS (SELECT 1 FROM b WHERE F(b.text) = a.grp AND b.id > a.id)",
                "SELECT id FROM a WHERE EXISTS (SELECT 1 FROM b WHERE b.grp = F(a.text) AND b.id > a.id)",
                "SELECT id FROM a WHERE EXISTS (SELECT 1 FROM b WHERE F(b.text) = F(a.text) AND b.id <> a.id AND F(b.text) > 0)",
                "SELECT id FROM a WHERE a.grp IN (SELECT F(b.text) FROM b WHERE b.id > a.id)",
                "SELECT id FROM a WHERE a.grp NOT IN (SELECT F(b.text) FROM b WHERE b.id > a.id)",
                "SELECT id FROM a WHERE F(a.text) NOT IN (SELECT F(b.text) FROM b WHERE b.id % 7 < 5 AND b.id > a.id)",
                "SELECT id FROM a WHERE id IN (SELECT b.id FROM b WHERE F(b.text) = F(a.text)) AND F(a.text) >= 0",
                "SELECT id, EXISTS (SELECT 1 FROM b WHERE F(b.text) = a.grp AND b.id > a.id) FROM a",
                "SELECT id FROM a WHERE id = 3 OR EXISTS (SELECT 1 FROM b WHERE F(b.text) = a.grp AND b.id < a.id)",
                "SELECT id, (SELECT max(F(b.text)) FROM b WHERE b.grp = a.grp) FROM a",
                "SELECT id, (SELECT count(*) FROM b WHERE F(b.text) = a.grp) FROM a",
                "SELECT id FROM a WHERE F(text) = (SELECT max(F(b.text)) FROM b WHERE b.grp = a.grp)",
                "SELECT id, F(IF(EXISTS (SELECT 1 FROM b WHERE b.id = a.id AND F(b.text) = 1), 'good', 'bad bad')) FROM a",
                "SELECT id, F((SELECT max(b.text) FROM b WHERE b.grp = a.grp)) FROM a");
    }

    static Stream<String> others() {
        return Stream.of(
                "SELECT a.id, c FROM a, LATERAL (SELECT F(a.text) AS c)",
                "SELECT a.id, n FROM a, LATERAL (SELECT count(*) AS n FROM b WHERE b.grp = F(a.text))",
                "SELECT id, F((SELECT max(text) FROM b)) FROM a",
                "WITH t AS (SELECT id, F(text) AS c FROM a) SELECT x.id, y.id FROM t x JOIN t y ON x.c = y.c AND x.id < y.id",
                "WITH t AS (SELECT id, F(concat(text, IF(rand(3) < 0.5, ' bad', ''))) AS c FROM a) "
                        + "SELECT count(*) FROM t x JOIN t y ON x.id = y.id AND x.c = y.c",
                "SELECT F(text) FROM a UNION SELECT F(text) + 1 FROM b UNION ALL SELECT F(concat(text, 'bad')) FROM a",
                "SELECT id, F(text) FROM a INTERSECT SELECT id, F(text) FROM b",
                "SELECT id, F(text) FROM a EXCEPT SELECT id, F(text) FROM b",
                "SELECT id, lag(F(text)) OVER (PARTITION BY grp ORDER BY id), count(*) OVER (PARTITION BY F(text)) FROM a",
                "SELECT F(text), count(*), max(F(text)) FROM a GROUP BY F(text) HAVING F(max(text)) >= 0 OR count(*) > 0",
                "SELECT grp, F(text), count(*) FROM a GROUP BY ROLLUP(grp, F(text))",
                "SELECT count(DISTINCT F(text)), count(DISTINCT grp), sum(F(text)) FILTER (WHERE F(text) > 0) FROM a",
                "SELECT a.id, b.id FROM a LEFT JOIN b ON F(a.text) = b.grp AND F(b.text) = a.grp",
                "SELECT a.id, b.id FROM a FULL JOIN b ON a.id = b.id AND F(a.text) = F(b.text)",
                "SELECT a.id FROM a LEFT ANTI JOIN b ON F(a.text) = F(b.text) AND a.id < b.id",
                "SELECT a.id, b.id FROM a JOIN b ON F(concat(a.text, ' ', b.text)) = 1 AND a.id < 9",
                "SELECT a.id, b.id FROM a, b WHERE F(concat(a.text, ' ', b.text)) = 1 AND a.grp = b.grp AND F(b.text) >= 0",
                "SELECT id, CASE WHEN grp = 1 THEN F(text) WHEN grp = 2 THEN -F(text) ELSE 7 END FROM a",
                "SELECT * FROM (SELECT grp, F(text) AS c, id FROM a) PIVOT (count(id) FOR c IN (0, 1, 2))",
                "SELECT id, c FROM a LATERAL VIEW explode(array(F(text), grp)) AS c WHERE F(text) >= 0",
                "SELECT id, named_struct('c', F(text)).c, map('c', F(text))['c'], F(text) <=> NULL FROM a",
                "SELECT id FROM a WHERE F(text) BETWEEN 1 AND 2 OR F(text) IS NULL",
                "SELECT id, F(concat(text, IF(rand(7) < 0.5, ' bad', ' good good'))) FROM a",
                "SELECT id, F(repeat('bad ', CAST(monotonically_increasing_id() % 1000 % 5 AS INT))) FROM a",
                "SELECT id, F(concat(F(text), text)), F(concat(text, F(concat(text, F(text))))) FROM a",
                "SELECT DISTINCT F(text) FROM (SELECT id, text FROM a ORDER BY F(text), id LIMIT 9)");
    }

    @ParameterizedTest
    @MethodSource({"subqueries", "others"})
    void aCallIsAsGoodAsOneAboutEachRowAlone(String statement) {
        assertThat(rows(session, calling(statement))).isNotEmpty().isEqualTo(rows(session, truth(statement)));
    }

    @ParameterizedTest
    @MethodSource("subqueries")
    void soItIsInASessionWithoutTheSetting(String statement) {
        assertThat(rows(registered, calling(statement))).isEqualTo(rows(session, truth(statement)));
    }

    @Test
    void theTextsHaveAnswersOfSeveralClasses() {
        assertThat(rows(session, "SELECT DISTINCT truth(text) FROM a")).hasSizeGreaterThan(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"uuid()", "concat_ws(' ', shuffle(array('good', 'bad', text)))", "CAST(rand() AS STRING)"})
    void aTextMayBeRandomCompiledOrNot(String text) {
        String statement = calling("SELECT count(c) FROM (SELECT F(%s) AS c FROM a)".formatted(text));
        assertThat(ExtendedSpark.value(session, statement)).isEqualTo(24L);
        session.conf().set("spark.sql.codegen.factoryMode", "NO_CODEGEN");
        session.conf().set("spark.sql.codegen.wholeStage", false);
        try {
            assertThat(ExtendedSpark.value(session, statement)).isEqualTo(24L);
        } finally {
            session.conf().unset("spark.sql.codegen.factoryMode");
            session.conf().unset("spark.sql.codegen.wholeStage");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT a.id FROM a LEFT JOIN b ON F(concat(a.text, b.text)) = 1",
                "SELECT a.id FROM a WHERE EXISTS (SELECT 1 FROM b WHERE F(concat(a.text, b.text)) = 1)"
            })
    void aCallWithoutAnInputThatHasItsTextIsRefused(String statement) {
        assertThatThrownBy(() -> session.sql(calling(statement)).collectAsList())
                .hasMessageStartingWith("Cannot plan student_class: its text must come from one input: student_class(");
    }

    private static String calling(String statement) {
        return statement.replaceAll("\\bF\\(", "student_class('" + folder + "', ");
    }

    private static String truth(String statement) {
        return statement.replaceAll("\\bF\\(", "truth(");
    }

    private static List<String> rows(SparkSession session, String statement) {
        return session.sql(statement).collectAsList().stream()
                .map(Object::toString)
                .sorted()
                .toList();
    }
}
