package io.sparkdistill.jobs.config;

import com.typesafe.config.Config;
import io.sparkdistill.network.Adadelta;
import io.sparkdistill.network.Adam;
import io.sparkdistill.network.GradientClipping;
import io.sparkdistill.network.Network;
import io.sparkdistill.network.Optimizer;
import io.sparkdistill.network.Sgd;
import io.sparkdistill.network.WordVectors;
import io.sparkdistill.teacher.BatchLimits;
import io.sparkdistill.teacher.TokenizerOutput;
import java.util.List;

/** Reads the records from a resolved configuration, and judges values that depend on each other. */
final class ConfigReader {

    private enum OptimizerName {
        ADAM,
        SGD,
        ADADELTA
    }

    private final Settings root;
    private final Config entryTemplate;
    private final Config teacherTemplate;
    private final Config variantTemplate;

    ConfigReader(Settings root, Config config) {
        this.root = root;
        this.entryTemplate = config.getConfig("entry");
        this.teacherTemplate = config.getConfig("teacher");
        this.variantTemplate = config.getConfig("variant");
    }

    DistillConfig read(String effective) {
        TaskConfig task = task(root.group("task"));
        List<TeacherConfig> teachers = root.groups("teachers", teacherTemplate).stream()
                .map(this::teacher)
                .toList();
        LabelConfig label = label(root.group("label"));
        DistillConfig config = new DistillConfig(
                root.string("output"),
                root.optionalString("logits"),
                root.wholeNumber("seed"),
                task,
                input(root.group("input"), task),
                augment(root.group("augment"), task),
                teachers,
                label,
                student(root.group("student"), task),
                train(root.group("train")),
                evaluate(root.group("evaluate")),
                sweep(root),
                effective);
        checkTogether(config);
        return config;
    }

    private void checkTogether(DistillConfig config) {
        List<String> names = config.teachers().stream().map(TeacherConfig::name).toList();
        if (names.stream().distinct().count() < names.size()) {
            root.problem("teachers", "must have different names: " + names);
        }
        TrainConfig train = config.train();
        boolean soft = train.needsTeacher() && train.loss() == TrainConfig.SoftLoss.KL;
        boolean right = root.group("train").isRight("temperature")
                && root.group("label").isRight("temperatures");
        if (soft && right && !config.label().temperatures().contains(train.temperature())) {
            root.group("train")
                    .problem(
                            "temperature",
                            "must be one of label.temperatures %s: %s"
                                    .formatted(config.label().temperatures(), train.temperature()));
        }
        if (train.softWeight() + train.hardWeight() == 0) {
            root.group("train").problem("soft-weight", "and train.hard-weight must not both be 0");
        }
    }

    private TaskConfig task(Settings settings) {
        TaskConfig task = new TaskConfig(
                settings.choice("type", TaskType.class),
                settings.integer("classes", 2),
                settings.strings("class-names"));
        if (!task.classNames().isEmpty() && task.classNames().size() != task.classes()) {
            settings.problem(
                    "class-names",
                    "must be as many as task.classes = %d: %s".formatted(task.classes(), task.classNames()));
        }
        return task;
    }

    private InputConfig input(Settings settings, TaskConfig task) {
        InputConfig input = new InputConfig(
                entries(settings, "train", task, true),
                entries(settings, "validation", task, true),
                entries(settings, "test", task, true),
                entries(settings, "unlabeled", task, false),
                settings.share("validation-share"));
        if (input.train().isEmpty()) {
            settings.problem("train", "must have at least one entry {path = ..., text = ..., label = ...}");
        }
        return input;
    }

