package io.sparkdistill.text;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import opennlp.tools.postag.POSModel;
import opennlp.tools.postag.POSTaggerME;

/**
 * Parts of speech of English words, by Apache OpenNLP: the 17 universal tags (NOUN, VERB, ADJ, ...).
 *
 * <p>The model is on the class path and is loaded once per JVM. A tagger is for one thread; making one costs little.
 */
public final class PartOfSpeechTagger {
    /** Name of the model, for what depends on its tags. */
    public static final String MODEL = "opennlp-en-ud-ewt-pos-1.3-2.5.4.bin";

    private static final int MOST_WORDS = 256;
    private static final Set<String> SENTENCE_ENDS = Set.of(".", "!", "?", "\u2026", "\u3002");

    private final POSTaggerME tagger;

    private PartOfSpeechTagger(POSTaggerME tagger) {
        this.tagger = tagger;
    }

    /** Loaded when the first tagger is made, and kept: taggers share it. */
    private static final class Loaded {
        private static final POSModel ENGLISH = OpenNlpModel.load(MODEL, POSModel::new);
    }

    /** A tagger for the calling thread. */
    public static PartOfSpeechTagger english() {
        return new PartOfSpeechTagger(new POSTaggerME(Loaded.ENGLISH));
    }

    /**
     * Tags words, one tag each; a word's tag depends on its whole sentence.
     *
     * <p>The time of OpenNLP grows with the square of the words, so more than {@value #MOST_WORDS} are tagged in parts: each
     * ends at the last end of a sentence that keeps it that short, or, where there is none, with as many words.
     */
    public List<String> tag(List<String> words) {
        List<String> tags = new ArrayList<>(words.size());
        for (int start = 0; start < words.size(); ) {
            int end = end(words, start);
            Collections.addAll(tags, tagger.tag(words.subList(start, end).toArray(String[]::new)));
            start = end;
        }
        return List.copyOf(tags);
    }

    private static int end(List<String> words, int start) {
        int most = Math.min(words.size(), start + MOST_WORDS);
        if (most == words.size()) {
            return most;
        }
        int end = most;
        while (end > start && !SENTENCE_ENDS.contains(words.get(end - 1))) {
            end--;
        }
        return end == start ? most : end;
    }
}
