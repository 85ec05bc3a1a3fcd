package io.sparkdistill.endpoint;

/** Signals that a request has failed. The message never has the key. */
abstract sealed class RequestFailure extends RuntimeException {
    RequestFailure(String message, Throwable cause) {
        super(message, cause);
    }

    /** The server asks for fewer requests, by status 429. */
    static final class Busy extends RequestFailure {
        Busy(String message) {
            super(message, null);
        }
    }

    /** The connection, the server or its answer is broken; the same request may succeed later. */
    static final class Broken extends RequestFailure {
        Broken(String message, Throwable cause) {
            super(message, cause);
        }
    }

    /** The server refuses this very request, such as a text that exceeds the context. */
    static final class Refused extends RequestFailure {
        Refused(String message) {
            super(message, null);
        }
    }

    /** The server refuses every request: the address, the key, the model or the certificate is wrong. */
    static final class Denied extends RequestFailure {
        Denied(String message, Throwable cause) {
            super(message, cause);
        }
    }
}
