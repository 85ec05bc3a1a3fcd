package io.sparkdistill.jobs.quickstart;

/** A word range defines the words of the grammar that a file of the corpus uses. */
enum WordRange {
    /** Common words only, as in the few labeled sentences of the student. */
    COMMON,
    /** All words of the grammar. */
    WIDE
}
