package io.sparkdistill.language;

import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import opennlp.tools.sentdetect.SentenceDetectorME;
import opennlp.tools.sentdetect.SentenceModel;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.TextNode;

/**
 * Splits long English texts into sentences, by Apache OpenNLP. Markup is removed first: a line break or the boundary of
 * a block element ends a sentence, an inline tag does not.
 *
 * <p>The model is on the class path and is loaded once per JVM. A splitter belongs to one thread; creating one costs
 * little.
 */
public final class SentenceSplitter {
    /** The name of the model. Results that depend on its splits record it. */
    public static final String MODEL = "opennlp-en-ud-ewt-sentence-1.3-2.5.4.bin";

    private static final String PARAGRAPH = "\u2029";
    private static final Pattern PARAGRAPHS = Pattern.compile(PARAGRAPH);
    private static final Pattern SPACE = Pattern.compile("\\s+", Pattern.UNICODE_CHARACTER_CLASS);

    private final SentenceDetectorME detector;

    private SentenceSplitter(SentenceDetectorME detector) {
        this.detector = detector;
    }

    /** Holds the model, which is loaded with the first splitter and shared by all. */
    private static final class Loaded {
        private static final SentenceModel ENGLISH = OpenNlpModel.load(MODEL, SentenceModel::new);
    }

    /** Creates a splitter for the calling thread. */
    public static SentenceSplitter english() {
        return new SentenceSplitter(new SentenceDetectorME(Loaded.ENGLISH));
    }

    /** Returns the sentences of a text, in order, without markup and with single spaces. No sentence is blank. */
    public List<String> split(String text) {
        return PARAGRAPHS
                .splitAsStream(withoutMarkup(text))
                .map(paragraph -> SPACE.matcher(paragraph).replaceAll(" "))
                .flatMap(line -> Arrays.stream(detector.sentDetect(line)))
                .map(String::strip)
                .filter(sentence -> !sentence.isEmpty())
                .toList();
    }

    private static String withoutMarkup(String text) {
        Document document = Jsoup.parseBodyFragment(text);
        for (Element element : document.body().select("*")) {
            if (element.isBlock() || element.normalName().equals("br")) {
                element.before(new TextNode(PARAGRAPH));
                element.after(new TextNode(PARAGRAPH));
            }
        }
        return document.body().wholeText();
    }
}
