package io.sparkdistill.endpoint;

import io.sparkdistill.model.Usage;
import java.util.ArrayList;
import java.util.List;

/**
 * A completion holds the answers to one prompt, of one or more requests.
 *
 * @param usage what was asked; the tokens are 0 where the server does not count them
 */
record Completion(List<Choice> choices, Usage usage) {
    Completion {
        choices = List.copyOf(choices);
    }

    Completion plus(Completion more) {
        List<Choice> all = new ArrayList<>(choices);
        all.addAll(more.choices);
        return new Completion(all, usage.plus(more.usage));
    }

    /** Returns the same answers after repeated requests. */
    Completion after(int requests) {
        return new Completion(choices, new Usage(requests, usage.promptTokens(), usage.completionTokens()));
    }
}
