package io.sparkdistill.jobs.quickstart;

import java.util.List;

/**
 * The words of the grammar. The first words of every list are the common ones, which the few labelled examples are made
 * of; the rest occurs only where there is more text.
 */
final class Lexicon {
    static final List<String> PRAISE = List.of(
            "good",
            "great",
            "funny",
            "clever",
            "moving",
            "charming",
            "lively",
            "sharp",
            "warm",
            "gripping",
            "superb",
            "delightful",
            "witty",
            "tender",
            "luminous",
            "exhilarating",
            "poignant",
            "inventive",
            "deft",
            "dazzling",
            "captivating",
            "graceful",
            "heartfelt",
            "riveting",
            "sublime",
            "stirring",
            "nimble",
            "radiant",
            "uproarious",
            "masterful",
            "bewitching",
            "exquisite",
            "spellbinding",
            "assured",
            "rousing",
            "soulful");
    static final List<String> BLAME = List.of(
            "bad",
            "dull",
            "boring",
            "stupid",
            "lifeless",
            "clumsy",
            "tedious",
            "flat",
            "empty",
            "awkward",
            "dreadful",
            "insipid",
            "turgid",
            "leaden",
            "stilted",
            "vapid",
            "plodding",
            "grating",
            "contrived",
            "muddled",
            "listless",
            "shoddy",
            "bloated",
            "inert",
            "mawkish",
            "ponderous",
            "wooden",
            "incoherent",
            "soporific",
            "hackneyed",
            "derivative",
            "tiresome",
            "lethargic",
            "garish",
            "charmless",
            "vacuous");
    /** Words that lean one way only: readers differ on what the writer meant. */
    static final List<String> FAINT_PRAISE = List.of("decent", "watchable", "pleasant", "competent", "solid");

    static final List<String> FAINT_BLAME = List.of("uneven", "ordinary", "slight", "overlong", "familiar");

    static final List<String> ASPECTS = List.of(
            "film",
            "movie",
            "story",
            "plot",
            "acting",
            "ending",
            "cast",
            "dialogue",
            "direction",
            "script",
            "soundtrack",
            "screenplay",
            "pacing",
            "camera work",
            "opening",
            "romance",
            "satire",
            "premise",
            "lead performance",
            "editing",
            "third act",
            "animation",
            "voice work",
            "costume design");
    static final List<String> DEGREES = List.of(
            "very",
            "really",
            "quite",
            "rather",
            "so",
            "terribly",
            "remarkably",
            "undeniably",
            "surprisingly",
            "consistently",
            "thoroughly",
            "wonderfully",
            "awfully",
            "unusually");
    static final List<String> OPENERS = List.of(
            "frankly ,",
            "in the end ,",
            "for once ,",
            "to my surprise ,",
            "as so often ,",
            "all things considered ,",
            "on a second viewing ,",
            "whatever the posters say ,");
    static final List<String> CLOSERS = List.of(
            "from start to finish",
            "for a sequel",
            "in the second half",
            "most of the time",
            "by any standard",
            "for its genre",
            "when it counts",
            "at every turn");
    static final List<String> MODELS = List.of(
            "its predecessor", "the novel", "the original", "the trailer", "most of its rivals", "the last one");

    private Lexicon() {}
}
