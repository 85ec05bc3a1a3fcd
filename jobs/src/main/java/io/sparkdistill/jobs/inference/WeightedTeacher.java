package io.sparkdistill.jobs.inference;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.sparkdistill.jobs.storage.Provenance;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A teacher's part in the soft targets.
 *
 * @param name in the configuration
 * @param fingerprint of its logits
 * @param weight in the mean over all teachers
 */
public record WeightedTeacher(String name, String fingerprint, double weight) {
    /** Under which fact the provenance of the soft targets lists the teachers that made them. */
    public static final String FACT = "teachers";

    /** The parts of these teachers without their names. */
    public static String identity(List<WeightedTeacher> teachers) {
        return teachers.stream()
                .map(teacher -> "%s * %s".formatted(teacher.fingerprint(), teacher.weight()))
                .collect(Collectors.joining(", "));
    }

    /** The teachers that made these soft targets. */
    public static List<WeightedTeacher> of(Provenance softTargets) {
        return List.of(new ObjectMapper().convertValue(softTargets.facts().get(FACT), WeightedTeacher[].class));
    }
}
