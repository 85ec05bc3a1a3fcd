package io.sparkdistill.augment;

import io.sparkdistill.language.PartOfSpeechDistribution;
import io.sparkdistill.language.PartOfSpeechDistribution.Count;
import java.util.List;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Provide;
import net.jqwik.api.domains.DomainContextBase;

/** Tagged sentences of any length, over small alphabets of words and tags. */
final class Sentences extends DomainContextBase {
    static final String MASK = "[MASK]";
    /** Words of the training data, none of which is in a sentence; the tag PROPN is not in it. */
    static final List<Count> COUNTS = List.of(
            new Count("NOUN", "story", 3),
            new Count("NOUN", "cast", 1),
            new Count("ADJ", "witty", 2),
            new Count("ADJ", "dire", 2),
            new Count("VERB", "shines", 1));

    static final PartOfSpeechDistribution DISTRIBUTION = PartOfSpeechDistribution.of(COUNTS);

    private record Word(String word, String tag) {}

    @Provide
    Arbitrary<TaggedSentence> sentences() {
        Arbitrary<Word> words = Combinators.combine(
                        Arbitraries.of("a", "film", "of", "no", "charm", "!"),
                        Arbitraries.of("NOUN", "ADJ", "VERB", "PROPN"))
                .as(Word::new);
        return words.list()
                .ofMaxSize(30)
                .map(list -> new TaggedSentence(
                        list.stream().map(Word::word).toList(),
                        list.stream().map(Word::tag).toList()));
    }

    /** Words that the training data has for a tag. */
    static List<String> wordsOf(String tag) {
        return COUNTS.stream()
                .filter(count -> count.tag().equals(tag))
                .map(Count::word)
                .toList();
    }

    /** Different sentences of known tags. */
    static Stream<TaggedSentence> distinct(int count, int length) {
        return Stream.iterate(0, i -> i < count, i -> i + 1).map(i -> {
            List<String> words = Stream.iterate(0, j -> j < length, j -> j + 1)
                    .map(j -> "w" + i + "_" + j)
                    .toList();
            return new TaggedSentence(words, words.stream().map(word -> "ADJ").toList());
        });
    }
}
