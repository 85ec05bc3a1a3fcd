package io.sparkdistill.jobs.config;

import io.sparkdistill.table.Logits;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * A variant changes settings of a configuration, so that a sweep can compare it with others.
 *
 * @param name of the variant in the comparison; its folder is named after it
 * @param set settings that differ, each {@code key=value}
 */
public record SweepVariant(String name, List<String> set) {
    private static final Pattern NAME = Pattern.compile("[\\w .,+=-]+");

    public SweepVariant {
        set = List.copyOf(set);
    }

    /**
     * Returns the output folder of this variant.
     *
     * @param sweep output folder of the sweep
     */
    public String output(String sweep) {
        return output(sweep, name);
    }

    /**
     * Returns the folder of the student of a variant.
     *
     * @param sweep output folder of the sweep
     */
    public static String student(String sweep, String variant) {
        return output(sweep, variant) + "/student";
    }

    private static String output(String sweep, String variant) {
        return sweep + "/" + folder(variant);
    }

    /**
     * Returns the problems of the names of variants. Their folders must differ from each other and from that of the
     * logits.
     */
    public static List<String> problems(List<SweepVariant> variants) {
        List<String> problems = new ArrayList<>();
        Map<String, String> folders = new HashMap<>();
        for (SweepVariant variant : variants) {
            String folder = folder(variant.name());
            if (!NAME.matcher(variant.name()).matches()) {
                problems.add("must have names of letters, digits and . , + = -: " + variant.name());
            } else if (folder.equalsIgnoreCase(Logits.TABLE) || folder.matches("[._].*|-*")) {
                problems.add(
                        "must have names other than logits that begin with a letter or a digit: " + variant.name());
            }
            String other = folders.put(folder, variant.name());
            if (variant.name().equals(other)) {
                problems.add("must have different names");
            } else if (other != null) {
                problems.add(
                        "must have names that differ in more than blanks: %s, %s".formatted(other, variant.name()));
            }
        }
        return problems;
    }

    private static String folder(String variant) {
        return variant.replace(' ', '-');
    }
}
