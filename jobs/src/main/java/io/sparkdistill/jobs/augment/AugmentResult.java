package io.sparkdistill.jobs.augment;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.sparkdistill.jobs.job.JobResult;
import io.sparkdistill.jobs.report.TextTable;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What became of every row that was read, and of every copy.
 *
 * @param read rows in the inputs; sentences where texts are cut into sentences
 * @param labeled distinct labeled examples in the transfer set
 * @param unlabeled distinct unlabeled examples in the transfer set
 * @param evaluation validation and test examples
 * @param duplicates rows equal to another row of the transfer set
 * @param leaked distinct training examples dropped because validation or test holds them
 * @param validationLeaked validation rows dropped because test holds them
 * @param overLimit distinct examples beyond the limits of the configuration
 * @param rejected rows that could not be used
 * @param missingClasses names of the classes without a labeled training example; empty where no input has labels
 * @param copies what became of the copies
 * @param seconds that all of it took
 */
public record AugmentResult(
        long read,
        long labeled,
        long unlabeled,
        long evaluation,
        long duplicates,
        long leaked,
        long validationLeaked,
        @JsonProperty("leftOut") long overLimit,
        long rejected,
        List<String> missingClasses,
        CopyCounts copies,
        double seconds)
        implements JobResult {
    /** Of more classes the warning would be too long. */
    private static final int NAMED_CLASSES = 10;

    public AugmentResult {
        missingClasses = List.copyOf(missingClasses);
        long accounted =
                labeled + unlabeled + evaluation + duplicates + leaked + validationLeaked + overLimit + rejected;
        if (read != accounted) {
            throw new IllegalStateException(
                    "Cannot reconcile the rows: read %d but accounted for %d".formatted(read, accounted));
        }
    }

    @Override
    public String summary() {
        String rows = new TextTable("augment", "rows")
                .row("read", read)
                .row("= transfer set, labeled", labeled)
                .row("+ transfer set, unlabeled", unlabeled)
                .row("+ validation and test", evaluation)
                .row("+ duplicates dropped", duplicates)
                .row("+ dropped: in validation or test", leaked)
                .row("+ validation dropped: in test", validationLeaked)
                .row("+ left out by augment.limits", overLimit)
                .row("+ rejected, see rejected/", rejected)
                .toString();
        List<String> lines = new ArrayList<>(List.of(rows));
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
        return labeled + unlabeled + evaluation + copies.kept();
    }

    private List<String> warnings() {
        List<String> warnings = new ArrayList<>();
        if (!missingClasses.isEmpty()) {
            String named = missingClasses.stream().limit(NAMED_CLASSES).collect(Collectors.joining(", "));
            int more = missingClasses.size() - NAMED_CLASSES;
            warnings.add("Warning: no labeled training example of class %s%s: hard labels cannot teach it"
                    .formatted(named, more > 0 ? " and %d more".formatted(more) : ""));
        }
        if (evaluation == 0) {
            warnings.add("Warning: there is no validation and no test example: nothing will be evaluated, and training"
                    + " keeps its last epoch; set input.validation, input.test or input.validation-share");
        }
        return warnings;
    }
}
