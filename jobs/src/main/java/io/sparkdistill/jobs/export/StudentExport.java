package io.sparkdistill.jobs.export;

import io.sparkdistill.inference.StagedModel;
import io.sparkdistill.serving.Input;
import io.sparkdistill.student.BoostedTreesModel;
import io.sparkdistill.student.LogisticModel;
import io.sparkdistill.student.StudentDescription;
import io.sparkdistill.student.StudentModel;
import io.sparkdistill.student.TreesModel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;

/**
 * Chooses how a student is exported, by its description.
 *
 * @param folder folder of this machine that the files are written to
 * @param staged the student's files
 * @param examples examples on which the exported student is compared with the student
 * @param reference computes the student's logits of examples
 */
record StudentExport(
        Path folder,
        StagedModel staged,
        ExportFacts facts,
        List<CheckedExample> examples,
        Function<List<Input>, float[][]> reference)
        implements StudentDescription.Visitor<ExportFolder> {
    StudentExport {
        examples = List.copyOf(examples);
    }

    @Override
    public ExportFolder network(StudentDescription.Network network) {
        try (StudentModel student = StudentModel.load(staged::file)) {
            return onnx(OnnxStudent.of(student));
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    @Override
    public ExportFolder logistic(StudentDescription.Logistic logistic) {
        try {
            return onnx(OnnxStudent.of(LogisticModel.load(staged::file)));
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    @Override
    public ExportFolder trees(StudentDescription.Trees trees) {
        try {
            return onnx(OnnxStudent.of(TreesModel.load(staged::file)));
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    @Override
    public ExportFolder boostedTrees(StudentDescription.BoostedTrees boostedTrees) {
        try {
            return onnx(OnnxStudent.of(BoostedTreesModel.load(staged::file)));
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    @Override
    public ExportFolder torchScript(StudentDescription.TorchScript torchScript) {
        return new TorchScriptFolder(folder, staged, torchScript.torchscript(), facts, examples, reference);
    }

    private ExportFolder onnx(OnnxStudent student) {
        return new OnnxFolder(folder, student, facts, examples, reference);
    }

    private static UncheckedIOException unreadable(IOException e) {
        return new UncheckedIOException("Cannot read the student: " + e.getMessage(), e);
    }
}
