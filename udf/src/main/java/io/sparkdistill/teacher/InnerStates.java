package io.sparkdistill.teacher;

import ai.djl.Device;
import ai.djl.Model;
import ai.djl.ndarray.types.Shape;
import io.sparkdistill.format.InnerTensors;
import io.sparkdistill.format.ModelFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.fs.FileUtil;

/** Opens an ONNX model that returns logits alone so that it returns its last hidden states as well. */
final class InnerStates {
    private final TextModelSpec spec;
    private final Path file;
    private final List<Path> weights;

    InnerStates(TextModelSpec spec, Path file, List<Path> weights) {
        this.spec = spec;
        this.file = file;
        this.weights = weights;
    }

    /** A probe runs a model on some words. */
    interface Probe {
        Answer ask(Model model);
    }

    /**
     * An answer has the shapes of a batch.
     *
     * @param input shape {@code (batch, tokens)}
     * @param outputs shape of each output; of no dimension for outputs that are not floating-point numbers
     */
    record Answer(Shape input, List<Shape> outputs) {
        /** Whether the model returns states of tokens, or a pooled state beside its logits. */
        boolean hasStates() {
            return outputs.stream().anyMatch(shape -> shape.dimension() == 3)
                    || outputs.stream().filter(shape -> shape.dimension() > 0).count() > 1;
        }

        private boolean isStates(int output) {
            Shape shape = outputs.get(output);
            return shape.dimension() == 3 && shape.slice(0, 2).equals(input) && shape.get(2) > 1;
        }
    }

    /**
     * Returns the model with one output more: the tensor of shape {@code (batch, tokens, width)} that it computes last.
     *
     * @return empty if the format is another one, or the model computes no such tensor
     */
    Optional<Model> open(Probe probe) throws IOException {
        if (spec.format() != ModelFormat.ONNX) {
            return Optional.empty();
        }
        List<String> candidates = InnerTensors.ofLayers(file);
        Optional<String> last;
        try (Model all = with(candidates)) {
            last = last(candidates, probe.ask(all));
        }
        return last.isPresent() ? Optional.of(with(List.of(last.get()))) : Optional.empty();
    }

    private static Optional<String> last(List<String> candidates, Answer answer) {
        int own = answer.outputs().size() - candidates.size();
        for (int i = candidates.size() - 1; i >= 0; i--) {
            if (answer.isStates(own + i)) {
                return Optional.of(candidates.get(i));
            }
        }
        return Optional.empty();
    }

    private Model with(List<String> outputs) throws IOException {
        Path folder = Files.createTempDirectory("spark-distill-states");
        try {
            Path copy = folder.resolve(spec.format().file());
            InnerTensors.copyWithOutputs(file, outputs, copy);
            return spec.format().load(spec.name(), copy, weights, Device.cpu());
        } finally {
            FileUtil.fullyDelete(folder.toFile());
        }
    }
}
