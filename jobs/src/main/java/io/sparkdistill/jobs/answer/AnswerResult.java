package io.sparkdistill.jobs.answer;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.sparkdistill.jobs.job.JobResult;
import io.sparkdistill.statistics.Interval;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * An answer result tells who answered how many texts, and how good the answers are where the inputs have labels. The run
 * of the student stores it.
 *
 * @param time in UTC, which names the file
 * @param asked share of the texts for the teacher; null without a text
 * @param askedInValidation share of the validation examples for the teacher
 * @param drifts whether the two shares differ by more than {@code cascade.drift-tolerance} and by more than chance
 * @param labels agreement with the labels; null without labels
 * @param studentSeconds time of the student's answers
 * @param teacherSeconds time of the teacher's answers
 * @param spent what an endpoint was asked, for people; null if nothing was
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record AnswerResult(
        String time,
        String run,
        String cascade,
        AnswerCounts counts,
        Double asked,
        double askedInValidation,
        boolean drifts,
        Labels labels,
        double studentSeconds,
        double teacherSeconds,
        String spent)
        implements JobResult {
    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    /**
     * Counts the rows whose answer is their label.
     *
     * @param rows with an answer and a label, duplicates included
     * @param right those of them whose answer is the label
     */
    record Labels(long rows, long right) {}

    /** Returns the file in the folder of the run. */
    String file() {
        return "answers/" + time + ".json";
    }

    String json() {
        try {
            return JSON.writeValueAsString(this) + "\n";
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns what the user should look at. */
    List<String> warnings() {
        return drifts
                ? List.of(
                        ("the teacher is asked for %.1f %% of the texts, but for %.1f %% of the validation examples: the"
                                        + " texts have changed, so the target of the cascade may be missed; label new validation"
                                        + " examples, and run `pipeline` and `cascade`")
                                .formatted(100 * asked, 100 * askedInValidation))
                : List.of();
    }

    @Override
    public String summary() {
        List<String> parts = new ArrayList<>(List.of(counts.toString()));
        if (asked != null) {
            parts.add(String.format(
                    Locale.ROOT,
                    "teacher asked for %.1f %% of the texts (validation: %.1f %%): %,d calls saved, %s; student %.1f s, teacher %.1f s",
                    100 * asked,
                    100 * askedInValidation,
                    counts.distinct() - counts.asked(),
                    counts.asked() == 0
                            ? "that is never"
                            : String.format(
                                    Locale.ROOT,
                                    "%.1f times less than without a student",
                                    (double) counts.distinct() / counts.asked()),
                    studentSeconds,
                    teacherSeconds));
        }
        if (spent != null) {
            parts.add(spent);
        }
        if (labels != null) {
            Interval interval = Interval.ofShare(labels.right, labels.rows);
            parts.add(String.format(
                    Locale.ROOT,
                    "right on %,d labeled rows: %.4f (95 %% interval %.4f to %.4f)",
                    labels.rows,
                    (double) labels.right / labels.rows,
                    interval.lower(),
                    interval.upper()));
        }
        if (counts.left() > 0) {
            parts.add("label.budget is used up: %,d texts are left for the next run".formatted(counts.left()));
        }
        warnings().forEach(warning -> parts.add("warning: " + warning));
        parts.add("run %s, cascade %s".formatted(run, cascade));
        return String.join(System.lineSeparator(), parts);
    }
}
