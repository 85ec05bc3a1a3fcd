package io.sparkdistill.teacher;

import ai.djl.Device;
import io.sparkdistill.inference.ModelFiles;
import io.sparkdistill.inference.ModelIdentity;
import io.sparkdistill.inference.ModelSettings;
import io.sparkdistill.inference.ModelSpec;
import io.sparkdistill.student.StudentModel;
import java.io.IOException;

/** Specifies a student that spark-distill trained, which is evaluated or used as a teacher. */
public record StudentSpec(ModelIdentity identity) implements ModelSpec {
    @Override
    public StudentSpec withHidden() {
        return new StudentSpec(identity.withHidden());
    }

    @Override
    public StudentLogitsModel load(ModelFiles files, Device device) throws IOException {
        StudentModel model = StudentModel.load(file -> files.path(fingerprint(), file));
        try {
            int found = model.task().classes();
            if (classes() != ANY_CLASSES && found != classes()) {
                throw new IOException("expected a student of %d classes but it has %d".formatted(classes(), found));
            }
            return new StudentLogitsModel(
                    model, model.inferenceMode(ModelSettings.current().precomputedBytes()), returnsHidden());
        } catch (IOException | RuntimeException e) {
            model.close();
            throw e;
        }
    }
}
