package io.sparkdistill.jobs.sweep;

import io.sparkdistill.jobs.config.SweepConfig;
import io.sparkdistill.jobs.config.SweepParameter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;

/** Chooses the trials of a sweep: all combinations of the values of its parameters, or some that are drawn at random. */
final class Search {
    /** Draws per wanted trial, after which no further combination is looked for. */
    private static final int MOST_DRAWS = 100;

    private Search() {}

    /**
     * Returns the trials, each combination once.
     *
     * @param seed of the random draws
     */
    static List<Trial> trials(SweepConfig sweep, long seed) {
        if (sweep.parameters().isEmpty()) {
            return List.of();
        }
        return sweep.trials().isPresent() && sweep.search() != SweepConfig.Search.GRID
                ? drawn(sweep.parameters(), sweep.trials().get(), seed)
                : grid(sweep.parameters());
    }

    /** The value of the last parameter changes fastest. */
    private static List<Trial> grid(List<SweepParameter> parameters) {
        List<Map<String, String>> combinations = List.of(Map.of());
        for (SweepParameter parameter : parameters) {
            List<Map<String, String>> longer = new ArrayList<>();
            for (Map<String, String> combination : combinations) {
                for (String value : parameter.values()) {
                    Map<String, String> one = new LinkedHashMap<>(combination);
                    one.put(parameter.key(), value);
                    longer.add(one);
                }
            }
            combinations = longer;
        }
        return combinations.stream().map(Trial::new).distinct().toList();
    }

    private static List<Trial> drawn(List<SweepParameter> parameters, int count, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Set<Trial> trials = new LinkedHashSet<>();
        for (long draw = 0; trials.size() < count && draw < (long) MOST_DRAWS * count; draw++) {
            Map<String, String> values = new LinkedHashMap<>();
            parameters.forEach(parameter -> values.put(parameter.key(), parameter.at(random.nextDouble())));
            trials.add(new Trial(values));
        }
        return List.copyOf(trials);
    }
}
