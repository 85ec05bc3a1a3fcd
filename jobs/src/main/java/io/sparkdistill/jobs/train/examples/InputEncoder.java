package io.sparkdistill.jobs.train.examples;

import io.sparkdistill.network.Example;
import io.sparkdistill.text.HashedNgrams;
import io.sparkdistill.text.TextEncoder;
import io.sparkdistill.text.Vocabulary;
import io.sparkdistill.tokenizer.SubwordTokenizer;
import io.sparkdistill.tokenizer.SubwordTokens;
import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.TaskContext;
import org.apache.spark.broadcast.Broadcast;

/** Encodes texts as the ids that a student reads. It is serializable, so that the executors can encode. */
public sealed interface InputEncoder extends Serializable {
    /**
     * Encodes a text or a pair of texts.
     *
     * @param pair null for a single text
     */
    TokenIds encode(String text, String pair);

    /**
     * Token ids encode a text or a pair of texts.
     *
     * @param words ids as in {@link Example#words}; null for features
     * @param pairWords ids as in {@link Example#pairWords}; null for features and for some single texts
     */
    @SuppressWarnings("ArrayRecordComponent")
    record TokenIds(int[] words, int[] pairWords) {
        /** The ids of an example of features, which has no text. */
        static final TokenIds ABSENT = new TokenIds(null, null);
    }

    /** Encodes texts as words of a vocabulary, each text of a pair separately. */
    final class Words implements InputEncoder {
        private final Broadcast<List<String>> words;
        private final int maximumWords;
        private final HashedNgrams ngrams;
        private transient TextEncoder encoder;

        /**
         * Creates an encoder.
         *
         * @param words of the vocabulary, in the order of their ids
         * @param maximumWords to which texts are truncated
         * @param ngrams that the student reads besides the words
         */
        public Words(Broadcast<List<String>> words, int maximumWords, HashedNgrams ngrams) {
            this.words = words;
            this.maximumWords = maximumWords;
            this.ngrams = ngrams;
        }

        @Override
        public TokenIds encode(String text, String pair) {
            if (encoder == null) {
                encoder = new TextEncoder(Vocabulary.ofWords(words.value()), maximumWords, ngrams);
            }
            return new TokenIds(encoder.encode(text), pair == null ? null : encoder.encode(pair));
        }
    }

    /** Encodes texts as subword tokens of a TorchScript model, both texts of a pair together. */
    final class Subwords implements InputEncoder {
        private final Broadcast<byte[]> tokenizer;
        private final int maxTokens;
        private transient SubwordTokenizer loaded;

        /**
         * Creates an encoder.
         *
         * @param tokenizer content of a {@code tokenizer.json}
         * @param maxTokens to which inputs are truncated
         */
        public Subwords(Broadcast<byte[]> tokenizer, int maxTokens) {
            this.tokenizer = tokenizer;
            this.maxTokens = maxTokens;
        }

        @Override
        public TokenIds encode(String text, String pair) {
            if (loaded == null) {
                loaded = load();
            }
            SubwordTokens tokens = loaded.tokenize(text, pair);
            return new TokenIds(integers(tokens.ids()), pair == null ? null : integers(tokens.typeIds()));
        }

        /** Loads the tokenizer and closes it when the task ends. */
        private SubwordTokenizer load() {
            try {
                SubwordTokenizer opened = new SubwordTokenizer(tokenizer.value(), maxTokens);
                TaskContext task = TaskContext.get();
                if (task != null) {
                    task.addTaskCompletionListener(context -> {
                        opened.close();
                    });
                }
                return opened;
            } catch (IOException e) {
                throw new UncheckedIOException("Cannot load the tokenizer: " + e.getMessage(), e);
            }
        }

        private static int[] integers(long[] ids) {
            return Arrays.stream(ids).mapToInt(Math::toIntExact).toArray();
        }
    }
}
