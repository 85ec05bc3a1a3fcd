package io.sparkdistill.jobs.config;

import com.typesafe.config.Config;
import java.util.List;

/** Reads where examples come from. */
final class InputConfigReader {

    private InputConfigReader() {}

    static InputConfig read(Settings settings, Config entryTemplate, TaskConfig task) {
        InputConfig input = new InputConfig(
                entries(settings, "train", entryTemplate, task, true),
                entries(settings, "validation", entryTemplate, task, true),
                entries(settings, "test", entryTemplate, task, true),
                entries(settings, "unlabeled", entryTemplate, task, false),
                settings.share("validation-share"));
        if (input.train().isEmpty()) {
            settings.problem("train", "must have at least one entry {path = ..., text = ..., label = ...}");
        }
        return input;
    }

    private static List<InputEntry> entries(
            Settings settings, String key, Config entryTemplate, TaskConfig task, boolean labeled) {
        return settings.groups(key, entryTemplate).stream()
                .map(group -> entry(group, task, labeled))
                .toList();
    }

    private static InputEntry entry(Settings settings, TaskConfig task, boolean labeled) {
        InputFormat format = settings.choice("format", InputFormat.class);
        InputEntry entry = new InputEntry(
                settings.path(),
                settings.string("path"),
                format,
                format.isPlainText() ? "value" : settings.string("text"),
                settings.optionalString("text-pair"),
                settings.optionalString("features"),
                settings.optionalString("label"),
                settings.optionalInteger("limit", 1),
                settings.flag("header"),
                settings.choice("split", InputEntry.Split.class),
                settings.optionalInteger("min-words", 1),
                settings.optionalInteger("max-words", 1));
        if (labeled && entry.split() != InputEntry.Split.NONE) {
            settings.problem("split", "must be none where examples have labels: a label is of the whole text");
        }
        if (labeled && entry.label().isEmpty()) {
            settings.problem("label", "is required: name the column of the label");
        }
        if (!labeled && entry.label().isPresent()) {
            settings.problem("label", "must not be given for unlabelled data: move the entry to input.train");
        }
        checkColumns(settings, entry, task);
        return entry;
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
            settings.problem("format", "must be json, parquet or table for features: " + entry.format());
        }
    }
}
