package io.sparkdistill.text;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Splits a text into words. */
public final class Words {
    // A mask token of BERT or RoBERTa, which stands for a word; a run of letters and digits with inner apostrophes
    // ("rock'n'roll"), a clitic on its own ("'s" in
    // Penn Treebank texts such as SST-2), or any other single character that is not white space.
    // Every category is in brackets: there, languages whose regular expressions lack categories can list characters.
    private static final String WORD =
            "(?i:\\[MASK\\]|<mask>)|[\\p{L}\\p{M}\\p{N}]+(?:['’][\\p{L}\\p{M}]+)*|['’][\\p{L}][\\p{L}\\p{M}]*|\\S";
    // Matches the same: nothing follows the repetition. But for Java it takes no stack.
    private static final String POSSESSIVE = WORD.replace(")*|", ")*+|");
    private static final Pattern COMPILED = Pattern.compile(POSSESSIVE, Pattern.UNICODE_CHARACTER_CLASS);

    private Words() {}

    /** Splits a text into lower-case words, as a student reads them: {@link #cut} of the text in lower case. */
    public static List<String> split(String text) {
        return cut(text.toLowerCase(Locale.ROOT));
    }

    /** Returns the words of a text in their original case, in order. Each punctuation mark is a word. */
    public static List<String> cut(String text) {
        List<String> words = new ArrayList<>();
        if (AsciiWords.canCut(text)) {
            AsciiWords.cut(text, words::add);
            return Collections.unmodifiableList(words);
        }
        // A stream of Matcher.results() would copy the text for every word.
        Matcher matcher = COMPILED.matcher(text);
        while (matcher.find()) {
            words.add(matcher.group());
        }
        return Collections.unmodifiableList(words);
    }

    /** Returns the regular expression that matches one word, with Unicode character classes. */
    public static String pattern() {
        return WORD;
    }

    /** The same for regular expressions of Java, whose stack a long word of many apostrophes would exhaust otherwise. */
    public static String javaPattern() {
        return POSSESSIVE;
    }
}
