package io.sparkdistill.jobs.quickstart;

/** Which words of the grammar a file of the corpus uses. */
enum WordRange {
    /** What few labeled sentences hold. */
    COMMON,
    /** All words. */
    WIDE
}
