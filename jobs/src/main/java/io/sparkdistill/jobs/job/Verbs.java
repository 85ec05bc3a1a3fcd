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

    private Verbs() {}
}
