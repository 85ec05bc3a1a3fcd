package io.sparkdistill.jobs.serve;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * A reply is the response to a request.
 *
 * @param type media type of the body
 * @param cause the failure behind a status of 500, for the log; null otherwise
 */
@SuppressWarnings("ArrayRecordComponent")
record Reply(int status, String type, byte[] body, Throwable cause) {
    static final int OK = 200;

    private static final ObjectMapper JSON = new ObjectMapper();

    static Reply json(int status, Object value) {
        try {
            return new Reply(status, "application/json", JSON.writeValueAsBytes(value), null);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Cannot write JSON: " + e.getMessage(), e);
        }
    }

    static Reply text(String type, String text) {
        return new Reply(OK, type, text.getBytes(StandardCharsets.UTF_8), null);
    }

    static Reply html(int status, String html) {
        return new Reply(status, "text/html; charset=utf-8", html.getBytes(StandardCharsets.UTF_8), null);
    }

    /** Returns the JSON reply to a request that cannot be answered. */
    static Reply error(int status, String message) {
        return json(status, Map.of("error", message));
    }

    /** Returns the same reply with a failure for the log. */
    Reply causedBy(Throwable failure) {
        return new Reply(status, type, body, failure);
    }
}
