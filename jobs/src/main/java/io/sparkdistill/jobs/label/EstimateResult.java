package io.sparkdistill.jobs.label;

import com.fasterxml.jackson.annotation.JsonIgnore;
import io.sparkdistill.inference.Measurement;
import io.sparkdistill.jobs.config.EndpointConfig.Price;
import io.sparkdistill.jobs.job.JobResult;
import io.sparkdistill.jobs.report.TextTable;
import io.sparkdistill.model.BatchCost;
import io.sparkdistill.model.Usage;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The result of {@code label --estimate} states the expected cost of labeling with each teacher.
 *
 * @param comparison of the files of teachers that are there in several; empty if none is. As JSON, it is in the
 *     summary alone.
 */
record EstimateResult(List<Estimate> teachers, @JsonIgnore Optional<String> comparison) implements JobResult {
    EstimateResult {
        teachers = List.copyOf(teachers);
    }

    /**
     * An estimate states the expected cost of labeling with one teacher.
     *
     * @param rows number of pending rows
     * @param sampled number of rows that were labeled for this estimate
     * @param tokens expected number of tokens of all pending rows
     * @param paddingShare share of padding among the tokens of the sample; larger windows have less
     * @param cost expected cost of an endpoint, in the currency of its prices
     * @param rowsPerSecond of all slots together, without loading and writing
     * @param slots number of tasks that run at the same time
     * @param executors number of executors
     */
    record Estimate(
            String teacher,
            long rows,
            long sampled,
            long tokens,
            double paddingShare,
            double cost,
            double rowsPerSecond,
            int slots,
            int executors) {
        static Estimate of(
                String teacher, long rows, List<Measurement> measurements, Price price, int slots, int executors) {
            BatchCost sample = measurements.stream().map(Measurement::cost).reduce(BatchCost.NONE, BatchCost::plus);
            double perSlot = measurements.stream()
                    .mapToDouble(Measurement::rowsPerSecond)
                    .average()
                    .orElse(0);
            long sampled = measurements.stream().mapToLong(Measurement::sampled).sum();
            double sampledTokens = measurements.stream()
                    .mapToDouble(measured -> measured.sampled() * measured.tokensPerRow())
                    .sum();
            long tokens = sampled == 0 ? 0 : Math.round(sampledTokens / sampled * rows);
            Usage usage = sample.usage();
            double cost = sampled == 0 ? 0 : price.of(usage) / sampled * rows;
            if (usage.tokens() > 0) {
                tokens = Math.round((double) usage.tokens() / sampled * rows);
            }
            return new Estimate(
                    teacher, rows, sampled, tokens, sample.paddingShare(), cost, perSlot * slots, slots, executors);
        }

        /** The expected time on the present slots, in seconds. */
        double seconds() {
            return rows == 0 ? 0 : rows / rowsPerSecond;
        }

        double executorHours() {
            return seconds() * executors / 3600;
        }
    }

    @Override
    public String summary() {
        TextTable table = new TextTable(
                "estimate",
                "pending rows",
                "sampled",
                "tokens",
                "padding",
                "slots",
                "rows/s",
                "expected time",
                "executor-hours",
                "cost");
        for (Estimate estimate : teachers) {
            table.row(
                    estimate.teacher(),
                    estimate.rows(),
                    estimate.sampled(),
                    estimate.tokens(),
                    String.format(Locale.ROOT, "%.1f%%", 100 * estimate.paddingShare()),
                    estimate.slots(),
                    String.format(Locale.ROOT, "%,.1f", estimate.rowsPerSecond()),
                    written(Duration.ofSeconds(Math.round(estimate.seconds()))),
                    String.format(Locale.ROOT, "%.2f", estimate.executorHours()),
                    estimate.cost() == 0 ? "-" : String.format(Locale.ROOT, "%,.2f", estimate.cost()));
        }
        String estimate =
                table + System.lineSeparator() + "Nothing was stored; loading, reading and writing come on top.";
        return comparison.map(text -> estimate + System.lineSeparator() + text).orElse(estimate);
    }

    private static String written(Duration time) {
        return "%d:%02d:%02d".formatted(time.toHours(), time.toMinutesPart(), time.toSecondsPart());
    }
}
