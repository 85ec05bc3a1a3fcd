package io.sparkdistill.jobs.export;

import io.sparkdistill.export.OnnxExport;
import io.sparkdistill.student.BoostedTreesModel;
import io.sparkdistill.student.LogisticModel;
import io.sparkdistill.student.StudentModel;
import io.sparkdistill.student.TreesModel;
import io.sparkdistill.text.TextEncoder;
import io.sparkdistill.text.Vocabulary;
import java.util.List;
import java.util.Optional;

/**
 * An ONNX student is a student in the form that is exported as ONNX.
 *
 * @param network its name in configurations
 * @param model bytes of the ONNX model, whose outputs are {@link OnnxExport#LOGITS} and {@link
 *     OnnxExport#PROBABILITIES}
 * @param inputs names of the model's inputs
 * @param text how texts become the inputs; empty for features
 * @param vocabulary words that the text rules look up; empty if they need none
 * @param example an example that the student reads, without logits
 */
@SuppressWarnings("ArrayRecordComponent")
record OnnxStudent(
        String network,
        byte[] model,
        List<String> inputs,
        Optional<TextRules> text,
        Optional<Vocabulary> vocabulary,
        ServingExample example) {
    private static final int PAIR = 2;

    OnnxStudent {
        inputs = List.copyOf(inputs);
    }

    static OnnxStudent of(StudentModel student) {
        return new OnnxStudent(
                student.network().name(),
                OnnxExport.of(student),
                OnnxExport.inputs(student.task()),
                student.encoder().map(TextRules.Words::of),
                student.encoder().map(TextEncoder::vocabulary),
                ServingExample.of(student));
    }

    static OnnxStudent of(LogisticModel student) {
        LogisticModel.Shape shape = student.shape();
        if (!shape.readsText()) {
            return ofFeatures(LogisticModel.NAME, OnnxExport.of(student), shape.features());
        }
        return new OnnxStudent(
                LogisticModel.NAME,
                OnnxExport.of(student),
                List.of(OnnxExport.TERMS),
                Optional.of(TextRules.Terms.of(shape.terms())),
                Optional.empty(),
                ServingExample.ofTexts(shape.sentences() == PAIR));
    }

    static OnnxStudent of(TreesModel student) {
        return ofFeatures(
                TreesModel.NAME, OnnxExport.of(student), student.shape().features());
    }

    static OnnxStudent of(BoostedTreesModel student) {
        return ofFeatures(
                BoostedTreesModel.NAME, OnnxExport.of(student), student.shape().features());
    }

    private static OnnxStudent ofFeatures(String network, byte[] model, int features) {
        return new OnnxStudent(
                network,
                model,
                List.of(OnnxExport.FEATURES),
                Optional.empty(),
                Optional.empty(),
                ServingExample.ofFeatures(features));
    }
}
