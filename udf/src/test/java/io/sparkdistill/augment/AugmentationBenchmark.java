package io.sparkdistill.augment;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;

import io.sparkdistill.language.PartOfSpeechDistribution;
import io.sparkdistill.language.PartOfSpeechDistribution.Count;
import io.sparkdistill.language.PartOfSpeechTagger;
import io.sparkdistill.text.Words;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.Test;

/**
 * Sentences tagged and copies made a second, on one thread. Not part of the build: {@code mvn -Pbenchmark -pl serving,udf test
 * -Dtest=AugmentationBenchmark -Dsentences=FILE}, a text file with a sentence a line.
 */
class AugmentationBenchmark {
    private static final int COPIES = 20;
    private static final int ROUNDS = 3;

    @Test
    void perSecond() throws IOException {
        List<List<String>> sentences = Files.readAllLines(Path.of(System.getProperty("sentences"))).stream()
                .map(Words::split)
                .toList();
        PartOfSpeechTagger tagger = PartOfSpeechTagger.english();
        for (int round = 0; round < ROUNDS; round++) {
            List<TaggedSentence> tagged = new ArrayList<>();
            report(
                    "sentences tagged",
                    sentences.size(),
                    () -> sentences.forEach(words -> tagged.add(TaggedSentence.of(words, tagger))));
            Augmenter augmenter = Augmenter.inPaperOrder(
                    42,
                    new Masking(0.1, "[MASK]"),
                    new PartOfSpeechReplacement(0.1, distribution(tagged)),
                    NgramSampling.standard(0.25));
            LongAdder words = new LongAdder();
            report(
                    "copies made",
                    sentences.size() * COPIES,
                    () -> tagged.forEach(sentence -> {
                        for (int number = 0; number < COPIES; number++) {
                            words.add(augmenter.copy(sentence, number).text().size());
                        }
                    }));
            assertThat(words.sum()).isPositive();
        }
    }

    private static PartOfSpeechDistribution distribution(List<TaggedSentence> sentences) {
        record Word(String tag, String word) {}
        List<Word> words = new ArrayList<>();
        for (TaggedSentence sentence : sentences) {
            for (int i = 0; i < sentence.words().size(); i++) {
                words.add(new Word(sentence.tags().get(i), sentence.words().get(i)));
            }
        }
        Map<Word, Long> counts = words.stream().collect(groupingBy(word -> word, counting()));
        return PartOfSpeechDistribution.of(counts.entrySet().stream()
                .map(entry -> new Count(entry.getKey().tag(), entry.getKey().word(), entry.getValue()))
                .toList());
    }

    private static void report(String what, int count, Runnable work) {
        long start = System.nanoTime();
        work.run();
        System.out.printf("%,.0f %s/s%n", count * 1e9 / (System.nanoTime() - start), what);
    }
}
