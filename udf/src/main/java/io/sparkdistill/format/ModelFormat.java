package io.sparkdistill.format;

import ai.djl.Device;
import ai.djl.MalformedModelException;
import ai.djl.Model;
import ai.djl.engine.StandardCapabilities;
import ai.djl.ndarray.types.DataType;
import ai.onnxruntime.OrtSession.SessionOptions;
import io.sparkdistill.engine.Djl;
import io.sparkdistill.engine.OnnxRuntime;
import io.sparkdistill.engine.PyTorch;
import io.sparkdistill.inference.ModelFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/** Describes a format of exported models and the engine that loads it. */
public enum ModelFormat {
    TORCH_SCRIPT(PyTorch.ENGINE, ".pt", "not TorchScript, or saved by a newer PyTorch") {
        @Override
        Model open(String name, Path file, List<Path> weights, Device device)
                throws IOException, MalformedModelException {
            // Without CUDA it would load the model, and fail on the first batch.
            if (device.isGpu() && !PyTorch.engine().hasCapability(StandardCapabilities.CUDA)) {
                throw new IOException(
                        "this PyTorch has no GPU; add ai.djl.pytorch:pytorch-native-cu124, or a newer one that"
                                + " fits the machine, to the class path");
            }
            return engineModel(name, file, device, Map.of("mapLocation", "true"));
        }

        /**
         * Returns inputs by position: a TorchScript module declares no names. Its features have the type of its
         * weights: float64 if it was trained so.
         */
        @Override
        public ModelInputs inputs(Model model, Path file, List<String> given) throws IOException {
            ModelInputs.requireOrder(TorchScriptFile.inputs(file), given);
            return ModelInputs.inOrder(model.getBlock().getParameters().values().stream()
                    .map(parameter -> parameter.getArray().getDataType())
                    .filter(DataType::isFloating)
                    .findFirst()
                    .orElse(DataType.FLOAT32));
        }

        @Override
        boolean recognizes(Path file) {
            return TorchScriptFile.isOne(file);
        }

        @Override
        public boolean reducedPrecision(Path file) throws IOException {
            return TorchScriptFile.reducedPrecision(file);
        }

        @Override
        public long parameterCount(Model model, Path file) {
            return model.getBlock().getParameters().values().stream()
                    .mapToLong(parameter -> parameter.getArray().getShape().size())
                    .sum();
        }
    },

    ONNX(
            OnnxRuntime.ENGINE,
            ".onnx",
            "not ONNX, or too new for this ONNX Runtime; a GPU needs a jar that was built with onnxruntime_gpu") {
        @Override
        public List<Path> weights(Path file, ModelFiles files, String fingerprint) throws IOException {
            int count = ExternalData.locations(file).size();
            return IntStream.range(0, count)
                    .mapToObj(i -> files.path(fingerprint, ExternalData.file(i)))
                    .toList();
        }

        @Override
        Model open(String name, Path file, List<Path> weights, Device device)
                throws IOException, MalformedModelException {
            List<String> locations = ExternalData.locations(file);
            // All tasks share the model, and with it the threads of the task that loads it.
            try (SessionOptions settings = OnnxRuntime.sessionOptions(PyTorch.taskThreads())) {
                Map<String, Object> options = Map.of("sessionOptions", settings);
                return locations.isEmpty()
                        ? engineModel(name, file, device, options)
                        : ExternalData.with(file, locations, weights, link -> engineModel(name, link, device, options));
            }
        }

        @Override
        public ModelInputs inputs(Model model, Path file, List<String> given) throws IOException {
            OnnxFile declared = OnnxFile.read(file);
            if (!declared.unreadableOutputs().isEmpty()) {
                throw new IOException(
                        "Cannot load the model: some outputs are not tensors; convert it with zipmap=False: "
                                + declared.unreadableOutputs());
            }
            List<String> order = model.describeInput().keys();
            List<DeclaredInput> taken = declared.inputs().stream()
                    .filter(input -> order.contains(input.name()))
                    .sorted(Comparator.comparing(input -> order.indexOf(input.name())))
                    .toList();
            return ModelInputs.match(taken, given);
        }

        @Override
        boolean recognizes(Path file) {
            return OnnxFile.isOne(file);
        }

        @Override
        public boolean reducedPrecision(Path file) throws IOException {
            return OnnxFile.read(file).reducedPrecision();
        }

        @Override
        public long parameterCount(Model model, Path file) {
            try {
                return OnnxFile.read(file).parameterCount();
            } catch (IOException e) {
                throw new UncheckedIOException("Cannot count parameters: " + e.getMessage(), e);
            }
        }
    };

