package io.sparkdistill.format;

import io.sparkdistill.fixtures.TinyTeacher;
import java.io.IOException;
import java.nio.file.Path;

class TorchScriptFormatTest extends ModelFormatContract {
    @Override
    ModelFormat format() {
        return ModelFormat.TORCH_SCRIPT;
    }

    @Override
    void writeTextModel(Path file) throws IOException {
        TinyTeacher.writeModel(file, TinyTeacher.TWO_CLASSES);
    }

    @Override
    void writeReducedPrecision(Path file) throws IOException {
        TinyTeacher.writeModel(file, TinyTeacher.HALF_PRECISION);
    }

    @Override
    void writeFeatureModel(Path file) throws IOException {
        TinyTeacher.writeFeatureModel(file);
    }

    @Override
    long writeParameters(Path file) throws IOException {
        TinyTeacher.writeTrainable(file);
        return 24;
    }

    @Override
    String mistake() {
        return "not TorchScript, or saved by a newer PyTorch";
    }

    @Override
    boolean namesInputs() {
        return false;
    }
}
