package io.sparkdistill.jobs.sweep;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sparkdistill.jobs.config.DistillConfig;
import io.sparkdistill.jobs.config.PromoteConfig.Metric;
import io.sparkdistill.jobs.config.SweepConfig;
import io.sparkdistill.jobs.storage.Output;
import io.sparkdistill.jobs.train.TrainJob;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Successive halving trains all variants for a few epochs, and goes on with the best part of them for more epochs, rung
 * by rung (Jamieson and Talwalkar 2016, algorithm 1). A variant goes on from the checkpoint of its last rung. The scores
 * of all rungs are kept in the output, so that a sweep that was killed goes on with the rung at which it was.
 */
final class Halving {
    private static final String FILE = "sweep-rungs.json";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Execution execution;
    private final SweepConfig sweep;
    private final Metric metric;
    private final Output output;
    private final List<Integer> rungs;
    private final Map<VariantRun, List<Rung>> scores = new ConcurrentHashMap<>();
    private final Map<String, List<Rung>> kept;

    Halving(Execution execution, DistillConfig base, Output output) {
        this.execution = execution;
        this.sweep = base.sweep();
        this.metric = base.promote().metric();
        this.output = output;
        this.rungs = rungs(sweep.halving(), base.train().stopping().epochs());
        this.kept = new TreeMap<>(read());
    }

    /** Returns the epochs at which rungs end before the last one, which ends with the training. */
    static List<Integer> rungs(SweepConfig.Halving halving, int epochs) {
        List<Integer> rungs = new ArrayList<>();
        for (long end = halving.minEpochs(); end < epochs; end *= halving.reductionFactor()) {
            rungs.add((int) end);
        }
        return rungs;
    }

    /** Returns the variants that are to be trained to the end. */
    List<VariantRun> run(List<VariantRun> variants) {
        List<VariantRun> running = variants;
        for (int epochs : rungs) {
            execution.print("%nRung of %s: %s".formatted(Rung.epochs(epochs), Rung.variants(running.size())));
            Execution.each(running, sweep.parallel(), variant -> climb(variant, epochs));
            List<VariantRun> best = best(running);
            running.stream().filter(variant -> !best.contains(variant)).forEach(this::stop);
            running = best;
        }
        return running;
    }

    private void stop(VariantRun variant) {
        if (!execution.hasFailed(variant)) {
            execution.attempt(variant, () -> new TrainJob(variant.context()).stop());
        }
    }

    private void climb(VariantRun variant, int epochs) {
        if (execution.hasFailed(variant)) {
            return;
        }
        execution.attempt(variant, () -> {
            TrainJob job = new TrainJob(variant.context(), epochs);
            String identity = job.identity();
            Rung rung = kept(identity, epochs);
            if (rung == null) {
                rung = Rung.of(execution.train(variant, job).students().get(0), epochs, metric);
                keep(identity, rung);
            }
            scores.computeIfAbsent(variant, each -> new ArrayList<>()).add(rung);
            execution.print("%s: %s".formatted(variant.name(), rung));
        });
    }

    /** Returns the best part of the variants that have not failed, in their order. */
    private List<VariantRun> best(List<VariantRun> running) {
        List<VariantRun> alive = running.stream()
                .filter(variant -> !execution.hasFailed(variant))
                .toList();
        int count = (alive.size() + sweep.halving().reductionFactor() - 1)
                / sweep.halving().reductionFactor();
        List<VariantRun> best = alive.stream()
                .sorted(Comparator.comparing(this::last, Rung.best(metric)))
                .limit(count)
                .toList();
        return running.stream().filter(best::contains).toList();
    }

    private Rung last(VariantRun variant) {
        List<Rung> own = rungs(variant);
        return own.get(own.size() - 1);
    }

    /** Returns the rungs that a variant has finished. */
    List<Rung> rungs(VariantRun variant) {
        return scores.getOrDefault(variant, List.of());
    }

    private synchronized Rung kept(String identity, int epochs) {
        return kept.getOrDefault(identity, List.of()).stream()
                .filter(rung -> rung.epochs() == epochs)
                .findFirst()
                .orElse(null);
    }

    private synchronized void keep(String identity, Rung rung) {
        List<Rung> longer = new ArrayList<>(kept.getOrDefault(identity, List.of()));
        longer.add(rung);
        kept.put(identity, longer);
        try {
            output.writeText(FILE, JSON.writerWithDefaultPrettyPrinter().writeValueAsString(kept) + "\n");
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Map<String, List<Rung>> read() {
        try {
            return output.exists(FILE)
                    ? JSON.readValue(output.readText(FILE), new TypeReference<Map<String, List<Rung>>>() {})
                    : Map.of();
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException("Cannot read " + output.path(FILE), e);
        }
    }
}
