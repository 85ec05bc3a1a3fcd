package io.sparkdistill.jobs.config.reader;

import io.sparkdistill.jobs.config.StudentConfig;
import io.sparkdistill.jobs.config.StudentConfig.LogisticStudent;
import io.sparkdistill.jobs.config.StudentConfig.NetworkStudent;
import io.sparkdistill.jobs.config.StudentConfig.TorchScriptStudent;
import io.sparkdistill.jobs.config.TaskConfig;
import io.sparkdistill.jobs.config.TaskType;
import io.sparkdistill.network.BiGru;
import io.sparkdistill.network.BiLstm;
import io.sparkdistill.network.Cnn;
import io.sparkdistill.network.Mlp;
import io.sparkdistill.network.Network;
import io.sparkdistill.network.Pooling;
import io.sparkdistill.network.Transformer;
import io.sparkdistill.network.WordVectors;
import io.sparkdistill.tokenizer.TokenizerOutput;

/** Reads the kind of student and the settings of its network. */
final class NetworkReader {
    private enum Name {
        BILSTM,
        BIGRU,
        CNN,
        TRANSFORMER,
        MLP,
        LOGISTIC,
        TORCHSCRIPT
    }

    private NetworkReader() {}

    static StudentConfig.Kind read(Settings student, TaskConfig task) {
        Name name = student.choice("network", Name.class);
        if ((name == Name.MLP) != (task.type() == TaskType.FEATURES)) {
            student.problem("network", "must be mlp for task.type features, and another for text: " + name);
        }
        WordVectors.Tuning tuning = student.choice("embeddings-training", WordVectors.Tuning.class);
        return switch (name) {
            case BILSTM -> new NetworkStudent(biLstm(student.group("bilstm"), tuning));
            case BIGRU -> new NetworkStudent(biGru(student.group("bigru"), tuning));
            case CNN -> new NetworkStudent(cnn(student.group("cnn"), tuning));
            case TRANSFORMER -> new NetworkStudent(transformer(student.group("transformer"), tuning));
            case MLP -> new NetworkStudent(mlp(student.group("mlp")));
            case LOGISTIC -> logistic(student.group("logistic"));
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

    private static Network mlp(Settings settings) {
        return new Mlp(settings.integers("layers", 1), settings.share("dropout"), settings.share("input-dropout"));
    }
}
