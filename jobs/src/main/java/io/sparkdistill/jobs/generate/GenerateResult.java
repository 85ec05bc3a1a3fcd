package io.sparkdistill.jobs.generate;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.sparkdistill.jobs.job.JobResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A result of generation tells how many texts there are.
 *
 * @param generator name of the model
 * @param fingerprint of the model, its prompt and its options
 * @param texts number of the texts of all sources of the inputs, of this run and before
 * @param truncated sources with a text that is as long as allowed
 * @param examples whether the texts become examples
 * @param seconds duration
 * @param spent what the endpoint was asked, for people; null if nothing was
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record GenerateResult(
        String generator,
        String fingerprint,
        GenerateCounts counts,
        long texts,
        long truncated,
        boolean examples,
        double seconds,
        String spent)
        implements JobResult {
    @Override
    public String summary() {
        List<String> parts = new ArrayList<>(List.of(counts.toString()));
        parts.add(String.format(
                Locale.ROOT,
                "%,d texts of %,d sources by %s (fingerprint %s), %.1f s",
                texts,
                counts.sources(),
                generator,
                fingerprint,
                seconds));
        if (spent != null) {
            parts.add(spent);
        }
        if (truncated > 0) {
            parts.add("warning: %,d sources have a text that was cut off at generate.max-tokens".formatted(truncated));
        }
        if (counts.left() > 0) {
            parts.add("label.budget is used up: %,d sources are left for the next run".formatted(counts.left()));
        }
        if (examples) {
            parts.add("run `augment` or `pipeline` next: it takes the texts into the transfer set");
        }
        return String.join(System.lineSeparator(), parts);
    }
}
