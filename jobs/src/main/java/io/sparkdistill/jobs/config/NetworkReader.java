package io.sparkdistill.jobs.config;

import io.sparkdistill.network.BiLstm;
import io.sparkdistill.network.Cnn;
import io.sparkdistill.network.Mlp;
import io.sparkdistill.network.Network;
import io.sparkdistill.network.Pooling;
import io.sparkdistill.network.Transformer;
import io.sparkdistill.network.WordVectors;

/** Reads the network of a student. */
final class NetworkReader {
    private enum Name {
        BILSTM,
        CNN,
        TRANSFORMER,
        MLP
    }

    private NetworkReader() {}

    static Network read(Settings student, TaskConfig task) {
        Name name = student.choice("network", Name.class);
        if ((name == Name.MLP) != (task.type() == TaskType.FEATURES)) {
            student.problem("network", "must be mlp for task.type features, and another for text: " + name);
        }
        WordVectors.Tuning tuning = student.choice("embeddings-training", WordVectors.Tuning.class);
        return switch (name) {
            case BILSTM -> biLstm(student.group("bilstm"), tuning);
            case CNN -> cnn(student.group("cnn"), tuning);
            case TRANSFORMER -> transformer(student.group("transformer"), tuning);
            case MLP -> mlp(student.group("mlp"));
        };
    }

    private static Network biLstm(Settings settings, WordVectors.Tuning tuning) {
        return new BiLstm(
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
        return new Mlp(settings.integers("layers", 1), settings.share("dropout"));
    }
}
