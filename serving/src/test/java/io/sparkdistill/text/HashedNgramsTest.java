package io.sparkdistill.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class HashedNgramsTest {
    private static final int BUCKETS = 1_000;
    private static final Vocabulary VOCABULARY = Vocabulary.ofWords(List.of("<padding>", "<unknown>", "a", "film"));

    private static int[] encode(HashedNgrams ngrams, String text) {
        return new TextEncoder(VOCABULARY, 5, ngrams).encode(text);
    }

    /** The hash of "foobar" is one of the test vectors of FNV-1a. */
    @Test
    void hashesByFnv1a() {
        assertThat(encode(new HashedNgrams(1, 8, 8, BUCKETS), "foobar")).containsExactly(id(hash("<foobar>")));
        assertThat(hash("foobar")).isEqualTo(0xBF9CF968L);
    }

    private static int id(long hash) {
        return (int) (4 + hash % BUCKETS);
    }

    private static long hash(String text) {
        long hash = 0x811C9DC5L;
        for (byte next : text.getBytes(java.nio.charset.StandardCharsets.UTF_8)) {
            hash = (hash ^ (next & 0xFF)) * 0x01000193 & 0xFFFFFFFFL;
        }
        return hash;
    }

    @Test
    void addsTheNgramsOfWordsBehindTheWords() {
        assertThat(encode(new HashedNgrams(3, 1, 0, BUCKETS), "A film a"))
                .containsExactly(2, 3, 2, id(hash("a film")), id(hash("film a")), id(hash("a film a")));
    }

    @Test
    void readsAnUnknownWordAsTheNgramsOfItsCharacters() {
        assertThat(encode(new HashedNgrams(1, 3, 4, BUCKETS), "a é👍"))
                .containsExactly(2, id(hash("<é>")), id(hash("<👍>")));
        assertThat(encode(new HashedNgrams(1, 3, 4, BUCKETS), "éb"))
                .containsExactly(id(hash("<éb")), id(hash("éb>")), id(hash("<éb>")));
    }

    @Test
    void readsAWordThatIsTooShortForAnNgramAsUnknown() {
        assertThat(encode(new HashedNgrams(1, 5, 6, BUCKETS), "b film")).containsExactly(Vocabulary.UNKNOWN, 3);
    }

    @Test
    void readsTheFirstCharactersOfALongWord() {
        HashedNgrams trigrams = new HashedNgrams(1, 3, 3, BUCKETS);
        assertThat(encode(trigrams, "x".repeat(100_000))).hasSize(38).isEqualTo(encode(trigrams, "x".repeat(39)));
    }

    @Test
    void readsTheNgramsOfTheWordsThatAreNotCut() {
        assertThat(encode(new HashedNgrams(2, 1, 0, BUCKETS), "a a a a a a a film"))
                .hasSize(5 + 4);
    }

    @Test
    void refusesBucketsWithoutNgrams() {
        assertThatThrownBy(() -> new HashedNgrams(1, 3, 0, 7))
                .hasMessage(
                        "Cannot hash n-grams: words must be at least 1, characters positive, and buckets positive if there are n-grams: words 1, characters 3 to 0, buckets 7");
    }
}
