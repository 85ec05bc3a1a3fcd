package io.sparkdistill.jobs.label;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.sparkdistill.jobs.config.Secrets;
import io.sparkdistill.jobs.label.TeacherComparison.Measured;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A teacher choice records which file of a teacher that is there in several labels, and what was measured. Later runs
 * use the same file, whose logits they find.
 *
 * @param teacher name of the teacher when its file was chosen, for people
 * @param agreement the least share of examples for which the chosen file gives the class of the first one
 * @param examples number of examples on which the files were measured
 * @param chosen position of the chosen file
 * @param files of the teacher, the reference first
 */
record TeacherChoice(String teacher, double agreement, int examples, int chosen, List<File> files) {
    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    /**
     * Holds what was measured of one file.
     *
     * @param file path without credentials, for people
     * @param fingerprint of the model
     * @param rowsPerSecond on one thread of the driver, without tokenizing
     * @param sameClass share of the examples with the class of the first file
     * @param largestDifference of a logit, relative to those above 1
     * @param accuracy on labeled examples; 0 without labels
     */
    record File(
            String file,
            String fingerprint,
            double rowsPerSecond,
            double sameClass,
            double largestDifference,
            double accuracy) {
        static File of(Measured measured, String fingerprint) {
            return new File(
                    Secrets.redact(measured.model()),
                    fingerprint,
                    measured.rowsPerSecond(),
                    measured.comparison().agreement(),
                    measured.comparison().difference(),
                    measured.comparison().accuracy());
        }
    }

    TeacherChoice {
        files = List.copyOf(files);
        if (chosen < 0 || chosen >= files.size()) {
            throw new IllegalArgumentException("chosen must be one of %d files: %d".formatted(files.size(), chosen));
        }
    }

    /** Chooses the fastest of the files that agree with the first. */
    static TeacherChoice of(String teacher, double agreement, List<Measured> measured, List<String> fingerprints) {
        List<File> files = new ArrayList<>();
        for (int i = 0; i < measured.size(); i++) {
            files.add(File.of(measured.get(i), fingerprints.get(i)));
        }
        int chosen = measured.indexOf(TeacherComparison.fastest(measured, agreement));
        return new TeacherChoice(
                teacher, agreement, measured.get(0).comparison().rows(), chosen, files);
    }

    /** Whether this choice was made among these files by the same agreement. */
    boolean isAmong(List<String> fingerprints, double wanted) {
        return agreement == wanted
                && files.stream().map(File::fingerprint).toList().equals(fingerprints);
    }

    /** Describes the choice in a sentence. */
    String summary() {
        File first = files.get(0);
        File best = files.get(chosen);
        return chosen == 0
                ? "%s labels by %s, the fastest of %d files that agree".formatted(teacher, best.file(), files.size())
                : "%s labels by %s: %.1f times as fast as %s, same class for %.4f of %,d examples"
                        .formatted(
                                teacher,
                                best.file(),
                                best.rowsPerSecond() / first.rowsPerSecond(),
                                first.file(),
                                best.sameClass(),
                                examples);
    }

    /** Reads the choices of an output; none if the text is damaged. */
    static List<TeacherChoice> parse(String json) {
        try {
            return Arrays.asList(JSON.readValue(json, TeacherChoice[].class));
        } catch (JsonProcessingException e) {
            return List.of();
        }
    }

    static String json(List<TeacherChoice> choices) {
        try {
            return JSON.writeValueAsString(choices);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }
}
