package io.sparkdistill.jobs.serve;

/** Reports a request that cannot be answered, with the status of the response. */
final class HttpProblem extends RuntimeException {
    static final int BAD_REQUEST = 400;
    static final int NOT_FOUND = 404;
    static final int METHOD_NOT_ALLOWED = 405;
    static final int TOO_LARGE = 413;
    static final int FAILED = 500;

    private final int status;

    HttpProblem(int status, String message) {
        super(message);
        this.status = status;
    }

    int status() {
        return status;
    }
}
