package io.sparkdistill.text;

import java.util.List;
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

    /** One tag a word; a word's tag depends on the whole sentence. */
    public List<String> tag(List<String> words) {
        return words.isEmpty() ? List.of() : List.of(tagger.tag(words.toArray(String[]::new)));
    }
}
