package io.sparkdistill.jobs.export;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.sparkdistill.export.OnnxExport;
import io.sparkdistill.student.StudentModel;
import io.sparkdistill.text.TextEncoder;
import io.sparkdistill.text.Vocabulary;
import io.sparkdistill.text.Words;
import java.util.List;

/**
 * Holds the content of {@code serving.json}. It describes how an example becomes the inputs of the model, and its
 * outputs classes. {@link io.sparkdistill.serving.Student} reads it.
 *
 * @param format version of this description
 * @param student id of the student's provenance
 * @param network of the student
 * @param classes names in the order of the outputs
 * @param inputs of the ONNX model
 * @param outputs of the ONNX model
 * @param text how texts become word ids; null for features
 * @param example an example with the student's answer
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record Serving(
        int format,
        String student,
        String network,
        List<String> classes,
        List<String> inputs,
        List<String> outputs,
        Text text,
        ServingExample example) {

    private static final int FORMAT = 1;

    Serving {
        classes = List.copyOf(classes);
        inputs = List.copyOf(inputs);
        outputs = List.copyOf(outputs);
    }

    /**
     * Describes how a text becomes word ids: convert it to lower case, find all matches of the pattern, truncate the
     * list, look every word up in the vocabulary (its id is its line, from 0), and pad to the longest text of the
     * batch.
     *
     * @param pattern regular expression of a word, with Unicode classes
     * @param maximumWords to which a text is truncated
     * @param padding id with which short texts are padded
     * @param unknown id of a word that is not in the vocabulary, and the only id of a text without words
     */
    record Text(
            @JsonProperty("lower-case") boolean lowerCase,
            String pattern,
            @JsonProperty("max-words") int maximumWords,
            String vocabulary,
            int padding,
            int unknown) {

        static Text of(TextEncoder encoder) {
            return new Text(
                    true,
                    Words.pattern(),
                    encoder.maximumWords(),
                    Vocabulary.FILE,
                    Vocabulary.PADDING,
                    Vocabulary.UNKNOWN);
        }
    }

    static Serving of(StudentModel model, String provenance, List<String> classes, ServingExample example) {
        return new Serving(
                FORMAT,
                provenance,
                model.network().name(),
                classes,
                OnnxExport.inputs(model.task()),
                List.of(OnnxExport.LOGITS, OnnxExport.PROBABILITIES),
                model.encoder().map(Text::of).orElse(null),
                example);
    }

    Serving with(ServingExample other) {
        return new Serving(format, student, network, classes, inputs, outputs, text, other);
    }
}
