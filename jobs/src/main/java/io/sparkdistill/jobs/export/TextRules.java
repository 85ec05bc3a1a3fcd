package io.sparkdistill.jobs.export;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.sparkdistill.student.TorchScriptDescription;
import io.sparkdistill.text.HashedNgrams;
import io.sparkdistill.text.HashedTerms;
import io.sparkdistill.text.TextEncoder;
import io.sparkdistill.text.Vocabulary;

/** Text rules describe in {@code serving.json} how a text becomes the ids that the model reads. */
sealed interface TextRules {
    /**
     * Describes word ids: convert the text to lower case, find all matches of the pattern, truncate the list, look
     * every word up in the vocabulary (its id is its line, from 0), and pad to the longest text of the batch.
     *
     * @param pattern regular expression of a word, with Unicode classes
     * @param maximumWords to which a text is truncated
     * @param padding id with which short texts are padded
     * @param unknown id of a word that is not in the vocabulary, and the only id of a text without words
     * @param ngrams for a student that reads n-grams; null for others
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Words(
            @JsonProperty("lower-case") boolean lowerCase,
            String pattern,
            @JsonProperty("max-words") int maximumWords,
            String vocabulary,
            int padding,
            int unknown,
            @JsonProperty("hashed-ngrams") Ngrams ngrams)
            implements TextRules {
        static Words of(TextEncoder encoder) {
            return new Words(
                    true,
                    io.sparkdistill.text.Words.pattern(),
                    encoder.maximumWords(),
                    Vocabulary.FILE,
                    Vocabulary.PADDING,
                    Vocabulary.UNKNOWN,
                    Ngrams.of(encoder));
        }
    }

    /**
     * Describes the n-grams beside word ids: see {@link HashedNgrams}. A word that is not in the vocabulary has the ids of
     * the n-grams of its characters instead of {@link Words#unknown}. The ids of the n-grams of words come after those of
     * all words.
     *
     * @param words words of the longest n-gram of words
     * @param minimumCharacters characters of the shortest n-gram of characters
     * @param maximumCharacters characters of the longest one; 0 for none
     * @param buckets number of buckets
     * @param first id of the first bucket
     */
    record Ngrams(
            int words,
            @JsonProperty("min-characters") int minimumCharacters,
            @JsonProperty("max-characters") int maximumCharacters,
            int buckets,
            int first) {
        private static Ngrams of(TextEncoder encoder) {
            HashedNgrams ngrams = encoder.ngrams();
            return ngrams.equals(HashedNgrams.NONE)
                    ? null
                    : new Ngrams(
                            ngrams.words(),
                            ngrams.minimumCharacters(),
                            ngrams.maximumCharacters(),
                            ngrams.buckets(),
                            encoder.vocabulary().size());
        }
    }

    /**
     * Describes hashed n-grams: find the words as for {@link Words}; a term is 1 to {@code ngrams} words in a row,
     * joined by a space; in the second text of a pair it begins with {@code pairPrefix}. The id of a term is the hash
     * of its UTF-8 bytes, as a signed number of 32 bits, modulo {@code features} (never negative). Pad to the example
     * of most terms.
     *
     * @param pattern regular expression of a word, with Unicode classes
     * @param ngrams words of the longest n-gram
     * @param features number of ids
     * @param hash name of the hash function
     * @param seed of the hash function
     * @param pairPrefix prefix of the terms of the second text
     * @param padding id with which short examples are padded, and the only id of an example without terms
     */
    record Terms(
            @JsonProperty("lower-case") boolean lowerCase,
            String pattern,
            @JsonProperty("n-grams") int ngrams,
            int features,
            String hash,
            int seed,
            @JsonProperty("pair-prefix") String pairPrefix,
            int padding)
            implements TextRules {
        static Terms of(HashedTerms terms) {
            return new Terms(
                    true,
                    io.sparkdistill.text.Words.pattern(),
                    terms.ngrams(),
                    terms.features(),
                    "MurmurHash3_x86_32",
                    HashedTerms.SEED,
                    HashedTerms.PAIR_PREFIX,
                    terms.features());
        }
    }

    /**
     * Describes the tokens of a Hugging Face tokenizer.
     *
     * @param tokenizer name of the file
     * @param maximumTokens to which an input is truncated, special tokens included
     */
    record Subwords(String tokenizer, @JsonProperty("max-tokens") int maximumTokens) implements TextRules {
        static Subwords of(TorchScriptDescription script) {
            return new Subwords(TorchScriptDescription.TOKENIZER, script.maxTokens());
        }
    }
}
