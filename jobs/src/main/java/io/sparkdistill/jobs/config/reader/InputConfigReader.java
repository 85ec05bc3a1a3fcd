package io.sparkdistill.jobs.config.reader;

import com.typesafe.config.Config;
import io.sparkdistill.jobs.config.InputConfig;
import io.sparkdistill.jobs.config.InputEntry;
import io.sparkdistill.jobs.config.InputFormat;
import io.sparkdistill.jobs.config.TaskConfig;
import io.sparkdistill.jobs.config.TaskType;
import java.util.List;
import java.util.Optional;

/** Reads and checks the settings of the group {@code input}. */
final class InputConfigReader {
    private static final String PLAIN_TEXT = "value";

    /** Lists what the entries of a group say about labels. */
    private enum Labeling {
        REQUIRED,
        OPTIONAL,
        NONE
    }

    private InputConfigReader() {}

    static InputConfig read(Settings settings, Config entryTemplate, TaskConfig task) {
        InputConfig input = new InputConfig(
                entries(settings, "train", entryTemplate, task, Labeling.REQUIRED),
                entries(settings, "validation", entryTemplate, task, Labeling.REQUIRED),
                entries(settings, "test", entryTemplate, task, Labeling.REQUIRED),
                entries(settings, "unlabeled", entryTemplate, task, Labeling.NONE),
                settings.share("validation-share"));
        if (input.train().isEmpty() && input.unlabeled().isEmpty()) {
            settings.problem(
                    "train",
                    "must have at least one entry {path = ..., text = ..., label = ...}, or, for distillation without"
                            + " labels, input.unlabeled one {path = ...}");
        }
        return input;
    }

    /** Reads the entries of the verb answer, and those of the verb generate. */
    static List<InputEntry> toAnswer(Settings settings, Config entryTemplate, TaskConfig task) {
        return entries(settings, "input", entryTemplate, task, Labeling.OPTIONAL);
    }

    private static List<InputEntry> entries(
            Settings settings, String key, Config entryTemplate, TaskConfig task, Labeling labeling) {
        return settings.groups(key, entryTemplate).stream()
                .map(group -> entry(group, task, labeling))
                .toList();
    }

    private static InputEntry entry(Settings settings, TaskConfig task, Labeling labeling) {
        InputFormat format = settings.choice("format", InputFormat.class);
        boolean images = format == InputFormat.IDX;
        Optional<String> labels = settings.optionalString("labels");
        InputEntry entry = new InputEntry(
                settings.path(),
                settings.string("path"),
                format,
                new InputEntry.ColumnRoles(
                        format.isPlainText() ? PLAIN_TEXT : settings.string("text"),
                        settings.optionalString("text-pair"),
                        images ? Optional.of(InputFormat.IDX_FEATURES) : settings.optionalString("features"),
                        images ? labels.map(file -> InputFormat.IDX_LABEL) : settings.optionalString("label")),
                labels,
                new InputEntry.Part(
                        settings.integer("skip", 0),
                        settings.optionalInteger("limit", 1),
                        settings.strings("without-labels")),
                InputLayoutReader.read(settings, format),
                settings.choice("split", InputEntry.Split.class),
                new InputEntry.Length(
                        settings.optionalInteger("min-words", 1), settings.optionalInteger("max-words", 1)));
        checkLabels(settings, entry, labeling);
        checkColumns(settings, entry, task);
        return entry;
    }

    private static void checkLabels(Settings settings, InputEntry entry, Labeling labeling) {
        boolean images = entry.format() == InputFormat.IDX;
        String key = images ? "labels" : "label";
        boolean isLabeled = labeling == Labeling.REQUIRED || entry.label().isPresent();
        if (isLabeled && entry.split() != InputEntry.Split.NONE) {
            settings.problem("split", "must be none where examples have labels: a label is of the whole text");
        }
        if (labeling == Labeling.REQUIRED && entry.label().isEmpty()) {
            settings.problem(key, "is required: name the " + (images ? "file of the labels" : "column of the label"));
        }
        if (labeling == Labeling.NONE && entry.label().isPresent()) {
            settings.problem(key, "must not be given for unlabeled data: move the entry to input.train");
        }
        if (!images && entry.labels().isPresent()) {
            settings.problem("labels", "must not be given unless format is idx: name the column, label");
        }
        if (images
                && settings.optionalString("features")
                        .or(() -> settings.optionalString("label"))
                        .isPresent()) {
            settings.problem("format", "idx has no columns to name: leave out features and label");
        }
        if (entry.label().isEmpty() && !entry.part().withoutLabels().isEmpty()) {
            settings.problem(
                    "without-labels",
                    "must not be given for examples without labels: "
                            + entry.part().withoutLabels());
        }
    }

    private static void checkColumns(Settings settings, InputEntry entry, TaskConfig task) {
        if (entry.textPair().isPresent() != (task.type() == TaskType.TEXT_PAIR)) {
            settings.problem("text-pair", "must be given if and only if task.type is text-pair");
        }
        if (entry.split() != InputEntry.Split.NONE && task.type() != TaskType.TEXT) {
            settings.problem("split", "must be none unless task.type is text");
        }
        if (entry.features().isPresent() != (task.type() == TaskType.FEATURES)) {
            settings.problem("features", "must be given if and only if task.type is features");
        }
        if (entry.features().isPresent() && !entry.format().hasArrays()) {
            settings.problem("format", "must be json, parquet, table or idx for features: " + entry.format());
        }
    }
}
