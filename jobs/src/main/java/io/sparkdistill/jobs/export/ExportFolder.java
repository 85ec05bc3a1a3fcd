package io.sparkdistill.jobs.export;

import io.sparkdistill.distill.LogitsComparison;
import io.sparkdistill.jobs.job.InputException;
import java.io.IOException;
import java.util.List;

/** An export folder is a folder of this machine that an exported student is written to and checked in. */
interface ExportFolder {
    /** The largest difference of a logit that single precision may have. */
    double TOLERANCE = 1e-5;

    /**
     * Writes all files, and compares each model with the student.
     *
     * @return what is to be said of each model
     * @throws InputException if the model does not reproduce the student
     */
    List<String> write() throws IOException;

    /**
     * Checks that an exported model reproduces the student.
     *
     * @param engine that ran the exported model, for the message
     * @throws InputException if its logits differ from those of the student
     */
    static void requireSame(LogitsComparison check, String engine) {
        if (!(check.difference() <= TOLERANCE)) {
            throw new InputException(
                    "Cannot export the student: %s gives other logits than the student: %s; at most %.0e is allowed; please report it"
                            .formatted(engine, check.summary(), TOLERANCE));
        }
    }
}
