package io.sparkdistill.jobs.augment;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.sparkdistill.jobs.job.JobResult;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The result of the verb augment has the counts of all rows that were read and of all copies.
 *
 * @param missingClasses names of the classes without a labeled training example; empty where no input has labels
 * @param seconds duration of reading and writing
 */
public record AugmentResult(
        @JsonUnwrapped RowCounts rows, List<String> missingClasses, CopyCounts copies, double seconds)
        implements JobResult {
    /** A warning names at most this many classes. */
    private static final int NAMED_CLASSES = 10;

    public AugmentResult {
        missingClasses = List.copyOf(missingClasses);
    }

    @Override
    public String summary() {
        List<String> lines = new ArrayList<>(List.of(rows.table("augment")));
        String speed = "%,d examples written in %.1f s".formatted(written(), seconds);
        if (copies.made() > 0) {
            lines.add(copies.summary());
            speed += ", %,.0f copies/s".formatted(copies.made() / seconds);
        }
        lines.add(speed);
        lines.addAll(warnings());
        return String.join(System.lineSeparator(), lines);
    }

    private long written() {
        return rows.training() + rows.kept().evaluation() + copies.kept();
    }

    private List<String> warnings() {
        List<String> warnings = new ArrayList<>();
        if (!missingClasses.isEmpty()) {
            String named = missingClasses.stream().limit(NAMED_CLASSES).collect(Collectors.joining(", "));
            int more = missingClasses.size() - NAMED_CLASSES;
            warnings.add("Warning: no labeled training example of class %s%s: hard labels cannot teach it"
                    .formatted(named, more > 0 ? " and %d more".formatted(more) : ""));
        }
        if (rows.kept().evaluation() == 0) {
            warnings.add("Warning: there is no validation and no test example: no model will be evaluated, and training"
                    + " keeps its last epoch; set input.validation, input.test or input.validation-share");
        }
        return warnings;
    }
}
