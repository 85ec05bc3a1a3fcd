package io.sparkdistill.jobs.init;

import static org.apache.spark.sql.functions.col;

import io.sparkdistill.jobs.config.InputFormat;
import io.sparkdistill.jobs.init.InitOptions.Columns;
import io.sparkdistill.jobs.init.PlannedInput.Purpose;
import io.sparkdistill.jobs.input.GuessedInput;
import io.sparkdistill.jobs.input.InputGuess;
import io.sparkdistill.jobs.job.InputException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** Plans the inputs of a configuration: how files are read, which columns are what, and what examples are for. */
record InputPlanning(SparkSession spark, Configuration hadoop, Dialog dialog) {
    private static final int SAMPLED_ROWS = 2000;
    private static final int SAMPLED_COLUMNS = 60;

    /** Returns one entry per given path. */
    List<PlannedInput> plan(InitOptions options) {
        List<PlannedInput> plans = new ArrayList<>();
        Columns roles = options.columns();
        for (GuessedInput files : InputGuess.of(options.data(), hadoop)) {
            PlannedInput plan = plan(files, roles, options, plans.isEmpty());
            plans.add(plan.hasLabels() ? plan.as(Purpose.of(files.path())) : plan.as(Purpose.UNLABELED));
        }
        if (plans.stream().noneMatch(plan -> plan.purpose() == Purpose.TRAIN)) {
            // Labeled examples are for training first, whatever their file is called.
            plans.replaceAll(plan -> plan.hasLabels() ? plan.as(Purpose.TRAIN) : plan);
        }
        Columns chosen = plans.isEmpty() ? roles : plans.get(0).columns();
        add(plans, options.purposes().validation(), Purpose.VALIDATION, chosen, options);
        add(plans, options.purposes().test(), Purpose.TEST, chosen, options);
        add(plans, options.purposes().unlabeled(), Purpose.UNLABELED, chosen, options);
        requireOneKind(plans);
        plans.forEach(plan -> dialog.say(described(plan)));
        return plans;
    }

    private void add(
            List<PlannedInput> plans, List<String> paths, Purpose purpose, Columns roles, InitOptions options) {
        if (paths.isEmpty()) {
            return;
        }
        for (GuessedInput files : InputGuess.of(paths, hadoop)) {
            boolean fits = files.columns()
                    .containsAll(roles.text().or(roles::features).stream().toList());
            PlannedInput plan = plan(files, fits ? roles : options.columns(), options, false);
            if (purpose != Purpose.UNLABELED && !plan.hasLabels()) {
                throw new InputException("Cannot use %s for %s: it has no column of labels: its columns are %s"
                        .formatted(files.path(), purpose.key(), String.join(", ", files.columns())));
            }
            plans.add(plan.as(purpose));
        }
    }

    private PlannedInput plan(GuessedInput files, Columns given, InitOptions options, boolean asks) {
        if (files.format() == InputFormat.IDX) {
            Optional<String> label = files.labels().map(file -> InputFormat.IDX_LABEL);
            return new PlannedInput(
                    files,
                    new Columns(Optional.empty(), Optional.empty(), Optional.of(InputFormat.IDX_FEATURES), label),
                    Purpose.TRAIN);
        }
        if (files.columns().isEmpty()) {
            throw new InputException(
                    "Cannot find a column in %s: it has no whole row at its beginning".formatted(files.path()));
        }
        List<String> names = files.columns().stream().limit(SAMPLED_COLUMNS).toList();
        if (names.size() < files.columns().size()) {
            dialog.say("%s has %,d columns; the first %d are looked at. Name others by --text and --label."
                    .formatted(files.path(), files.columns().size(), SAMPLED_COLUMNS));
        }
        List<String> looked = new ArrayList<>(names);
        List.of(given.text(), given.textPair(), given.features(), given.label())
                .forEach(name -> name.filter(other -> files.columns().contains(other) && !looked.contains(other))
                        .ifPresent(looked::add));
        List<ColumnProfile> profiles = files.sample(spark, hadoop, looked, SAMPLED_ROWS).entrySet().stream()
                .map(column -> ColumnProfile.of(column.getKey(), column.getValue()))
                .toList();
        RoleGuess guess = new RoleGuess(files.path(), profiles);
        Columns roles = guess.guess(known(given, files, asks));
        return new PlannedInput(files, asks ? asked(guess, roles, options) : roles, Purpose.TRAIN);
    }

