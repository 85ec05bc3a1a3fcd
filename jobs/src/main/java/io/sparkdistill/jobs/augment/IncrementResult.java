package io.sparkdistill.jobs.augment;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.sparkdistill.jobs.job.JobResult;

/**
 * Holds the result of the verb augment where it added the rows of new files to a transfer set.
 *
 * @param files number of new files
 * @param rows counts of the rows of these files
 * @param copies counts of the copies of their examples
 * @param seconds duration of reading and writing
 */
public record IncrementResult(int files, @JsonUnwrapped RowCounts rows, CopyCounts copies, double seconds)
        implements JobResult {
    @Override
    public String summary() {
        String counts = rows.table("augment, %,d new file%s".formatted(files, files == 1 ? "" : "s"));
        String ofCopies = copies.made() > 0 ? System.lineSeparator() + copies.summary() : "";
        return counts + ofCopies + System.lineSeparator() + "%,d examples added in %.1f s".formatted(added(), seconds);
    }

    private long added() {
        return rows.training() + rows.kept().evaluation() + copies.kept();
    }
}
