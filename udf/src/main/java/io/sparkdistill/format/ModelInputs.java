package io.sparkdistill.format;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.DataType;
import io.sparkdistill.tokenizer.TokenizerOutput;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * How tensors are given to a model: under which names, of which types and sizes.
 *
 * @param targets one per tensor, in their order; empty to give them as they are
 * @param named whether they are given by name
 * @param floats the type of tensors of floats for a model that does not declare its inputs
 */
public record ModelInputs(List<DeclaredInput> targets, boolean named, DataType floats) {
    /** What exporters call a tokenizer's outputs, beside the names that the tokenizer gives them. */
    private static final Map<TokenizerOutput, Set<String>> ALIASES = Map.of(
            TokenizerOutput.INPUT_IDS, Set.of("input_word_ids"),
            TokenizerOutput.ATTENTION_MASK, Set.of("input_mask"),
            TokenizerOutput.TOKEN_TYPE_IDS, Set.of("segment_ids", "input_type_ids"));

    public ModelInputs {
        targets = List.copyOf(targets);
    }

    /** Of a model that keeps no names: tensors are given in their order, those of floats in a type. */
    static ModelInputs inOrder(DataType floats) {
        return new ModelInputs(List.of(), false, floats);
    }

    /**
     * Matches what a model takes with what it is given: by name as soon as it names one of its inputs as a tokenizer or an
     * exporter does, else by order.
     *
     * @param taken the model's inputs
     * @param given names of the tensors
     * @throws IOException if the model takes others, or another number, or a type that cannot be sent
     */
    static ModelInputs match(List<DeclaredInput> taken, List<String> given) throws IOException {
        List<Optional<String>> meanings =
                taken.stream().map(input -> meaning(input.name())).toList();
        boolean byName = meanings.stream().anyMatch(Optional::isPresent);
        Set<Optional<String>> wanted = given.stream().map(Optional::of).collect(Collectors.toSet());
        boolean fits = given.size() == taken.size() && (!byName || wanted.equals(Set.copyOf(meanings)));
        List<String> names = taken.stream().map(DeclaredInput::name).toList();
        if (!fits) {
            throw new IOException("Cannot load the model: it takes %s but is given %s".formatted(names, given));
        }
        for (DeclaredInput input : taken) {
            if (input.type() == DataType.UNKNOWN) {
                throw new IOException(
                        "Cannot load the model: its input %s takes texts or a type that is not supported; expected numbers of 32 or 64 bits"
                                .formatted(input.name()));
            }
        }
        List<DeclaredInput> targets = byName
                ? given.stream()
                        .map(name -> taken.get(meanings.indexOf(Optional.of(name))))
                        .toList()
                : taken;
        return new ModelInputs(targets, true, DataType.FLOAT32);
    }

    /** What the tokenizer calls an input; empty for a name that says nothing. TensorFlow appends {@code :0}. */
    private static Optional<String> meaning(String input) {
        String name = input.replaceFirst(":0$", "");
        return Arrays.stream(TokenizerOutput.values())
                .filter(output ->
                        output.tensorName().equals(name) || ALIASES.get(output).contains(name))
                .map(TokenizerOutput::tensorName)
                .findFirst();
    }

    /** The one number of inputs that the model takes at once; 0 if it takes any. */
    public int batch() {
        return fixed(0);
    }

    /** The one number of columns that the model takes; 0 if it takes any. */
    public int length() {
        return fixed(1);
    }

    private int fixed(int dimension) {
        return targets.stream().mapToInt(target -> target.size(dimension)).max().orElse(0);
    }

    /** Names the tensors of a batch, and converts those whose type the model does not take. */
    public NDList on(NDList tensors) {
        NDList given = new NDList();
        for (int i = 0; i < tensors.size(); i++) {
            NDArray tensor = tensors.get(i);
            DataType type = i < targets.size() ? targets.get(i).type() : undeclared(tensor);
            NDArray converted = tensor.toType(type, false);
            if (named) {
                converted.setName(targets.get(i).name());
            }
            given.add(converted);
        }
        return given;
    }

    private DataType undeclared(NDArray tensor) {
        return tensor.getDataType().isFloating() ? floats : tensor.getDataType();
    }
}
