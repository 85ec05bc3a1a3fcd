package io.sparkdistill.endpoint;

import ai.djl.Device;
import io.sparkdistill.batching.BatchLimits;
import io.sparkdistill.inference.ModelFiles;
import io.sparkdistill.inference.ModelIdentity;
import io.sparkdistill.inference.ModelSpec;
import io.sparkdistill.teacher.ModelSource;
import java.io.IOException;
import java.util.Map;

/** Specifies a teacher behind an endpoint. Its only file is the prompt. */
public record EndpointSpec(ModelIdentity identity, EndpointSettings settings) implements ModelSpec {
    private static final String PROMPT = "prompt.txt";
    /** The number of texts of a window per request in flight: large enough that its end costs little. */
    private static final int WINDOW = 32;

    /**
     * Returns the source of a teacher.
     *
     * @param name name in the configuration
     * @param prompt path of the prompt's template
     */
    public static ModelSource source(String name, String prompt, EndpointSettings settings) {
        ModelIdentity unhashed =
                ModelIdentity.named(name).withClasses(settings.classes().classes());
        return new ModelSource(
                Map.of(PROMPT, prompt),
                settings.fingerprinted(),
                fingerprint -> new EndpointSpec(unhashed.withFingerprint(fingerprint), settings));
    }

    @Override
    public boolean isRemote() {
        return true;
    }

    /** Returns the settings: the fingerprint covers neither address nor key nor limits. */
    @Override
    public EndpointSettings access() {
        return settings;
    }

    /** Returns small windows, so that a kill loses few answers: a task has one window, and a commit whole tasks. */
    @Override
    public BatchLimits limits(BatchLimits configured) {
        int rows = Math.min(configured.windowRows(), WINDOW * settings.traffic().maxInFlight());
        return new BatchLimits(rows, configured.maxTokens(), rows);
    }

    /**
     * Refuses hidden states.
     *
     * @throws IllegalArgumentException always: an endpoint gives none
     */
    @Override
    public EndpointSpec withHidden() {
        throw new IllegalArgumentException("Cannot store hidden states: an endpoint gives none");
    }

    @Override
    public EndpointModel load(ModelFiles files, Device device) throws IOException {
        PromptTemplate template = PromptTemplate.read(
                files.path(fingerprint(), PROMPT), settings.classes().listed());
        String key = settings.key().read().orElse("");
        return new EndpointModel(settings, template, new EndpointClient(settings, key));
    }
}
