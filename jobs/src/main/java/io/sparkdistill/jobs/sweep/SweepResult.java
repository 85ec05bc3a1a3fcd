package io.sparkdistill.jobs.sweep;

import io.sparkdistill.jobs.config.PromoteConfig.Metric;
import io.sparkdistill.jobs.evaluate.ModelReport;
import io.sparkdistill.jobs.evaluate.SplitMetrics;
import io.sparkdistill.jobs.job.JobContext;
import io.sparkdistill.jobs.job.Verbs;
import io.sparkdistill.jobs.promote.PromoteJob;
import io.sparkdistill.jobs.report.Ending;
import io.sparkdistill.jobs.sweep.Comparison.Row;
import io.sparkdistill.jobs.sweep.VariantOutcome.State;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.SparkSession;

/** The result of a sweep has the outcomes of its variants, of which the best one on the validation examples is chosen. */
final class SweepResult {
    private final JobContext base;
    private final Map<VariantRun, VariantOutcome> outcomes;
    private final Comparison comparison;
    private final Metric metric;

    SweepResult(JobContext base, Map<VariantRun, VariantOutcome> outcomes) {
        this.base = base;
        this.outcomes = outcomes;
        this.comparison = Comparison.ofVariants(outcomes);
        this.metric = base.config().promote().metric();
    }

    Comparison comparison() {
        return comparison;
    }

    /** Returns the variants that were trained and evaluated, the best one first. */
    List<VariantRun> ranked() {
        return outcomes.keySet().stream()
                .filter(variant ->
                        outcomes.get(variant).isEvaluated() && quality(variant).isPresent())
                .sorted(Comparator.comparingDouble(
                        variant -> -quality(variant).orElseThrow().gain()))
                .toList();
    }

    /** Returns the best complete variant: of the searched ones, if there are any. Test examples have no say in it. */
    Optional<VariantRun> best() {
        boolean searches = outcomes.keySet().stream().anyMatch(VariantRun::isSearched);
        return ranked().stream()
                .filter(variant -> outcomes.get(variant).state() == State.COMPLETE)
                .filter(variant -> variant.isSearched() || !searches)
                .findFirst();
    }

    boolean hasBest() {
        return best().isPresent();
    }

    /** Returns the metric on the validation examples; without labels there, the agreement with the teacher. */
    Optional<Quality> quality(VariantRun variant) {
        return comparison.rows().stream()
                .filter(row -> row.name().equals(variant.name()))
                .findFirst()
                .map(Row::report)
                .map(ModelReport::validation)
                .map(validation -> Quality.of(validation, metric));
    }

    /**
     * A quality is the value of a metric by which variants are ranked.
     *
     * @param gain value that is greater for a better student
     */
    record Quality(String name, double value, double gain) {
        static Quality of(SplitMetrics validation, Metric metric) {
            if (!validation.hasLabels()) {
                return new Quality("agreement with the teacher", validation.agreement(), validation.agreement());
            }
            double value =
                    switch (metric) {
                        case ACCURACY -> validation.accuracy();
                        case MACRO_F1 -> validation.macroF1();
                        case NLL -> validation.nll();
                    };
            return new Quality(metric.title(), value, metric.gain(0, value));
        }
    }

    private Ending ending(Optional<VariantRun> best) {
        Ending ending = new Ending();
        best.flatMap(variant -> variant.context().runs().opened())
                .ifPresent(run -> ending.with("best run", run.path()));
        return ending.with("report", base.output().path(SweepPage.FILE))
                .with("output", base.output().root())
                .next(best.isPresent() ? Verbs.next(Verbs.PROMOTE) : "");
    }

    /** Stores the comparison and its page, promotes the best searched variant, and returns a summary. */
    String finish(SparkSession spark) {
        comparison.store(base.output());
        List<String> lines = new ArrayList<>(List.of("", comparison.summary()));
        Optional<VariantRun> best = best();
        best.ifPresent(variant -> {
            Quality quality = quality(variant).orElseThrow();
            lines.add("best on validation: %s (%s %.4f)".formatted(variant.name(), quality.name(), quality.value()));
        });
        best.filter(VariantRun::isSearched)
                .ifPresent(variant ->
                        lines.add(new PromoteJob(variant.context()).run(spark).summary()));
        base.output().writeText(SweepPage.FILE, new SweepPage(base, this, outcomes).html(spark));
        return ending(best).below(String.join(System.lineSeparator(), lines));
    }
}
