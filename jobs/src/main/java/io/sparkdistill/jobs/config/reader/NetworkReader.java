package io.sparkdistill.jobs.config.reader;

import io.sparkdistill.jobs.config.StudentConfig;
import io.sparkdistill.jobs.config.StudentConfig.LogisticStudent;
import io.sparkdistill.jobs.config.StudentConfig.NetworkStudent;
import io.sparkdistill.jobs.config.StudentConfig.TorchScriptStudent;
import io.sparkdistill.jobs.config.StudentConfig.TreesStudent;
import io.sparkdistill.jobs.config.StudentConfig.XgboostStudent;
import io.sparkdistill.jobs.config.TaskConfig;
import io.sparkdistill.jobs.config.TaskType;
import io.sparkdistill.network.BiGru;
import io.sparkdistill.network.BiLstm;
import io.sparkdistill.network.Cnn;
import io.sparkdistill.network.Mlp;
import io.sparkdistill.network.Network;
import io.sparkdistill.network.Pooling;
import io.sparkdistill.network.StaticVectors;
import io.sparkdistill.network.Transformer;
import io.sparkdistill.network.WordVectors;
import io.sparkdistill.text.HashedNgrams;
import io.sparkdistill.tokenizer.TokenizerOutput;

/** Reads the kind of student and the settings of its network. */
final class NetworkReader {
    private enum Name {
        BILSTM,
        BIGRU,
        CNN,
        TRANSFORMER,
        STATIC,
        MLP,
        LOGISTIC,
        TREE,
        FOREST,
        XGBOOST,
        TORCHSCRIPT;

        boolean readsFeatures() {
            return this == LOGISTIC || !readsText();
        }

        boolean readsText() {
            return this != MLP && this != TREE && this != FOREST && this != XGBOOST;
        }
    }

    /** The greatest depth that MLlib supports, and that a walk down a tree should need. */
    private static final int MAX_DEPTH = 30;

    private NetworkReader() {}

    static StudentConfig.Kind read(Settings student, TaskConfig task) {
        Name name = student.choice("network", Name.class);
        boolean features = task.type() == TaskType.FEATURES;
        if (!(features ? name.readsFeatures() : name.readsText())) {
            student.problem(
                    "network",
                    "must be mlp, logistic, tree, forest or xgboost for task.type features, and none of mlp, tree, forest and xgboost for text: "
                            + name);
        }
        WordVectors.Tuning tuning = student.choice("embeddings-training", WordVectors.Tuning.class);
        return switch (name) {
            case BILSTM -> new NetworkStudent(biLstm(student.group("bilstm"), tuning));
            case BIGRU -> new NetworkStudent(biGru(student.group("bigru"), tuning));
            case CNN -> new NetworkStudent(cnn(student.group("cnn"), tuning));
            case TRANSFORMER -> new NetworkStudent(transformer(student.group("transformer"), tuning));
            case STATIC -> new NetworkStudent(staticVectors(student.group("static"), tuning));
            case MLP -> new NetworkStudent(mlp(student.group("mlp")));
            case LOGISTIC -> logistic(student.group("logistic"));
            case TREE -> trees(TreesStudent.TREE, 1, student.group("tree"));
            case FOREST -> forest(student.group("forest"));
            case XGBOOST -> xgboost(student.group(XgboostStudent.NAME));
            case TORCHSCRIPT -> torchScript(student.group("torchscript"));
        };
    }

    private static LogisticStudent logistic(Settings settings) {
        return new LogisticStudent(
                settings.integer("ngrams", 1),
                settings.integer("features", 1),
                settings.notNegative("regularization"),
                settings.integer("iterations", 1));
    }

    private static TreesStudent forest(Settings settings) {
        return trees(TreesStudent.FOREST, settings.integer("trees", 1), settings);
    }

    private static TreesStudent trees(String name, int trees, Settings settings) {
        TreesStudent student = new TreesStudent(
                name,
                trees,
                settings.integer("max-depth", 0),
                settings.integer("max-bins", 2),
                settings.notNegative("min-weight-share"));
        checkDepth(student.maxDepth(), settings);
        if (student.minWeightShare() >= 0.5) {
            settings.problem("min-weight-share", "must be less than 0.5: " + student.minWeightShare());
        }
        return student;
    }