    private final String engine;
    private final String suffix;
    private final String loadHint;

    ModelFormat(String engine, String suffix, String loadHint) {
        this.engine = engine;
        this.suffix = suffix;
        this.loadHint = loadHint;
    }

    /** Returns the format of a file by its name; empty for an unknown format. */
    public static Optional<ModelFormat> of(String path) {
        return Arrays.stream(values())
                .filter(format -> path.toLowerCase(Locale.ROOT).endsWith(format.suffix))
                .findFirst();
    }

    /**
     * Returns the format of a loaded model by its engine.
     *
     * @throws IllegalArgumentException if the engine is another one
     */
    public static ModelFormat of(Model model) {
        String engine = model.getNDManager().getEngine().getEngineName();
        return Arrays.stream(values())
                .filter(format -> format.engine.equals(engine))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("Cannot read inputs: unknown engine: " + engine));
    }

    /** Returns the name of its engine in DJL. */
    public String engine() {
        return engine;
    }

    /** Returns the name of the model's file among a model's files. */
    public String file() {
        return "model" + suffix;
    }

    /** Returns the file name of a model. */
    public String named(String name) {
        return name.endsWith(suffix) ? name : name + suffix;
    }

    /**
     * Returns the files of weights outside a model's own file, in the order of {@link ExternalData#locations}.
     *
     * @throws IOException if a path leads out of the model's folder
     */
    public List<Path> weights(Path file, ModelFiles files, String fingerprint) throws IOException {
        return List.of();
    }

    /**
     * Loads a model whose weights are all in its own file.
     *
     * @throws IOException if the file is not such a model
     */
    public Model load(String name, Path file, Device device) throws IOException {
        return load(name, file, List.of(), device);
    }

    /**
     * Loads a model.
     *
     * @param weights files of weights outside its own file, in the order of {@link ExternalData#locations}
     * @throws IOException if the file is not such a model
     */
    public Model load(String name, Path file, List<Path> weights, Device device) throws IOException {
        // The inputs of every format are arrays of PyTorch.
        PyTorch.engine();
        try {
            return open(name, file, weights, device);
        } catch (IOException | MalformedModelException | RuntimeException e) {
            throw LoadFailure.of(this, loadHint, file, device, e);
        }
    }

    final Model engineModel(String name, Path file, Device device, Map<String, ?> options)
            throws IOException, MalformedModelException {
        Model model = Djl.engine(engine).newModel(name, device);
        try {
            model.load(file, null, options);
            return model;
        } catch (IOException | MalformedModelException | RuntimeException e) {
            model.close();
            throw e;
        }
    }

    abstract Model open(String name, Path file, List<Path> weights, Device device)
            throws IOException, MalformedModelException;

    /**
     * Returns the inputs of a loaded model, matched with the given tensors.
     *
     * @param given names of the tensors
     * @throws IOException if the model takes other inputs
     */
    public abstract ModelInputs inputs(Model model, Path file, List<String> given) throws IOException;

    /** Returns whether a file is whole and has this format, whatever its name and whether or not the engine loads it. */
    abstract boolean recognizes(Path file);

    /**
     * Returns whether a model's file has weights or operations of 16 bits or fewer. Results of such models depend on
     * the batch, already in the second digit.
     */
    public abstract boolean reducedPrecision(Path file) throws IOException;

    /** Returns the number of trained parameters. */
    public abstract long parameterCount(Model model, Path file);
}