    private List<InputEntry> entries(Settings settings, String key, TaskConfig task, boolean labeled) {
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

    private static AugmentConfig augment(Settings settings, TaskConfig task) {
        Settings limits = settings.group("limits");
        AugmentConfig augment = new AugmentConfig(
                settings.integer("copies", 0),
                settings.probability("mask-probability"),
                settings.string("mask-word"),
                settings.probability("pos-probability"),
                settings.probability("ngram-probability"),
                settings.choices("origins", AugmentConfig.Copied.class),
                settings.flag("keep-label"),
                limits.optionalInteger("labeled", 1),
                limits.optionalInteger("unlabeled", 1),
                limits.optionalInteger("augmented", 1));
        if (augment.copies() > 0 && task.type() == TaskType.FEATURES) {
            settings.problem("copies", "must be 0 when task.type is features: only text is copied");
        }
        if (augment.maskProbability() + augment.posProbability() > 1) {
            settings.problem("pos-probability", "and augment.mask-probability must not add up to more than 1");
        }
        if (augment.maskWord().isBlank()) {
            settings.problem("mask-word", "must not be blank: name the mask token of the teacher");
        }
        return augment;
    }

    private TeacherConfig teacher(Settings settings) {
        TeacherConfig teacher = new TeacherConfig(
                settings.path(),
                settings.string("name"),
                settings.string("model"),
                settings.optionalString("tokenizer"),
                settings.integer("max-tokens", 3),
                settings.choices("inputs", TokenizerOutput.class),
                settings.positive("weight"));
        if (teacher.model().endsWith(".pt") && teacher.tokenizer().isEmpty()) {
            settings.problem("tokenizer", "is required for a TorchScript model: name its tokenizer.json");
        }
        return teacher;
    }

    private static LabelConfig label(Settings settings) {
        LabelConfig label = new LabelConfig(
                settings.positives("temperatures"),
                settings.choice("combine", LabelConfig.Combination.class),
                new BatchLimits(
                        settings.integer("window-rows", 1),
                        settings.integer("max-batch-tokens", 1),
                        settings.integer("max-batch-rows", 1)),
                settings.integer("commit-rows", 1),
                settings.notNegative("gpus-per-task"));
        double gpus = label.gpusPerTask();
        if (gpus > 0.5 && gpus != Math.rint(gpus)) {
            settings.problem("gpus-per-task", "must be at most 0.5, or a whole number: " + gpus);
        }
        return label;
    }

    private static StudentConfig student(Settings settings, TaskConfig task) {
        Settings vocabulary = settings.group("vocabulary");
        Network network = NetworkReader.read(settings, task);
        return new StudentConfig(
                network,
                settings.integer("max-words", 1),
                vocabulary.integer("min-count", 1),
                vocabulary.integer("max-size", 3),
                embeddings(settings, network));
    }

    private static EmbeddingsConfig embeddings(Settings settings, Network network) {
        Settings word2vec = settings.group("word2vec");
        EmbeddingsConfig embeddings = new EmbeddingsConfig(
                settings.choice("embeddings", EmbeddingsConfig.Source.class),
                settings.optionalString("embeddings-file"),
                network.wordVectors().map(WordVectors::size).orElse(0),
                word2vec.integer("window", 1),
                word2vec.integer("iterations", 1),
                word2vec.integer("partitions", 1));
        if (embeddings.file().isPresent() != (embeddings.source() == EmbeddingsConfig.Source.FILE)) {
            settings.problem("embeddings-file", "must be given if and only if student.embeddings is file");
        }
        if (embeddings.source() != EmbeddingsConfig.Source.RANDOM && embeddings.size() == 0) {
            settings.problem("embeddings", "must be random for a network that reads no words: " + network.name());
        }
        return embeddings;
    }

    private static TrainConfig train(Settings settings) {
        Settings baseline = settings.group("baseline");
        return new TrainConfig(
                settings.choice("trainer", TrainConfig.Trainer.class),
                settings.integer("partitions", 0),
                settings.integer("local-steps", 1),
                settings.choice("loss", TrainConfig.SoftLoss.class),
                settings.positive("temperature"),
                settings.notNegative("soft-weight"),
                settings.notNegative("hard-weight"),
                settings.integer("epochs", 1),
                settings.integer("patience", 1),
                settings.integer("batch-size", 1),
                optimizer(settings),
                clipping(settings.notNegative("gradient-clip")),
                settings.integer("threads", 0),
                baseline.flag("enabled"),
                baseline.optionalInteger("epochs", 1));
    }

    private static Optimizer optimizer(Settings settings) {
        OptimizerName name = settings.choice("optimizer", OptimizerName.class);
        double rate = settings.positive("learning-rate");
        double momentum = settings.share("momentum");
        double decay = settings.notNegative("weight-decay");
        return switch (name) {
            case ADAM -> new Adam(rate, 0.9, 0.999, 1e-8, decay);
            case SGD -> new Sgd(rate, momentum, decay);
            case ADADELTA -> new Adadelta(rate, 0.95, 1e-6, decay);
        };
    }

    private static GradientClipping clipping(double maximumNorm) {
        return maximumNorm == 0 ? GradientClipping.none() : new GradientClipping(maximumNorm);
    }

    private static EvaluateConfig evaluate(Settings settings) {
        return new EvaluateConfig(settings.integer("calibration-bins", 2), settings.integer("speed-rows", 1));
    }

    private List<SweepVariant> sweep(Settings settings) {
        List<SweepVariant> variants = settings.groups("sweep", variantTemplate).stream()
                .map(group -> new SweepVariant(group.string("name"), group.strings("set")))
                .toList();
        for (SweepVariant variant : variants) {
            if (!variant.name().matches("[\\w .,+=-]+")) {
                settings.problem("sweep", "must have names of letters, digits and . , + = -: " + variant.name());
            }
        }
        if (variants.stream().map(SweepVariant::name).distinct().count() < variants.size()) {
            settings.problem("sweep", "must have different names");
        }
        return variants;
    }
}
