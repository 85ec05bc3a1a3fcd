package io.sparkdistill.sql;

import io.sparkdistill.augment.Augmentation;
import io.sparkdistill.augment.Augmenter;
import io.sparkdistill.augment.Masking;
import io.sparkdistill.augment.NgramSampling;
import io.sparkdistill.augment.PartOfSpeechReplacement;
import io.sparkdistill.augment.TaggedSentence;
import io.sparkdistill.language.PartOfSpeechTagger;
import io.sparkdistill.text.Words;
import java.util.Collections;
import java.util.List;

/** Defines the functions of texts, each over the augmentation of {@link io.sparkdistill.augment} that it names. */
final class TextFunctions {
    private static final Parameter<String> TEXT = Parameter.text("text", "a sentence");
    private static final Parameter<Double> WORD_PROBABILITY = Parameter.number(
            "probability", "the probability of each word to change, in 0..1; 0.1 in Tang et al. (2019)");

    static final List<SqlFunction> ALL = List.of(
            RowFunction.of(
                    Documentation.of(
                                    "mask_words",
                                    "Returns the words of the text, in lower case and separated by blanks, with some "
                                            + "of them replaced by a mask.")
                            .example("SELECT _FUNC_('Not a bad film', 0.2, 7)", "not a [MASK] film")
                            .example("SELECT _FUNC_('Not a bad film', 1, 7, '?')", "? ? ? ?"),
                    TEXT,
                    WORD_PROBABILITY,
                    Parameter.seed(),
                    Parameter.text("mask", "replaces a masked word").or("[MASK]"),
                    Result.TEXT,
                    TextFunctions::maskWords),
            RowFunction.of(
                    Documentation.of(
                                    "replace_by_part_of_speech",
                                    "Returns the words of the text, in lower case and separated by blanks, with some "
                                            + "of them replaced by words of the same part of speech, drawn in proportion "
                                            + "to their counts: grammatical sentences with another meaning. To make a "
                                            + "table of words: INSERT OVERWRITE DIRECTORY 'path' USING csv OPTIONS (sep "
                                            + "'\\t') SELECT tag, word, count(*) FROM (SELECT inline(part_of_speech(text))"
                                            + " FROM texts) GROUP BY tag, word.")
                            .example("SELECT _FUNC_('Not a bad film', 0.5, 7)", "not each bad hand"),
                    TEXT,
                    WORD_PROBABILITY,
                    Parameter.seed(),
                    Parameter.text(
                                    "words",
                                    "the file or folder of a table with a tag, a word and its count per line, "
                                            + "separated by tabs, read again when a file changes; or english: frequent "
                                            + "words that come along")
                            .or(WordTables.ENGLISH),
                    Result.TEXT,
                    TextFunctions::replaceByPartOfSpeech),
            RowFunction.of(
                    Documentation.of(
                                    "sample_ngram",
                                    "Returns, with the given probability, an n-gram of the text, n from 1 to 5, "
                                            + "otherwise all its words, in lower case and separated by blanks.")
                            .example("SELECT _FUNC_('Not a bad film', 1, 7)", "not a bad"),
                    TEXT,
                    Parameter.number("probability", "in 0..1; 0.25 in Tang et al. (2019)"),
                    Parameter.seed(),
                    Result.TEXT,
                    TextFunctions::sampleNgram),
            RowFunction.of(
                    Documentation.of(
                                    "part_of_speech",
                                    "Returns each word of an English text, in lower case, with its part of speech: one "
                                            + "of the 17 universal tags (NOUN, VERB, ADJ, ...). inline() makes one row "
                                            + "per word.")
                            .example(
                                    "SELECT _FUNC_('The film is dull')", "[{the,DET},{film,NOUN},{is,AUX},{dull,ADJ}]"),
                    TEXT,
                    Result.TAGGED_WORDS,
                    TextFunctions::partOfSpeech));

    /** The tagger of each thread: taggers are not thread-safe, and a task has one thread. */
    private static final ThreadLocal<PartOfSpeechTagger> TAGGER = ThreadLocal.withInitial(PartOfSpeechTagger::english);

    private TextFunctions() {}

    static String maskWords(String text, double probability, long seed, String mask) {
        return copy(untagged(text), new Masking(probability, mask), seed);
    }

    static String replaceByPartOfSpeech(String text, double probability, long seed, String words) {
        return copy(partOfSpeech(text), new PartOfSpeechReplacement(probability, WordTables.words(words)), seed);
    }

    static String sampleNgram(String text, double probability, long seed) {
        return copy(untagged(text), NgramSampling.standard(probability), seed);
    }

    static TaggedSentence partOfSpeech(String text) {
        return TaggedSentence.of(Words.split(text), TAGGER.get());
    }

    /** Returns the words without tags: tagging takes most of the time, and only replacement uses tags. */
    private static TaggedSentence untagged(String text) {
        List<String> words = Words.split(text);
        return new TaggedSentence(words, Collections.nCopies(words.size(), ""));
    }

    private static String copy(TaggedSentence sentence, Augmentation augmentation, long seed) {
        return String.join(
                " ",
                new Augmenter(seed, List.of(augmentation)).copy(sentence, 0).text());
    }
}
