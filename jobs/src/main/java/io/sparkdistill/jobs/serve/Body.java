package io.sparkdistill.jobs.serve;

/** Reads the body of a request when it is needed. */
@FunctionalInterface
interface Body {
    /** The largest body in bytes. */
    int MAXIMUM = 1 << 20;

    /**
     * Returns the body.
     *
     * @throws HttpProblem if it is larger than {@value #MAXIMUM} bytes
     */
    byte[] bytes();
}
