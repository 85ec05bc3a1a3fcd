package io.sparkdistill.jobs.quickstart;

import java.util.List;
import java.util.Random;

/**
 * Makes reviews in which no single word decides: negation, comparison, contrast, wishes and disappointed expectations
 * turn praise into blame and back, and in a sentence of two clauses one of them rules.
 */
final class Grammar {
    /** Share of faint words that are meant the other way. */
    private static final double DOUBT = 0.2;

    private final Random random;
    private final double share;

    /** A part of a sentence and what it says. */
    private record Phrase(String text, boolean positive) {
        Phrase turned(String format) {
            return new Phrase(format.formatted(text), !positive);
        }

        Phrase in(String format) {
            return new Phrase(format.formatted(text), positive);
        }
    }

    /**
     * A grammar over a part of the lexicon.
     *
     * @param share which part of every word list it uses, from the first word, in (0, 1]
     */
    Grammar(Random random, double share) {
        this.random = random;
        this.share = share;
    }

    Review review() {
        Phrase sentence = sentence();
        String opener = random.nextInt(4) == 0 ? pick(Lexicon.OPENERS) + " " : "";
        String closer = random.nextInt(4) == 0 ? " " + pick(Lexicon.CLOSERS) : "";
        return new Review(opener + sentence.text() + closer + " .", sentence.positive());
    }

    private Phrase sentence() {
        return switch (random.nextInt(10)) {
            case 0, 1, 2, 3 -> clause();
            case 4 -> ruled("although " + clause().text() + " , %s", clause());
            case 5 -> ruled(clause().text() + " , but %s", clause());
            case 6 -> ruled("%s , even though " + clause().text(), clause());
            case 7 -> ruled("i expected " + article(opinion().text()) + " " + thing() + " and got %s one", articled());
            case 8 -> opinion().turned("what could have been %s is anything but that");
            default -> ruled("what looks " + opinion().text() + " at first turns out %s", opinion());
        };
    }

    private static Phrase ruled(String format, Phrase ruler) {
        return ruler.in(format);
    }

    private Phrase articled() {
        Phrase opinion = opinion();
        return new Phrase(article(opinion.text()), opinion.positive());
    }

    private Phrase clause() {
        String subject = "the " + thing();
        return switch (random.nextInt(12)) {
            case 0, 1, 2 -> qualified().in(subject + " is %s");
            case 3, 4 -> qualified().turned(subject + " is not %s");
            case 5 -> opinion().turned(subject + " is never %s");
            case 6 -> opinion().turned(subject + " is less %s than " + pick(Lexicon.MODELS));
            case 7 -> opinion().in(subject + " is more %s than " + pick(Lexicon.MODELS));
            case 8 -> opinion().turned("nobody could call " + subject + " %s");
            case 9 -> opinion().in("nobody could say that " + subject + " is not %s");
            case 10 -> opinion().turned("i wish " + subject + " were %s");
            default -> opinion().turned(subject + " is far from %s");
        };
    }

    private Phrase qualified() {
        return random.nextInt(3) == 0 ? opinion().in(pick(Lexicon.DEGREES) + " %s") : opinion();
    }

    private Phrase opinion() {
        boolean positive = random.nextBoolean();
        if (random.nextInt(8) == 0) {
            String faint = pick(positive ? Lexicon.FAINT_PRAISE : Lexicon.FAINT_BLAME);
            return new Phrase(faint, positive == random.nextDouble() >= DOUBT);
        }
        return new Phrase(pick(positive ? Lexicon.PRAISE : Lexicon.BLAME), positive);
    }

    private String thing() {
        return pick(Lexicon.ASPECTS);
    }

    private String pick(List<String> words) {
        return words.get(random.nextInt((int) Math.ceil(words.size() * share)));
    }

    private static String article(String words) {
        return ("aeiou".indexOf(words.charAt(0)) >= 0 ? "an " : "a ") + words;
    }
}
