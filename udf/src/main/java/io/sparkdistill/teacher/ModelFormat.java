package io.sparkdistill.teacher;

import ai.djl.Device;
import ai.djl.MalformedModelException;
import ai.djl.Model;
import io.sparkdistill.engine.Djl;
import io.sparkdistill.engine.OnnxRuntime;
import io.sparkdistill.engine.PyTorch;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** In which format other frameworks export models, each with the engine that loads it. */
public enum ModelFormat {
    TORCH_SCRIPT(PyTorch.ENGINE, ".pt", "not TorchScript, or saved by a newer PyTorch") {
        @Override
        void prepare() {
            PyTorch.engine();
        }

        @Override
        Map<String, String> options() {
            return Map.of("mapLocation", "true");
        }

        @Override
        List<String> inputNames(Model model) {
            return List.of();
        }

        @Override
        long parameterCount(Model model, Path file) {
            return model.getBlock().getParameters().values().stream()
                    .mapToLong(parameter -> parameter.getArray().getShape().size())
                    .sum();
        }
    },

    ONNX(OnnxRuntime.ENGINE, ".onnx", "not ONNX, or too new for this ONNX Runtime; a GPU needs onnxruntime_gpu") {
        @Override
        void prepare() throws IOException {
            PyTorch.engine();
            OnnxRuntime.require();
        }

        /** The threads belong to the model here, and all tasks share them: those of the task that loads it. */
        @Override
        Map<String, String> options() {
            return Map.of("intraOpNumThreads", Integer.toString(PyTorch.taskThreads()), "interOpNumThreads", "1");
        }

        @Override
        List<String> inputNames(Model model) {
            return model.describeInput().keys();
        }

        @Override
        long parameterCount(Model model, Path file) {
            try {
                return OnnxParameters.count(file);
            } catch (IOException e) {
                throw new UncheckedIOException("Cannot count parameters: " + e.getMessage(), e);
            }
        }
    };

    private final String engine;
    private final String suffix;
    private final String mistake;

    ModelFormat(String engine, String suffix, String mistake) {
        this.engine = engine;
        this.suffix = suffix;
        this.mistake = mistake;
    }

    /** The format of a file, by its name; empty if it is neither. */
    public static Optional<ModelFormat> of(String path) {
        return Arrays.stream(values())
                .filter(format -> path.endsWith(format.suffix))
                .findFirst();
    }

    /**
     * The format of a loaded model, by its engine.
     *
     * @throws IllegalArgumentException if it is another
     */
    static ModelFormat of(Model model) {
        String engine = model.getNDManager().getEngine().getEngineName();
        return Arrays.stream(values())
                .filter(format -> format.engine.equals(engine))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("Cannot read inputs: unknown engine: " + engine));
    }

    /** DJL's name of the engine that loads it. */
    public String engine() {
        return engine;
    }

    /** Name of the model's file among the files of a model. */
    public String file() {
        return "model" + suffix;
    }

    /**
     * Loads a model.
     *
     * @throws IOException if the file is no such model, or the engine is not there
     */
    public Model load(String name, Path file, Device device) throws IOException {
        prepare();
        Model model = Djl.engine(engine).newModel(name, device);
        try {
            model.load(file, null, options());
            return model;
        } catch (IOException | MalformedModelException | RuntimeException e) {
            model.close();
            throw new IOException("Cannot load the model: " + mistake, e);
        }
    }

    /** Starts the engine. */
    abstract void prepare() throws IOException;

    /** Of DJL, for loading. */
    abstract Map<String, String> options();

    /** Names of the model's inputs in order; empty if the format keeps none. */
    abstract List<String> inputNames(Model model);

    /** How many numbers the model has learnt. */
    abstract long parameterCount(Model model, Path file);
}
