package io.sparkdistill.jobs.quickstart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sparkdistill.text.Words;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReviewCorpusTest {
    private static final CorpusSizes SMALL = new CorpusSizes(3_000, 800, 2_000, 200, 1_000);
    private static final List<String> LABELED = List.of("teacher-train.tsv", "train.tsv", "validation.tsv", "test.tsv");
    private static final String UNLABELED = "unlabeled.txt";

    @TempDir
    static Path folder;

    private record Labeled(String sentence, int label) {}

    @BeforeAll
    static void write() throws IOException {
        ReviewCorpus.write(folder, 42, SMALL);
    }

    @Test
    void writesAsManySentencesAsAskedFor() throws IOException {
        assertThat(labeled("teacher-train.tsv")).hasSize(3_000);
        assertThat(labeled("train.tsv")).hasSize(800);
        assertThat(labeled("validation.tsv")).hasSize(200);
        assertThat(labeled("test.tsv")).hasSize(1_000);
        assertThat(Files.readAllLines(folder.resolve(UNLABELED))).hasSize(2_000);
    }

    @Test
    void writesTheSameBytesForTheSameSeed(@TempDir Path again) throws IOException {
        ReviewCorpus.write(again, 42, SMALL);

        for (String file : files()) {
            assertThat(again.resolve(file)).hasSameBinaryContentAs(folder.resolve(file));
        }
    }

    @Test
    void writesOtherSentencesForAnotherSeed(@TempDir Path other) throws IOException {
        ReviewCorpus.write(other, 43, SMALL);

        for (String file : files()) {
            assertThat(Files.readString(other.resolve(file))).isNotEqualTo(Files.readString(folder.resolve(file)));
        }
    }

    @Test
    void keepsTheTestWhateverTheSizeOfTheRest(@TempDir Path other) throws IOException {
        ReviewCorpus.write(other, 42, new CorpusSizes(10, 10, 10, 10, SMALL.test()));

        assertThat(other.resolve("test.tsv")).hasSameBinaryContentAs(folder.resolve("test.tsv"));
    }

    @Test
    void putsNoSentenceIntoTwoFilesOrTwiceIntoOne() throws IOException {
        List<String> sentences = new ArrayList<>(Files.readAllLines(folder.resolve(UNLABELED)));
        for (String file : LABELED) {
            labeled(file).forEach(row -> sentences.add(row.sentence()));
        }

        assertThat(sentences).doesNotHaveDuplicates();
    }

    @Test
    void balancesTheLabels() throws IOException {
        for (String file : LABELED) {
            List<Labeled> rows = labeled(file);
            assertThat(rows.stream().filter(row -> row.label() == 1)).as(file).hasSize(rows.size() / 2);
        }
    }

    @Test
    void hasManyWordsThatTheFewLabelledSentencesLack() throws IOException {
        Set<String> known = words("train.tsv");

        assertThat(words(UNLABELED)).containsAll(known);
        for (String file : List.of("teacher-train.tsv", UNLABELED, "test.tsv")) {
            Set<String> missing = words(file);
            missing.removeAll(known);
            assertThat(missing).as(file).hasSizeGreaterThan(120).contains("turgid", "luminous", "scarcely");
        }
    }

    @Test
    void saysWhatItsLabelSays() throws IOException {
        ReviewReader reader = new ReviewReader(ReviewCorpus.grammar(WordRange.WIDE));
        long right = 0;
        long certain = 0;
        for (Labeled row : labeled("test.tsv")) {
            double praise = reader.likelihood(row.sentence(), true);
            double blame = reader.likelihood(row.sentence(), false);
            right += row.label() == (praise > blame ? 1 : 0) ? 1 : 0;
            certain += praise == 0 || blame == 0 ? 1 : 0;
        }

        assertThat(right / 1_000.0).isGreaterThan(0.98);
        assertThat(certain / 1_000.0).isBetween(0.93, 0.98);
    }

    @Test
    void refusesAnEmptyFile() {
        assertThatThrownBy(() -> new CorpusSizes(1, 1, 0, 1, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Cannot make a corpus: every file needs a sentence: 1, 1, 0, 1, 1");
    }

    private static List<String> files() {
        List<String> files = new ArrayList<>(LABELED);
        files.add(UNLABELED);
        return files;
    }

    private static Set<String> words(String file) throws IOException {
        Set<String> words = new HashSet<>();
        List<String> sentences = file.equals(UNLABELED)
                ? Files.readAllLines(folder.resolve(file))
                : labeled(file).stream().map(Labeled::sentence).toList();
        sentences.forEach(sentence -> words.addAll(Words.split(sentence)));
        return words;
    }

    private static List<Labeled> labeled(String file) throws IOException {
        List<String> lines = Files.readAllLines(folder.resolve(file));
        assertThat(lines.get(0)).isEqualTo("sentence\tlabel");
        return lines.stream()
                .skip(1)
                .map(line -> line.split("\t", -1))
                .map(cells -> new Labeled(cells[0], Integer.parseInt(cells[1])))
                .toList();
    }
}
