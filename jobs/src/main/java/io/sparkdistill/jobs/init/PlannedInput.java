package io.sparkdistill.jobs.init;

import com.typesafe.config.ConfigUtil;
import io.sparkdistill.jobs.config.InputFormat;
import io.sparkdistill.jobs.init.InitOptions.Columns;
import io.sparkdistill.jobs.input.GuessedInput;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A planned input is one entry of the configuration to be written.
 *
 * @param columns that are read; without a label for unlabeled examples
 */
record PlannedInput(GuessedInput files, Columns columns, Purpose purpose) {
    /** Lists what examples are for; a constant is the name of a list in the configuration. */
    enum Purpose {
        TRAIN,
        VALIDATION,
        TEST,
        UNLABELED;

        private static final Pattern TEST_NAME = word("test");
        private static final Pattern VALIDATION_NAME = word("valid|validation|val|dev|trial|eval");
        private static final Pattern UNLABELED_NAME = word("unlabeled|unlabelled|unsup|unsupervised");

        private static Pattern word(String names) {
            return Pattern.compile("(^|.*[^a-z])(" + names + ")([^a-z].*|$)");
        }

        /** Guesses the purpose of labeled examples from the name of their file or folder. */
        static Purpose of(String path) {
            Path name = Path.of(path).getFileName();
            String lower = name == null ? "" : name.toString().toLowerCase(Locale.ROOT);
            if (UNLABELED_NAME.matcher(lower).matches()) {
                return UNLABELED;
            }
            if (TEST_NAME.matcher(lower).matches()) {
                return TEST;
            }
            return VALIDATION_NAME.matcher(lower).matches() ? VALIDATION : TRAIN;
        }

        String key() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    PlannedInput {
        if (purpose == Purpose.UNLABELED) {
            columns = new Columns(columns.text(), columns.textPair(), columns.features(), Optional.empty());
        }
    }

    PlannedInput as(Purpose other) {
        return new PlannedInput(files, columns, other);
    }

    boolean hasLabels() {
        return columns.label().isPresent();
    }

    /** Returns the columns that are read, in the order of their roles. */
    List<String> columnNames() {
        return List.of(columns.text(), columns.textPair(), columns.features(), columns.label()).stream()
                .flatMap(Optional::stream)
                .toList();
    }

    /** Returns the entry in HOCON. */
    String hocon() {
        InputFormat format = files.format();
        List<String> settings = new ArrayList<>();
        settings.add("path = " + ConfigUtil.quoteString(files.path()));
        settings.add("format = " + format.name().toLowerCase(Locale.ROOT));
        if (format == InputFormat.IDX) {
            files.labels()
                    .filter(file -> purpose != Purpose.UNLABELED)
                    .ifPresent(file -> settings.add("labels = " + ConfigUtil.quoteString(file)));
            return "{ " + String.join(", ", settings) + " }";
        }
        if (!files.header()) {
            settings.add("header = false");
        }
        files.separator().ifPresent(separator -> settings.add("separator = " + ConfigUtil.quoteString(separator)));
        if (format.isText() && !files.encoding().equals(StandardCharsets.UTF_8)) {
            settings.add("encoding = " + files.encoding().name());
        }
        if (!format.isPlainText()) {
            columns.text().ifPresent(name -> settings.add("text = " + quoted(name)));
        }
        columns.textPair().ifPresent(name -> settings.add("text-pair = " + quoted(name)));
        columns.features().ifPresent(name -> settings.add("features = " + quoted(name)));
        columns.label().ifPresent(name -> settings.add("label = " + quoted(name)));
        return "{ " + String.join(", ", settings) + " }";
    }

    /** Returns a value in HOCON, in quotes where it needs them. */
    static String quoted(String value) {
        return value.matches("[A-Za-z][A-Za-z0-9_-]*") && !value.matches("true|false|null|include")
                ? value
                : ConfigUtil.quoteString(value);
    }
}
