package io.sparkdistill.jobs.config;

import io.sparkdistill.format.ModelFormat;
import io.sparkdistill.teacher.TextInput;
import io.sparkdistill.teacher.WordEncoder;
import java.util.Optional;

/**
 * These settings decide how initial word vectors are made from a teacher or another language model.
 *
 * @param format of the model
 * @param model a TorchScript or ONNX file
 * @param tokenizer its {@code tokenizer.json}
 * @param input how it reads texts
 * @param source what the vector of a word is made of
 * @param sif constant {@code a} of the weight {@code a / (a + p)} of a word with the relative frequency {@code p};
 *     empty for a weight of 1
 * @param scale root mean square of the values of all vectors, positive
 */
public record TeacherVectorsConfig(
        ModelFormat format,
        String model,
        String tokenizer,
        TextInput input,
        WordEncoder.Source source,
        Optional<Double> sif,
        double scale) {}
