package io.sparkdistill.jobs.quickstart;

import io.sparkdistill.distill.Seeds;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.Function;

/**
 * Writes a corpus of generated film reviews, with many labels for a teacher, and few labels and many unlabeled
 * sentences for a student.
 *
 * <p>No single word decides the label of a review, but negation, comparison, contrast and intensity. The few labeled
 * sentences of the student have common words only; the other files have all words of the grammar. No sentence occurs
 * twice, neither in one file nor in two.
 */
public final class ReviewCorpus {
    static final String GRAMMAR = "reviews.grammar";
    static final String HEADER = "sentence\tlabel";

    private static final int ATTEMPTS = 10_000;

    private final Path folder;
    private final long seed;
    private final Set<String> used = new HashSet<>();

    private ReviewCorpus(Path folder, long seed) {
        this.folder = folder;
        this.seed = seed;
    }

    /**
     * Writes {@code test.tsv}, {@code validation.tsv}, {@code train.tsv}, {@code teacher-train.tsv} (columns {@code
     * sentence} and {@code label}, 1 is praise and 0 blame) and {@code unlabeled.txt} (one sentence per line). The same
     * seed and sizes give the same bytes.
     *
     * @param folder that is created if it does not exist; existing files of these names are replaced
     */
    public static void write(Path folder, long seed, CorpusSizes sizes) throws IOException {
        Files.createDirectories(folder);
        Grammar common = grammar(WordRange.COMMON);
        Grammar wide = grammar(WordRange.WIDE);
        ReviewCorpus corpus = new ReviewCorpus(folder, seed);
        corpus.labeled("test.tsv", sizes.test(), wide);
        corpus.labeled("validation.tsv", sizes.validation(), wide);
        corpus.labeled("train.tsv", sizes.train(), common);
        corpus.labeled("teacher-train.tsv", sizes.teacherTrain(), wide);
        corpus.unlabeled("unlabeled.txt", sizes.unlabeled(), wide);
    }

    static Grammar grammar(WordRange vocabulary) throws IOException {
        try (InputStream in = ReviewCorpus.class.getResourceAsStream(GRAMMAR)) {
            return Grammar.read(new String(in.readAllBytes(), StandardCharsets.UTF_8), vocabulary);
        }
    }

    private void labeled(String file, int size, Grammar grammar) throws IOException {
        List<String> lines = new ArrayList<>(List.of(HEADER));
        lines.addAll(lines(file, size, grammar, review -> review.sentence() + "\t" + review.label()));
        write(file, lines);
    }

    private void unlabeled(String file, int size, Grammar grammar) throws IOException {
        write(file, lines(file, size, grammar, Review::sentence));
    }

    private void write(String file, List<String> lines) throws IOException {
        Files.writeString(folder.resolve(file), String.join("\n", lines) + "\n", StandardCharsets.UTF_8);
    }

    /** Returns lines in random order, half of them praise (one more if the size is odd) and half blame. */
    private List<String> lines(String file, int size, Grammar grammar, Function<Review, String> line) {
        Random random = new Random(Seeds.derive(seed, file.hashCode()));
        List<String> lines = new ArrayList<>(size);
        while (lines.size() < size) {
            lines.add(line.apply(fresh(grammar, lines.size() % 2 == 0, random)));
        }
        Collections.shuffle(lines, random);
        return lines;
    }

    private Review fresh(Grammar grammar, boolean praise, Random random) {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            Review review = Review.draw(grammar, praise, random);
            if (used.add(review.sentence())) {
                return review;
            }
        }
        throw new IllegalArgumentException(
                "Cannot make a corpus of this size: the grammar has hardly a sentence left that is not in it");
    }
}
