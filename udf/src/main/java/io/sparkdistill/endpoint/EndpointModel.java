package io.sparkdistill.endpoint;

import io.sparkdistill.inference.TaskShare;
import io.sparkdistill.model.LogitsModel;
import io.sparkdistill.model.ModelInput;
import java.util.OptionalInt;

/** Asks a teacher behind an endpoint. */
final class EndpointModel implements LogitsModel<Prompt> {
    private final EndpointSettings settings;
    private final PromptTemplate template;
    private final Questions questions;

    EndpointModel(EndpointSettings settings, PromptTemplate template, EndpointClient client) {
        this.settings = settings;
        this.template = template;
        this.questions = new Questions(settings, client);
    }

    @Override
    public Prompt tokenize(ModelInput input) {
        return new Prompt(template.fill(input));
    }

    /** Returns a large number: a window is one batch, and the number of requests in flight is bounded instead. */
    @Override
    public OptionalInt preferredBatchTokens() {
        return OptionalInt.of(Integer.MAX_VALUE);
    }

    @Override
    public Predictor<Prompt> newPredictor() {
        Pace pace = new Pace(settings.traffic(), TaskShare.slots());
        return new EndpointPredictor(questions, pace, settings.traffic().maxInFlight());
    }

    /** Returns 0: the number is not known. */
    @Override
    public long parameterCount() {
        return 0;
    }

    @Override
    public void close() {
        // The JDK closes idle connections, and a client has nothing else to close.
    }
}
