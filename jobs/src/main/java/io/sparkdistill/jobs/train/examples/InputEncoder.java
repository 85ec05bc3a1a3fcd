package io.sparkdistill.jobs.train.examples;

import io.sparkdistill.network.Example;
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

/** How a student reads a text; it travels to the executors. */
public sealed interface InputEncoder extends Serializable {
    /**
     * The ids of a text, or of a pair.
     *
     * @param pair null for a single text
     */
    TokenIds encode(String text, String pair);

    /**
     * What a student reads.
     *
     * @param words as {@link Example#words}
     * @param pairWords as {@link Example#pairWords}
     */
    @SuppressWarnings("ArrayRecordComponent")
    record TokenIds(int[] words, int[] pairWords) {
        /** Of features. */
        static final TokenIds ABSENT = new TokenIds(null, null);
    }

    /** Words of a vocabulary, those of each sentence by themselves. */
    final class Words implements InputEncoder {
        private final Broadcast<List<String>> words;
        private final int maximumWords;
        private transient TextEncoder encoder;

        /**
         * Reads words.
         *
         * @param words of the vocabulary, in the order of their ids
         * @param maximumWords to which texts are cut
         */
        public Words(Broadcast<List<String>> words, int maximumWords) {
            this.words = words;
            this.maximumWords = maximumWords;
        }

        @Override
        public TokenIds encode(String text, String pair) {
            if (encoder == null) {
                encoder = new TextEncoder(Vocabulary.ofWords(words.value()), maximumWords);
            }
            return new TokenIds(encoder.encode(text), pair == null ? null : encoder.encode(pair));
        }
    }

    /** Tokens of a TorchScript model, both sentences in turn. */
    final class Subwords implements InputEncoder {
        private final Broadcast<byte[]> tokenizer;
        private final int maxTokens;
        private transient SubwordTokenizer loaded;

        /**
         * Reads tokens.
         *
         * @param tokenizer the content of a tokenizer.json
         * @param maxTokens to which texts are cut
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

        /** Loads the tokenizer for as long as the task runs. */
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
