package io.sparkdistill.jobs.inference;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.sparkdistill.jobs.storage.Provenance;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A weighted teacher is one of the teachers that the soft targets were derived from.
 *
 * @param name of the teacher in the configuration
 * @param fingerprint of the model, which identifies its logits
 * @param weight in the mean over all teachers, positive
 * @param file position of the model among the files of the teacher, 0 for {@code model}
 */
public record WeightedTeacher(String name, String fingerprint, double weight, int file) {
    /** The name of the teachers among the facts of the provenance of the soft targets. */
    public static final String FACT = "teachers";

    /** Returns a text that identifies the combination of these teachers, without their names. */
    public static String identity(List<WeightedTeacher> teachers) {
        return teachers.stream()
                .map(teacher -> "%s * %s".formatted(teacher.fingerprint(), teacher.weight()))
                .collect(Collectors.joining(", "));
    }

    /** Returns the teachers that these soft targets were derived from. */
    public static List<WeightedTeacher> of(Provenance softTargets) {
        return List.of(new ObjectMapper().convertValue(softTargets.facts().get(FACT), WeightedTeacher[].class));
    }
}
