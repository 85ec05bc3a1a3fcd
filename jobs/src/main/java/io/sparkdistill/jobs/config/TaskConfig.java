package io.sparkdistill.jobs.config;

import java.util.List;
import java.util.regex.Pattern;

/**
 * What is to be learnt.
 *
 * @param classes how many classes, at least 2
 * @param classNames their names in order; empty when labels are indices
 */
public record TaskConfig(TaskType type, int classes, List<String> classNames) {
    private static final Pattern INDEX = Pattern.compile("[0-9]{1,9}");

    public TaskConfig {
        classNames = List.copyOf(classNames);
    }

    /** The index of a class as a label names it: by its name where classes have names, else by its index; -1 for none. */
    public int classIndex(String written) {
        String label = written.strip();
        if (!classNames.isEmpty()) {
            return classNames.indexOf(label);
        }
        int index = INDEX.matcher(label).matches() ? Integer.parseInt(label) : -1;
        return index < classes ? index : -1;
    }

    /** What a label calls a class. */
    public String className(int index) {
        return classNames.isEmpty() ? Integer.toString(index) : classNames.get(index);
    }
}
