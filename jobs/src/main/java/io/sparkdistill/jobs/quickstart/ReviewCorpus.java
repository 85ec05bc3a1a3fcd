package io.sparkdistill.jobs.quickstart;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;

/**
 * A corpus of made-up reviews: many labels for a teacher, few labels and much unlabelled text for a student. The few
 * labelled sentences use the common words alone; the unlabelled ones, and those of validation and test, all words. No
 * sentence is in two files.
 */
public final class ReviewCorpus {
    private static final double COMMON_WORDS = 0.28;
    private static final double ALL_WORDS = 1.0;

    private final Path folder;
    private final Random random;
    private final Set<String> used = new HashSet<>();

    private ReviewCorpus(Path folder, long seed) {
        this.folder = folder;
        this.random = new Random(seed);
    }

    /**
     * Writes the files {@code train.tsv}, {@code validation.tsv}, {@code test.tsv}, {@code teacher-train.tsv} (columns
     * {@code sentence} and {@code label}, 1 = positive) and {@code unlabeled.txt} (a sentence a line). The same seed and
     * sizes give the same bytes.
     *
     * @param folder made if it does not exist
     */
    public static void write(Path folder, long seed, CorpusSizes sizes) throws IOException {
        Files.createDirectories(folder);
        ReviewCorpus corpus = new ReviewCorpus(folder, seed);
        corpus.labeled("train.tsv", sizes.train(), COMMON_WORDS);
        corpus.labeled("validation.tsv", sizes.validation(), ALL_WORDS);
        corpus.labeled("test.tsv", sizes.test(), ALL_WORDS);
        corpus.labeled("teacher-train.tsv", sizes.teacherTrain(), ALL_WORDS);
        corpus.unlabeled("unlabeled.txt", sizes.unlabeled());
    }

    private void labeled(String name, int size, double words) throws IOException {
        Grammar grammar = new Grammar(random, words);
        try (BufferedWriter out = Files.newBufferedWriter(folder.resolve(name), StandardCharsets.UTF_8)) {
            out.write("sentence\tlabel\n");
            for (int i = 0; i < size; i++) {
                Review review = fresh(grammar);
                out.write(review.text() + "\t" + (review.positive() ? 1 : 0) + "\n");
            }
        }
    }

    private void unlabeled(String name, int size) throws IOException {
        Grammar grammar = new Grammar(random, ALL_WORDS);
        try (BufferedWriter out = Files.newBufferedWriter(folder.resolve(name), StandardCharsets.UTF_8)) {
            for (int i = 0; i < size; i++) {
                out.write(fresh(grammar).text() + "\n");
            }
        }
    }

    private Review fresh(Grammar grammar) {
        Review review = grammar.review();
        while (!used.add(review.text())) {
            review = grammar.review();
        }
        return review;
    }
}
