package io.sparkdistill.text;

import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** Splits a text into the words that a student reads. */
public final class Words {
    // A run of letters and digits with inner apostrophes ("rock'n'roll"), a clitic on its own ("'s" in
    // Penn Treebank texts such as SST-2), or any other single character that is not white space.
    private static final Pattern WORD = Pattern.compile(
            "[\\p{L}\\p{M}\\p{N}]+(?:['’][\\p{L}\\p{M}]+)*|['’]\\p{L}[\\p{L}\\p{M}]*|\\S",
            Pattern.UNICODE_CHARACTER_CLASS);

    private Words() {}

    /** The lower-cased words of a text, in order; punctuation marks are words of their own. */
    public static List<String> split(String text) {
        return WORD.matcher(text.toLowerCase(Locale.ROOT))
                .results()
                .map(MatchResult::group)
                .toList();
    }
}
