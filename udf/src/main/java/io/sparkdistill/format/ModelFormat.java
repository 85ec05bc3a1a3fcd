package io.sparkdistill.format;

import ai.djl.Device;
import ai.djl.MalformedModelException;
import ai.djl.Model;
import ai.djl.ndarray.types.DataType;
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
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

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
        Model open(String name, Path file, List<Path> weights, Device device)
                throws IOException, MalformedModelException {
            return engineModel(name, file, device);
        }

        /** A module keeps no names, and takes features as it keeps its weights: float64 if it was fitted so. */
        @Override
        public ModelInputs inputs(Model model, Path file, List<String> given) {
            return ModelInputs.inOrder(model.getBlock().getParameters().values().stream()
                    .map(parameter -> parameter.getArray().getDataType())
                    .filter(DataType::isFloating)
                    .findFirst()
                    .orElse(DataType.FLOAT32));
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
            if (locations.isEmpty()) {
                return engineModel(name, file, device);
            }
            return ExternalData.with(file, locations, weights, link -> engineModel(name, link, device));
        }

        @Override
        public ModelInputs inputs(Model model, Path file, List<String> given) throws IOException {
            OnnxFile declared = OnnxFile.read(file);
            if (!declared.unreadableOutputs().isEmpty()) {
                throw new IOException("Cannot load the model: its output is no tensor; convert it with zipmap=False: "
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
    public static ModelFormat of(Model model) {
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

    /** Name of a model's file. */
    public String named(String name) {
        return name.endsWith(suffix) ? name : name + suffix;
    }

    /**
     * The files of weights outside a model's own, in the order of {@link ExternalData#locations}.
     *
     * @throws IOException if one leads out of the model's folder
     */
    public List<Path> weights(Path file, ModelFiles files, String fingerprint) throws IOException {
        return List.of();
    }

    /**
     * Loads a model whose weights lie all in its own file.
     *
     * @throws IOException if the file is no such model, or the engine is not there
     */
    public Model load(String name, Path file, Device device) throws IOException {
        return load(name, file, List.of(), device);
    }

    /**
     * Loads a model.
     *
     * @param weights files of its weights that lie outside its own, in the order of {@link ExternalData#locations}
     * @throws IOException if the file is no such model, or the engine is not there
     */
    public Model load(String name, Path file, List<Path> weights, Device device) throws IOException {
        prepare();
        try {
            return open(name, file, weights, device);
        } catch (IOException | MalformedModelException | RuntimeException e) {
            throw new IOException("Cannot load the model: " + mistake, e);
        }
    }

    final Model engineModel(String name, Path file, Device device) throws IOException, MalformedModelException {
        Model model = Djl.engine(engine).newModel(name, device);
        try {
            model.load(file, null, options());
            return model;
        } catch (IOException | MalformedModelException | RuntimeException e) {
            model.close();
            throw e;
        }
    }

    /** Starts the engine. */
    abstract void prepare() throws IOException;

    /** Of DJL, for loading. */
    abstract Map<String, String> options();

    abstract Model open(String name, Path file, List<Path> weights, Device device)
            throws IOException, MalformedModelException;

    /**
     * How a loaded model is given its tensors.
     *
     * @param given names of the tensors
     * @throws IOException if it takes others
     */
    public abstract ModelInputs inputs(Model model, Path file, List<String> given) throws IOException;

    /**
     * Whether a model's file shows weights or operations of 16 bits or fewer, whose results depend on the batch in the
     * second digit already.
     */
    public abstract boolean reducedPrecision(Path file) throws IOException;

    /** How many numbers the model has learned. */
    public abstract long parameterCount(Model model, Path file);
}
