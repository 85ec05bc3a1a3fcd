package io.sparkdistill.jobs.run;

import io.sparkdistill.jobs.storage.Output;
import java.util.regex.Pattern;

/** Names the folders of an output that hold the checkpoints of students which are not complete. */
public final class TrainingCheckpoints {
    private static final String FOLDER = "_checkpoints";
    /** Other folders beside these are checkpoints of streams. */
    private static final Pattern OF_STUDENT = Pattern.compile("(student(-[0-9]+)?|baseline)-[0-9a-f]{32}");

    private TrainingCheckpoints() {}

    /**
     * Returns the folder of the checkpoints of a student.
     *
     * @param student name of its artifact
     * @param provenance id of the student
     */
    public static String of(String student, String provenance) {
        return "%s/%s-%s".formatted(FOLDER, student, provenance);
    }

    /** Deletes the checkpoints of all students. */
    static void deleteAll(Output output) {
        output.folders(FOLDER).stream()
                .filter(name -> OF_STUDENT.matcher(name).matches())
                .forEach(name -> output.delete(FOLDER + "/" + name));
    }
}