    /** Returns the given columns; for further files those that they have, because unlabeled files lack the label. */
    private static Columns known(Columns given, GuessedInput files, boolean first) {
        return first
                ? given
                : new Columns(
                        given.text().filter(files.columns()::contains),
                        given.textPair().filter(files.columns()::contains),
                        given.features().filter(files.columns()::contains),
                        given.label().filter(files.columns()::contains));
    }

    private Columns asked(RoleGuess guess, Columns roles, InitOptions options) {
        Columns given = options.columns();
        Optional<String> text = given.text().isPresent() || roles.features().isPresent()
                ? roles.text()
                : dialog.choose("Column of the text", guess.names(), roles.text());
        Optional<String> pair = given.textPair().isPresent() || roles.textPair().isEmpty()
                ? roles.textPair()
                : dialog.choose("Column of the second text", guess.names(), roles.textPair());
        Optional<String> label = given.label().isPresent()
                ? roles.label()
                : dialog.choose("Column of the label", guess.names(), roles.label());
        return new Columns(text, pair, roles.features(), label);
    }

    private static void requireOneKind(List<PlannedInput> plans) {
        PlannedInput first = plans.get(0);
        plans.stream()
                .filter(plan -> plan.columns().features().isPresent()
                                != first.columns().features().isPresent()
                        || plan.columns().textPair().isPresent()
                                != first.columns().textPair().isPresent())
                .findFirst()
                .ifPresent(other -> {
                    throw new InputException(
                            "Cannot use %s and %s in one task: one has texts, the other pairs or features; name the columns by --text, --text-pair and --features"
                                    .formatted(
                                            first.files().path(), other.files().path()));
                });
    }

    private static String described(PlannedInput plan) {
        GuessedInput files = plan.files();
        List<String> facts = new ArrayList<>();
        facts.add(files.format().name().toLowerCase(Locale.ROOT));
        files.separator()
                .ifPresent(separator -> facts.add("separator " + (separator.equals("\t") ? "tab" : separator)));
        if (files.format().isText()) {
            facts.add(files.encoding().name());
        }
        if (files.format().isDelimited()) {
            facts.add(files.header() ? "header" : "no header");
        }
        plan.columns().text().ifPresent(name -> facts.add("text: " + name));
        plan.columns().textPair().ifPresent(name -> facts.add("second text: " + name));
        plan.columns().features().ifPresent(name -> facts.add("features: " + name));
        plan.columns().label().ifPresent(name -> facts.add("label: " + name));
        List<String> ignored = files.columns().stream()
                .filter(name -> !plan.columnNames().contains(name))
                .toList();
        if (!ignored.isEmpty()) {
            facts.add("not used: " + DataSummary.shown(String.join(", ", ignored)));
        }
        return "%s (%s): %s".formatted(files.path(), plan.purpose().key(), String.join(", ", facts));
    }

    /** Returns the number of rows by label, as labels are written. */
    Map<String, Long> labels(List<PlannedInput> inputs) {
        Map<String, Long> counts = new HashMap<>();
        inputs.stream().filter(PlannedInput::hasLabels).forEach(input -> {
            String label = input.columns().label().orElseThrow();
            Dataset<Row> rows = input.files().read(spark, hadoop, List.of(label));
            rows.groupBy(col(rows.columns()[0]))
                    .count()
                    .where(col(rows.columns()[0]).isNotNull())
                    .collectAsList()
                    .forEach(row -> counts.merge(row.getString(0), row.getLong(1), Long::sum));
        });
        return counts;
    }
}
