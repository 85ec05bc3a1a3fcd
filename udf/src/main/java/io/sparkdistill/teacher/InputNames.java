package io.sparkdistill.teacher;

import ai.djl.ndarray.NDList;
import io.sparkdistill.text.TokenizerOutput;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Under which names tensors are given to a model.
 *
 * @param names in the order of the tensors; empty to give them by their order alone
 */
record InputNames(List<String> names) {
    private static final Set<String> TOKENIZER = Arrays.stream(TokenizerOutput.values())
            .map(TokenizerOutput::written)
            .collect(Collectors.toUnmodifiableSet());

    InputNames {
        names = List.copyOf(names);
    }

    /**
     * Matches what a model takes with what it is given: by name if it names its inputs as a tokenizer does, else by
     * order.
     *
     * @param taken names of the model's inputs; empty if its format has none
     * @param given names of the tensors
     * @throws IOException if the model takes others, or another number
     */
    static InputNames match(List<String> taken, List<String> given) throws IOException {
        boolean byName = TOKENIZER.containsAll(taken);
        boolean fits = byName ? Set.copyOf(given).equals(Set.copyOf(taken)) : given.size() == taken.size();
        if (!taken.isEmpty() && !fits) {
            throw new IOException("Cannot load the model: it takes %s but is given %s".formatted(taken, given));
        }
        return new InputNames(!taken.isEmpty() && byName ? given : List.of());
    }

    /** Names the tensors of a batch. */
    NDList on(NDList tensors) {
        for (int i = 0; i < names.size(); i++) {
            tensors.get(i).setName(names.get(i));
        }
        return tensors;
    }
}
