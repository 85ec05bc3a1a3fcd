package io.sparkdistill.text;

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
 * Cuts long English texts into sentences, by Apache OpenNLP. Markup is taken out first: a break or the edge of a block
 * ends a sentence, a tag within a line does not.
 *
 * <p>The model is on the class path and is loaded once per JVM. A splitter is for one thread; making one costs little.
 */
public final class SentenceSplitter {
    /** Name of the model, for what depends on its cuts. */
    public static final String MODEL = "opennlp-en-ud-ewt-sentence-1.3-2.5.4.bin";

    private static final String PARAGRAPH = "\u2029";
    private static final Pattern PARAGRAPHS = Pattern.compile(PARAGRAPH);
    private static final Pattern SPACE = Pattern.compile("\\s+", Pattern.UNICODE_CHARACTER_CLASS);

    private final SentenceDetectorME detector;

    private SentenceSplitter(SentenceDetectorME detector) {
        this.detector = detector;
    }

    /** Loaded when the first splitter is made, and kept: splitters share it. */
    private static final class Loaded {
        private static final SentenceModel ENGLISH = OpenNlpModel.load(MODEL, SentenceModel::new);
    }

    /** A splitter for the calling thread. */
    public static SentenceSplitter english() {
        return new SentenceSplitter(new SentenceDetectorME(Loaded.ENGLISH));
    }

    /** The sentences of a text, in order, without markup and with single spaces; none is blank. */
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
