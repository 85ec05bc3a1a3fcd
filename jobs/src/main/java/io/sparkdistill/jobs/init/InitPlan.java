package io.sparkdistill.jobs.init;

import io.sparkdistill.jobs.config.TaskType;
import io.sparkdistill.jobs.init.PlannedInput.Purpose;
import io.sparkdistill.jobs.report.Templates;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * An init plan has everything that a first configuration says.
 *
 * @param order the teacher's classes in the order of its outputs; empty for that of the task
 * @param labeled number of labeled rows, for the share that is held back
 */
record InitPlan(
        String file,
        String output,
        List<PlannedInput> inputs,
        Classes classes,
        Optional<ModelFilesGuess> teacher,
        List<String> order,
        long labeled) {
    private static final long MANY_ROWS = 5000;
    private static final int WIDTH = 118;

    InitPlan {
        inputs = List.copyOf(inputs);
        order = List.copyOf(order);
    }

    InitPlan withOrder(List<String> other) {
        return new InitPlan(file, output, inputs, classes, teacher, other, labeled);
    }

    TaskType type() {
        PlannedInput first = inputs.get(0);
        if (first.columns().features().isPresent()) {
            return TaskType.FEATURES;
        }
        return first.columns().textPair().isPresent() ? TaskType.TEXT_PAIR : TaskType.TEXT;
    }

    boolean hasLabels() {
        return inputs.stream().anyMatch(input -> input.purpose() == Purpose.TRAIN);
    }

    /** Returns the arguments of the command that runs the configuration. */
    String command() {
        return "%s --config %s".formatted(teacher.isPresent() ? "pipeline" : "sweep", file);
    }

    /** Returns the configuration. */
    String hocon() {
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("command", command());
        values.put("output", PlannedInput.quoted(output));
        values.put("type", type().name().toLowerCase(Locale.ROOT).replace('_', '-'));
        values.put("classes", classes.count());
        values.put("names", classes.names().isEmpty() ? "" : list(classes.names()));
        for (Purpose purpose : Purpose.values()) {
            values.put(
                    purpose.key(),
                    inputs.stream()
                            .filter(input -> input.purpose() == purpose)
                            .map(PlannedInput::hocon)
                            .toList());
        }
        values.put("share", labeled < MANY_ROWS ? "0.2" : "0.1");
        values.put("teacher", teacher.map(model -> model.hocon(order)).orElse(""));
        values.put("labeled", hasLabels());
        values.put("features", type() == TaskType.FEATURES);
        return Templates.render("configuration.peb", values);
    }

    /** Returns a list in HOCON, in lines of readable length. */
    private static String list(List<String> names) {
        StringBuilder list = new StringBuilder("[");
        int column = "  class-names = [".length();
        for (int i = 0; i < names.size(); i++) {
            String name = PlannedInput.quoted(names.get(i)) + (i < names.size() - 1 ? ", " : "]");
            if (column + name.length() > WIDTH && i > 0) {
                list.setLength(list.length() - 1);
                list.append("\n    ");
                column = 4;
            }
            list.append(name);
            column += name.length();
        }
        return list.toString();
    }
}
