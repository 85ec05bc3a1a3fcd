package io.sparkdistill.format;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.DataType;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Describes the inputs of a model: names, types and sizes of the tensors that it takes.
 *
 * @param targets one input per tensor, in their order; empty to pass tensors unchanged
 * @param named whether tensors are passed by name
 * @param floats type of float tensors for a model that does not declare its inputs
 */
public record ModelInputs(List<DeclaredInput> targets, boolean named, DataType floats) {
    public ModelInputs {
        targets = List.copyOf(targets);
    }

    /**
     * Creates the inputs of a model without declared names: tensors are passed by position, float tensors in the given
     * type.
     */
    static ModelInputs inOrder(DataType floats) {
        return new ModelInputs(List.of(), false, floats);
    }

    /**
     * Checks that a model whose inputs have no declared names receives the tensors in its order.
     *
     * @param taken names of the inputs of the model, as far as they are known
     * @param given names of the tensors
     * @throws IOException if an input has the name of another tensor or of something that no tokenizer gives, or there
     *     are more tensors than inputs
     */
    static void requireOrder(List<String> taken, List<String> given) throws IOException {
        List<String> used = taken.subList(0, Math.min(taken.size(), given.size()));
        List<String> foreign = used.stream().filter(InputNames::isForeign).toList();
        boolean fits = taken.isEmpty() || (given.size() <= taken.size() && foreign.isEmpty());
        for (int i = 0; i < used.size(); i++) {
            fits &= InputNames.meaning(used.get(i)).orElse(given.get(i)).equals(given.get(i));
        }
        if (!fits) {
            throw new IOException("Cannot load the model: its forward takes %s in this order but is given %s%s"
                    .formatted(taken, given, InputNames.remedy(foreign)));
        }
    }

    /**
     * Matches the inputs of a model with tensors: by name if the model uses a name of a tokenizer or an exporter for
     * any input, else by position.
     *
     * @param taken inputs of the model
     * @param given names of the tensors
     * @throws IOException if the model takes other inputs, another number of them, or an unsupported type
     */
    static ModelInputs match(List<DeclaredInput> taken, List<String> given) throws IOException {
        List<Optional<String>> meanings =
                taken.stream().map(input -> InputNames.meaning(input.name())).toList();
        boolean byName = meanings.stream().anyMatch(Optional::isPresent);
        Set<Optional<String>> wanted = given.stream().map(Optional::of).collect(Collectors.toSet());
        boolean fits = given.size() == taken.size() && (!byName || wanted.equals(Set.copyOf(meanings)));
        List<String> names = taken.stream().map(DeclaredInput::name).toList();
        if (!fits) {
            List<String> foreign = IntStream.range(0, names.size())
                    .filter(i -> byName && meanings.get(i).isEmpty())
                    .mapToObj(names::get)
                    .toList();
            throw new IOException("Cannot load the model: it takes %s but is given %s%s"
                    .formatted(names, given, InputNames.remedy(foreign)));
        }
        for (DeclaredInput input : taken) {
            if (input.type() == DataType.UNKNOWN) {
                throw new IOException(
                        "Cannot load the model: the type of its input %s is not supported; export it with inputs of 32 or 64 bits"
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

    /** Returns the fixed batch size of the model; 0 for a variable one. */
    public int batch() {
        return fixed(0);
    }

    /** Returns the fixed number of columns of the model; 0 for a variable one. */
    public int length() {
        return fixed(1);
    }

    private int fixed(int dimension) {
        return targets.stream().mapToInt(target -> target.size(dimension)).max().orElse(0);
    }

    /**
     * Names the tensors of a batch, and converts those of other types than the model takes.
     *
     * @throws IllegalArgumentException if a type cannot hold the values, such as an integer 0.5
     */
    public NDList bind(NDList tensors) {
        NDList given = new NDList();
        for (int i = 0; i < tensors.size(); i++) {
            NDArray tensor = tensors.get(i);
            DataType type = i < targets.size() ? targets.get(i).type() : undeclared(tensor);
            NDArray converted = tensor.toType(type, false);
            if (mayChange(tensor.getDataType(), type)) {
                requireSame(tensor, converted, targets.get(i).name());
            }
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

    /** Returns whether a conversion changes more than the precision of fractions. */
    private static boolean mayChange(DataType from, DataType to) {
        boolean wide = to == DataType.INT32 || to == DataType.INT64;
        return from != to && !to.isFloating() && (from.isFloating() || !wide);
    }

    private static void requireSame(NDArray tensor, NDArray converted, String name) {
        if (!converted.toType(tensor.getDataType(), false).contentEquals(tensor)) {
            throw new IllegalArgumentException(
                    "its input %s takes %s, which cannot hold all values of the row; export the model with inputs of 32 or 64 bits"
                            .formatted(name, converted.getDataType()));
        }
    }
}
