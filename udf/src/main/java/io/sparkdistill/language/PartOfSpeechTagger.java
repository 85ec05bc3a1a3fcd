package io.sparkdistill.language;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import opennlp.tools.postag.POSModel;
import opennlp.tools.postag.POSTaggerME;

/**
 * Tags English words with their parts of speech, by Apache OpenNLP. The tags are the 17 universal ones (NOUN, VERB,
 * ADJ, ...).
 *
 * <p>The model is on the class path and is loaded once per JVM. A tagger belongs to one thread; creating one costs
 * little.
 */
public final class PartOfSpeechTagger {
    /** The name of the model. Results that depend on its tags record it. */
    public static final String MODEL = "opennlp-en-ud-ewt-pos-1.3-2.5.4.bin";

    private static final int MOST_WORDS = 256;
    private static final Set<String> SENTENCE_ENDS = Set.of(".", "!", "?", "\u2026", "\u3002");

    private final POSTaggerME tagger;

    private PartOfSpeechTagger(POSTaggerME tagger) {
        this.tagger = tagger;
    }

    /** Holds the model, which is loaded with the first tagger and shared by all. */
    private static final class Loaded {
        private static final POSModel ENGLISH = OpenNlpModel.load(MODEL, POSModel::new);
    }

    /** Creates a tagger for the calling thread. */
    public static PartOfSpeechTagger english() {
        return new PartOfSpeechTagger(new POSTaggerME(Loaded.ENGLISH));
    }

    /**
     * Returns one tag per word. The tag of a word depends on its whole sentence.
     *
     * <p>The running time of OpenNLP grows with the square of the number of words, so more than {@value #MOST_WORDS}
     * words are tagged in parts. A part ends at the last end of a sentence within this limit, or at the limit if there
     * is none.
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