    private static void checkDepth(int depth, Settings settings) {
        if (depth > MAX_DEPTH) {
            settings.problem("max-depth", "must be at most %d: %d".formatted(MAX_DEPTH, depth));
        }
    }

    private static XgboostStudent xgboost(Settings settings) {
        XgboostStudent student = new XgboostStudent(
                settings.integer("rounds", 1),
                settings.integer("max-depth", 1),
                settings.positive("learning-rate"),
                settings.notNegative("min-child-weight"),
                settings.notNegative("lambda"),
                settings.integer("max-bins", 2),
                settings.positive("subsample"),
                settings.positive("colsample-bytree"),
                settings.integer("workers", 1));
        checkDepth(student.maxDepth(), settings);
        checkShare("subsample", student.subsample(), settings);
        checkShare("colsample-bytree", student.columnShare(), settings);
        return student;
    }

    private static void checkShare(String key, double share, Settings settings) {
        if (share > 1) {
            settings.problem(key, "must be at most 1: " + share);
        }
    }

    private static TorchScriptStudent torchScript(Settings settings) {
        return new TorchScriptStudent(
                settings.string("model"),
                settings.string("tokenizer"),
                settings.integer("max-tokens", 3),
                settings.choices("inputs", TokenizerOutput.class));
    }

    private static Network biLstm(Settings settings, WordVectors.Tuning tuning) {
        return new BiLstm(
                new WordVectors(settings.integer("embedding-size", 1), tuning),
                settings.integer("hidden-size", 1),
                settings.integer("classifier-size", 1),
                settings.share("dropout"),
                settings.choice("pooling", Pooling.class),
                settings.integer("layers", 1));
    }

    private static Network biGru(Settings settings, WordVectors.Tuning tuning) {
        return new BiGru(
                new WordVectors(settings.integer("embedding-size", 1), tuning),
                settings.integer("hidden-size", 1),
                settings.integer("classifier-size", 1),
                settings.share("dropout"),
                settings.choice("pooling", Pooling.class));
    }

    private static Network cnn(Settings settings, WordVectors.Tuning tuning) {
        return new Cnn(
                new WordVectors(settings.integer("embedding-size", 1), tuning),
                settings.differentIntegers("widths", 1),
                settings.integer("filters", 1),
                settings.share("dropout"));
    }

    private static Network transformer(Settings settings, WordVectors.Tuning tuning) {
        int heads = settings.integer("heads", 1);
        WordVectors words = new WordVectors(settings.integer("embedding-size", 1), tuning);
        if (words.width() % (2 * heads) != 0) {
            settings.problem(
                    "embedding-size",
                    "must make vectors of a multiple of twice the heads, %d: %d".formatted(2 * heads, words.width()));
            words = WordVectors.tuned(2 * heads);
        }
        return new Transformer(
                words,
                settings.integer("layers", 1),
                heads,
                settings.integer("feed-forward-size", 1),
                settings.share("dropout"));
    }

    private static Network staticVectors(Settings settings, WordVectors.Tuning tuning) {
        return new StaticVectors(
                new WordVectors(settings.integer("embedding-size", 1), tuning),
                ngrams(settings),
                settings.integer("hidden-size", 0),
                settings.share("dropout"));
    }

    private static HashedNgrams ngrams(Settings settings) {
        int words = settings.integer("word-ngrams", 1);
        int minimum = settings.integer("min-characters", 1);
        int maximum = settings.integer("max-characters", 0);
        int buckets = settings.integer("buckets", 1);
        if (maximum > 0 && maximum < minimum) {
            settings.problem(
                    "max-characters", "must be 0 or at least min-characters = %d: %d".formatted(minimum, maximum));
        }
        return words == 1 && maximum == 0 ? HashedNgrams.NONE : new HashedNgrams(words, minimum, maximum, buckets);
    }

    private static Network mlp(Settings settings) {
        return new Mlp(settings.integers("layers", 1), settings.share("dropout"), settings.share("input-dropout"));
    }
}
