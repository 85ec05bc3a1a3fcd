package io.sparkdistill.jobs.config;

import java.util.List;

/**
 * One of several configurations that are compared.
 *
 * @param name of its folder and its row in the comparison
 * @param set keys that differ, each {@code key=value}
 */
public record SweepVariant(String name, List<String> set) {
    public SweepVariant {
        set = List.copyOf(set);
    }
}
