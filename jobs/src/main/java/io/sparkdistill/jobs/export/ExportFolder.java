package io.sparkdistill.jobs.export;

import java.io.IOException;
import java.util.List;

/** An export folder is a folder of this machine that an exported student is written to and checked in. */
interface ExportFolder {
    /**
     * Writes all files, and compares each model with the student.
     *
     * @return what is to be said of each model
     * @throws io.sparkdistill.jobs.job.InputException if the model does not reproduce the student
     */
    List<String> write() throws IOException;
}
