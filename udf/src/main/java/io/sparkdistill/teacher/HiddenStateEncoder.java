package io.sparkdistill.teacher;

import ai.djl.Device;
import ai.djl.Model;
import ai.djl.inference.Predictor;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.translate.NoBatchifyTranslator;
import ai.djl.translate.TranslateException;
import ai.djl.translate.TranslatorContext;
import io.sparkdistill.engine.RootMessage;
import io.sparkdistill.format.ModelInputs;
import io.sparkdistill.inference.StagedModel;
import io.sparkdistill.tokenizer.SubwordTokenizer;
import io.sparkdistill.tokenizer.WordPieces;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Computes hidden states of words, each of which the model reads alone. Of an output of shape {@code (batch, tokens,
 * width)} it takes the mean over the pieces of the word; without one, the pooled state {@code (batch, width)} as {@link
 * ModelOutputs#hidden} finds it. Of an ONNX model that returns neither it takes the states that {@link InnerStates} finds.
 */
final class HiddenStateEncoder implements WordEncoder {
    private static final int BATCH = 256;

    private final Model model;
    private final ModelInputs inputs;
    private final TextTensors tensors;
    private final SubwordTokenizer tokenizer;

    private HiddenStateEncoder(Model model, ModelInputs inputs, TextTensors tensors, SubwordTokenizer tokenizer) {
        this.model = model;
        this.inputs = inputs;
        this.tensors = tensors;
        this.tokenizer = tokenizer;
    }

    static HiddenStateEncoder open(StagedModel staged, TextModelSpec spec, SubwordTokenizer tokenizer)
            throws IOException {
        Path file = staged.file(spec.format().file());
        List<Path> weights = spec.format().weights(file, staged.modelFiles(), spec.fingerprint());
        TextTensors tensors = new TextTensors(
                tokenizer, spec.input().maxTokens(), spec.input().tensors());
        Model model = spec.format().load(spec.name(), file, weights, Device.cpu());
        try {
            ModelInputs inputs = spec.format().inputs(model, file, tensors.names());
            tensors.checkFit(inputs);
            HiddenStateEncoder encoder = new HiddenStateEncoder(model, inputs, tensors, tokenizer);
            if (encoder.shapes(model).hasStates()) {
                return encoder;
            }
            Optional<Model> withStates = new InnerStates(spec, file, weights).open(encoder::shapes);
            withStates.ifPresent(found -> model.close());
            return withStates
                    .map(found -> new HiddenStateEncoder(found, inputs, tensors, tokenizer))
                    .orElse(encoder);
        } catch (IOException | RuntimeException e) {
            model.close();
            throw e;
        }
    }

    @Override
    public float[][] encode(List<String> words) {
        List<WordPieces> pieces = words.stream().map(tokenizer::pieces).toList();
        List<Integer> order = IntStream.range(0, words.size())
                .boxed()
                .sorted(Comparator.comparingInt(
                        word -> pieces.get(word).tokens().count()))
                .toList();
        float[][] vectors = new float[words.size()][];
        try (Predictor<List<WordPieces>, float[][]> predictor = model.newPredictor(new WordTranslator())) {
            int start = 0;
            while (start < order.size()) {
                int end = end(order, pieces, start);
                float[][] found = predict(
                        predictor,
                        order.subList(start, end).stream().map(pieces::get).toList());
                for (int i = start; i < end; i++) {
                    vectors[order.get(i)] = found[i - start];
                }
                start = end;
            }
        }
        return vectors;
    }

    /** Ends a batch where the number of tokens changes, so that no batch has padding. */
    private int end(List<Integer> order, List<WordPieces> pieces, int start) {
        int most = Math.min(order.size(), start + (inputs.batch() > 0 ? inputs.batch() : BATCH));
        int tokens = pieces.get(order.get(start)).tokens().count();
        int end = start + 1;
        while (end < most && pieces.get(order.get(end)).tokens().count() == tokens) {
            end++;
        }
        return end;
    }

    /** Runs a model on one word or two. */
    private InnerStates.Answer shapes(Model asked) {
        WordPieces word = tokenizer.pieces("a");
        try (Predictor<List<WordPieces>, InnerStates.Answer> predictor = asked.newPredictor(new ShapeTranslator())) {
            return predict(predictor, inputs.batch() == 1 ? List.of(word) : List.of(word, word));
        }
    }

    private static <T> T predict(Predictor<List<WordPieces>, T> predictor, List<WordPieces> batch) {
        try {
            return predictor.predict(batch);
        } catch (TranslateException e) {
            throw new IllegalStateException("Cannot compute word vectors: " + RootMessage.of(e), e);
        }
    }

    @Override
    public void close() {
        model.close();
        tensors.close();
    }

    /** Returns the tensors of a batch, filled up to the size that the model demands. */
    private NDList bind(NDManager manager, List<WordPieces> words) {
        List<WordPieces> filled = new ArrayList<>(words);
        while (filled.size() < inputs.batch()) {
            filled.add(words.get(0));
        }
        return inputs.bind(
                tensors.batch(manager, filled.stream().map(WordPieces::tokens).toList(), inputs.length()));
    }

    /** Translates words to the tensors of a batch, and its outputs to their shapes. */
    private final class ShapeTranslator implements NoBatchifyTranslator<List<WordPieces>, InnerStates.Answer> {
        private static final String INPUT = "input";

        @Override
        public NDList processInput(TranslatorContext context, List<WordPieces> words) {
            NDList bound = bind(context.getNDManager(), words);
            context.setAttachment(INPUT, bound.head().getShape());
            return bound;
        }

        @Override
        public InnerStates.Answer processOutput(TranslatorContext context, NDList outputs) {
            List<Shape> shapes = outputs.stream()
                    .map(output -> output.getDataType().isFloating() ? output.getShape() : new Shape())
                    .toList();
            return new InnerStates.Answer((Shape) context.getAttachment(INPUT), shapes);
        }
    }

    /** Translates words to the tensors of a batch, and its outputs to one vector per word. */
    private final class WordTranslator implements NoBatchifyTranslator<List<WordPieces>, float[][]> {
        private static final String WORDS = "words";

        @Override
        public NDList processInput(TranslatorContext context, List<WordPieces> words) {
            context.setAttachment(WORDS, words);
            return bind(context.getNDManager(), words);
        }

        @Override
        @SuppressWarnings("unchecked")
        public float[][] processOutput(TranslatorContext context, NDList outputs) {
            List<WordPieces> words = (List<WordPieces>) context.getAttachment(WORDS);
            Optional<NDArray> states = outputs.stream()
                    .filter(output -> output.getDataType().isFloating()
                            && output.getShape().dimension() == 3)
                    .findFirst();
            return states.isPresent() ? means(states.get(), words) : pooled(outputs, words);
        }

        private float[][] pooled(NDList outputs, List<WordPieces> words) {
            if (outputs.size() < 2) {
                throw new IllegalStateException(
                        ("the model returns no hidden states, but %s; name an encoder whose output is (batch, tokens,"
                                        + " width), export the model with its pooled state as second output, or set"
                                        + " student.teacher-vectors.source = word-pieces")
                                .formatted(outputs.head().getShape()));
            }
            return LogitsReader.hidden(
                            ModelOutputs.hidden(outputs),
                            Math.toIntExact(outputs.head().getShape().get(0)))
                    .subList(0, words.size())
                    .toArray(float[][]::new);
        }

        private float[][] means(NDArray states, List<WordPieces> words) {
            Shape shape = states.getShape();
            int length = Math.toIntExact(shape.get(1));
            int width = Math.toIntExact(shape.get(2));
            float[] values = states.toType(DataType.FLOAT32, false).toFloatArray();
            float[][] means = new float[words.size()][width];
            for (int row = 0; row < words.size(); row++) {
                WordPieces word = words.get(row);
                int first =
                        row * length + tokenizer.settings().start(word.tokens().count(), length);
                for (int position : word.positions()) {
                    for (int i = 0; i < width; i++) {
                        means[row][i] += values[(first + position) * width + i] / word.positions().length;
                    }
                }
            }
            return means;
        }
    }
}
