package io.sparkdistill.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sparkdistill.text.Words;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TextFunctionsTest {
    @Property
    void maskingKeepsWordsOrHidesThem(
            @ForAll String text, @ForAll @DoubleRange(min = 0, max = 1) double probability, @ForAll long seed) {
        List<String> words = Words.split(text);

        String masked = TextFunctions.maskWords(text, probability, seed, "#MASK#");

        String[] parts = masked.isEmpty() ? new String[0] : masked.split(" ", -1);
        assertThat(parts).hasSameSizeAs(words);
        for (int i = 0; i < parts.length; i++) {
            assertThat(parts[i]).isIn(words.get(i), "#MASK#");
        }
        assertThat(TextFunctions.maskWords(text, probability, seed, "#MASK#")).isEqualTo(masked);
    }

    @Property
    void anNgramIsAPieceOfTheText(@ForAll String text, @ForAll long seed) {
        String whole = String.join(" ", Words.split(text));

        String ngram = TextFunctions.sampleNgram(text, 1, seed);

        assertThat(" " + whole + " ").contains(" " + ngram + " ");
        assertThat(Words.split(ngram)).hasSizeLessThanOrEqualTo(5);
        assertThat(TextFunctions.sampleNgram(text, 0, seed)).isEqualTo(whole);
    }

    @Property(tries = 200)
    void aReplacementKeepsTheNumberOfWords(@ForAll long seed) {
        String replaced =
                TextFunctions.replaceByPartOfSpeech("The film is not very good.", 0.5, seed, WordTables.ENGLISH);

        assertThat(replaced.split(" ")).hasSize(7).endsWith(".");
    }

    @Test
    void wordsComeFromATableThatSqlMade(@TempDir Path folder) {
        SparkSession session = ExtendedSpark.session();
        String path = folder.resolve("words").toUri().toString();
        session.sql("INSERT OVERWRITE DIRECTORY '" + path + "' USING csv OPTIONS (sep '\\t') "
                + "SELECT tag, word, count(*) FROM (SELECT inline(part_of_speech(text)) "
                + "FROM VALUES ('A dull plot'), ('A dull plot') AS t(text)) GROUP BY tag, word");

        Object value =
                ExtendedSpark.value(session, "SELECT replace_by_part_of_speech('the good film', 1, 7, '" + path + "')");

        assertThat(value).isEqualTo("a dull plot");
    }

    @Test
    void aTableOfWordsThatChangedIsReadAgainByTheNextQuery(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("words.tsv");
        SparkSession session = ExtendedSpark.session();
        for (String noun : List.of("film", "plot", "actor")) {
            Files.writeString(file, "NOUN\t" + noun + "\t1\n");
            assertThat(ExtendedSpark.value(session, replaceNoun("'" + file + "'")))
                    .isEqualTo("a " + noun);
            assertThat(ExtendedSpark.value(
                            session, replaceNoun("concat('" + file + "', substring(id, 1, 0))") + " FROM range(1)"))
                    .isEqualTo("a " + noun);
        }
    }

    @Test
    void compressedPartsAndQuotationMarksAreRead(@TempDir Path folder) {
        SparkSession session = ExtendedSpark.session();
        String path = folder.resolve("words").toUri().toString();
        session.sql("INSERT OVERWRITE DIRECTORY '" + path + "' USING csv OPTIONS (sep '\\t', compression 'gzip') "
                + "SELECT tag, word, count(*) FROM (SELECT inline(part_of_speech(text)) "
                + "FROM VALUES ('\"'), ('dull plot') AS t(text)) GROUP BY tag, word");

        assertThat(ExtendedSpark.value(session, "SELECT replace_by_part_of_speech('good, film', 1, 7, '" + path + "')"))
                .isEqualTo("dull \" plot");
    }

    @Test
    void manyTablesAreReadInTurn(@TempDir Path folder) throws Exception {
        for (int i = 0; i < WordTables.MAX_TABLES + 5; i++) {
            Files.writeString(folder.resolve(i + ".tsv"), "NOUN\tfilm" + i + "\t1\n");
        }
        assertThat(ExtendedSpark.value(
                        ExtendedSpark.session(),
                        "SELECT count(*) FROM (SELECT /*+ REPARTITION(2) */ id % 21 AS id FROM range(84)) WHERE "
                                + "replace_by_part_of_speech('a plot', 1, 7, concat('" + folder + "/', id, '.tsv'))"
                                + " = concat('a film', id)"))
                .isEqualTo(84L);
    }

    private static String replaceNoun(String table) {
        return "SELECT replace_by_part_of_speech('a book', 1, 7, " + table + ")";
    }

    @Test
    void anUnreadableTableOfWordsIsNamed(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("words.tsv"), "NOUN\tfilm\n");
        assertThatThrownBy(() -> ExtendedSpark.value(
                        ExtendedSpark.session(), "SELECT replace_by_part_of_speech('a film', 1, 7, '" + file + "')"))
                .hasMessage("Cannot evaluate replace_by_part_of_speech: unreadable table " + file
                        + ": a line must have a tag, a word and a count of at least 1, separated by tabs: NOUN\tfilm");
    }

    @Test
    void manyThreadsTagAtOnce() {
        assertThat(ExtendedSpark.value(
                        ExtendedSpark.session(),
                        "SELECT count(*) FROM (SELECT /*+ REPARTITION(8) */ id FROM range(400)) "
                                + "WHERE part_of_speech(concat('the film is dull ', id))[1].tag = 'NOUN'"))
                .isEqualTo(400L);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "mask_words(NULL, 0.1, 7)",
                "mask_words('a film', NULL, 7)",
                "replace_by_part_of_speech('a film', 0.1, 7, NULL)",
                "sample_ngram('a film', 0.1, NULL)",
                "part_of_speech(CAST(NULL AS STRING))"
            })
    void nullInNullOut(String call) {
        assertThat(ExtendedSpark.value(ExtendedSpark.session(), "SELECT " + call))
                .isNull();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "mask_words('a', 2, 7) | mask_words: the mask probability must lie in 0..1: 2.0",
                "mask_words('a', 1, 7, ' ') | mask_words: the mask word must not be blank",
                "sample_ngram('a', -1, 7) | sample_ngram: the n-gram probability must lie in 0..1: -1.0",
                "replace_by_part_of_speech('a', double('NaN'), 7) | replace_by_part_of_speech: the part-of-speech"
                        + " replacement probability must lie in 0..1: NaN"
            })
    void aWrongValueIsNamedWithItsFunction(String call, String message) {
        assertThatThrownBy(() -> ExtendedSpark.value(ExtendedSpark.session(), "SELECT " + call))
                .hasMessage("Cannot evaluate " + message);
    }
}
