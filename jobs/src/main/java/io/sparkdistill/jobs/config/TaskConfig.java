package io.sparkdistill.jobs.config;

import java.io.Serializable;
import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * These settings define the classification task.
 *
 * @param type of the examples
 * @param classes number of classes, at least 2
 * @param classNames names of the classes in order; empty when labels are indices
 */
public record TaskConfig(TaskType type, int classes, List<String> classNames) implements Serializable {
    private static final Pattern INDEX = Pattern.compile("[0-9]{1,9}");
    private static final Pattern NUMBER = Pattern.compile("[+-]?[0-9]{1,40}([.][0-9]{0,40})?([eE][+-]?[0-9]{1,2})?");
    private static final Pattern AROUND = Pattern.compile("(?U)^[\\s\\uFEFF]+|[\\s\\uFEFF]+$");
    private static final List<String> TRUTHS = List.of("false", "true");

    public TaskConfig {
        classNames = List.copyOf(classNames);
    }

    /**
     * Returns the index of the class that a label names: by its name where classes have names, else by its index; -1 if
     * there is none. White space and one pair of quotes around a label are ignored. A whole number may have decimals,
     * as in 1.0. If there are two classes without names, the labels true and false are classes 1 and 0.
     */
    public int classIndex(String written) {
        String label = bare(written);
        if (classNames.contains(label)) {
            return classNames.indexOf(label);
        }
        String number = NUMBER.matcher(label).matches() ? wholeNumber(label) : truth(label);
        if (!classNames.isEmpty()) {
            return classNames.indexOf(number);
        }
        int index = INDEX.matcher(number).matches() ? Integer.parseInt(number) : -1;
        return index < classes ? index : -1;
    }

    private static String bare(String written) {
        String label = AROUND.matcher(written).replaceAll("");
        boolean quoted = label.length() > 1 && label.startsWith("\"") && label.endsWith("\"");
        return quoted ? AROUND.matcher(label.substring(1, label.length() - 1)).replaceAll("") : label;
    }

    private static String wholeNumber(String label) {
        BigDecimal number = new BigDecimal(label).stripTrailingZeros();
        return number.scale() <= 0 ? number.toBigInteger().toString() : label;
    }

    private String truth(String label) {
        String lower = label.toLowerCase(Locale.ROOT);
        if (!TRUTHS.contains(lower)) {
            return label;
        }
        return classNames.isEmpty() && classes == 2 ? Integer.toString(TRUTHS.indexOf(lower)) : lower;
    }

    /** Returns the name of a class, or its index where classes have no names. */
    public String className(int index) {
        return classNames.isEmpty() ? Integer.toString(index) : classNames.get(index);
    }
}
