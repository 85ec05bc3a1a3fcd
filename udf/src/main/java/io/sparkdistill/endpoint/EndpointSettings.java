package io.sparkdistill.endpoint;

import java.io.Serializable;
import java.net.URI;

/**
 * Describes a model behind an endpoint, which teaches classes or generates texts.
 *
 * @param address base address of the protocol, such as {@code https://host/v1}
 * @param model name of the model at the endpoint
 * @param protocol kind of requests
 * @param classes words by which an answer names a class; none where answers are texts
 * @param reading what becomes of the answers
 * @param key where the key is
 * @param traffic bounds of the requests
 */
public record EndpointSettings(
        URI address,
        String model,
        Protocol protocol,
        ClassWords classes,
        AnswerReading reading,
        ApiKey key,
        Traffic traffic)
        implements Serializable {

    /**
     * Returns every option that changes an output, as text. Address, key and traffic are not among them: a model may
     * move to another server without being asked again.
     */
    String fingerprinted() {
        return "endpoint model %s %s classes %s %s".formatted(model, protocol, classes, reading.fingerprinted());
    }
}
