package io.sparkdistill.jobs.job;

/** Defines the names of the verbs, on the command line and as stages of rejected rows. */
public final class Verbs {
    public static final String AUGMENT = "augment";
    public static final String LABEL = "label";
    public static final String TRAIN = "train";
    public static final String EVALUATE = "evaluate";
    public static final String EXPORT = "export";
    public static final String SERVE = "serve";
    public static final String PROMOTE = "promote";
    public static final String CASCADE = "cascade";
    public static final String ANSWER = "answer";
    public static final String GENERATE = "generate";
    public static final String COMPACT = "compact";

    /** Names a verb as the next command. */
    public static final String WITH_SAME = "%s, with the same configuration";

    private Verbs() {}

    /** Returns which command may come after a verb, for people; empty for none. */
    public static String next(String verb) {
        return switch (verb) {
            case AUGMENT -> WITH_SAME.formatted(LABEL);
            case LABEL -> WITH_SAME.formatted(TRAIN);
            case TRAIN -> WITH_SAME.formatted(EVALUATE);
            case EVALUATE -> "promote, which serves the run; compare, which sets it beside others";
            case PROMOTE -> "export, which writes the student as ONNX with all that serving needs; serve, which tries it in a browser";
            case EXPORT -> "serve, which tries the student in a browser; quantize, which makes it smaller";
            case CASCADE -> "answer, which asks the teacher only where the student is unsure";
            case GENERATE -> "augment, with the generated texts in input.unlabeled";
            default -> "";
        };
    }
}
