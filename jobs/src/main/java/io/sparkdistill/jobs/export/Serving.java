package io.sparkdistill.jobs.export;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import io.sparkdistill.export.OnnxExport;
import io.sparkdistill.serving.Student;
import io.sparkdistill.student.TorchScriptDescription;
import io.sparkdistill.student.TorchScriptModel;
import io.sparkdistill.tokenizer.TokenizerOutput;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Holds the content of {@code serving.json}. It describes how an example becomes the inputs of the model, and its
 * outputs classes. {@link io.sparkdistill.serving.Student} reads it.
 *
 * @param format version of this description
 * @param student id of the student's provenance
 * @param network name of the student's network
 * @param classes names in the order of the outputs
 * @param inputs of the model
 * @param outputs of the model
 * @param text how texts become the inputs; null for features
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
        TextRules text,
        ServingExample example) {

    private static final int FORMAT = 1;
    private static final ObjectWriter JSON = new ObjectMapper().writerWithDefaultPrettyPrinter();

    Serving {
        classes = List.copyOf(classes);
        inputs = List.copyOf(inputs);
        outputs = List.copyOf(outputs);
    }

    static Serving of(OnnxStudent student, ExportFacts facts) {
        return new Serving(
                FORMAT,
                facts.student(),
                student.network(),
                facts.classes(),
                student.inputs(),
                List.of(OnnxExport.LOGITS, OnnxExport.PROBABILITIES),
                student.text().orElse(null),
                student.example());
    }

    static Serving of(TorchScriptDescription student, ExportFacts facts, ServingExample example) {
        return new Serving(
                FORMAT,
                facts.student(),
                TorchScriptModel.NAME,
                facts.classes(),
                student.inputs().stream().map(TokenizerOutput::tensorName).toList(),
                List.of(OnnxExport.LOGITS),
                TextRules.Subwords.of(student),
                example);
    }

    /** Returns the description with the logits of the example that a model gives. */
    Serving with(String file, float[] exampleLogits) {
        ServingExample other = example.with(file, exampleLogits);
        return new Serving(format, student, network, classes, inputs, outputs, text, other);
    }

    void write(Path folder) throws IOException {
        Files.write(folder.resolve(Student.DESCRIPTION), JSON.writeValueAsBytes(this));
    }
}
