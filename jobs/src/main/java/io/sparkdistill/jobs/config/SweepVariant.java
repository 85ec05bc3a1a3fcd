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

    /** The folder of this variant in that of the sweep. */
    public String output(String sweep) {
        return output(sweep, name);
    }

    /** The folder of a variant's student. */
    static String student(String sweep, String variant) {
        return output(sweep, variant) + "/student";
    }

    private static String output(String sweep, String variant) {
        return sweep + "/" + variant.replace(' ', '-');
    }
}
