package io.sparkdistill.jobs.config.reader;

import io.sparkdistill.jobs.config.EmbeddingsConfig;
import io.sparkdistill.jobs.config.StudentConfig;
import io.sparkdistill.jobs.config.TaskConfig;

/** Reads and checks the settings of the group {@code student}. */
final class StudentConfigReader {

    private StudentConfigReader() {}

    static StudentConfig read(Settings settings, TaskConfig task) {
        Settings vocabulary = settings.group("vocabulary");
        StudentConfig.Kind kind = NetworkReader.read(settings, task);
        return new StudentConfig(
                kind,
                settings.integer("max-words", 1),
                vocabulary.integer("min-count", 1),
                vocabulary.integer("max-size", 3),
                embeddings(settings, kind));
    }

    private static EmbeddingsConfig embeddings(Settings settings, StudentConfig.Kind kind) {
        Settings word2vec = settings.group("word2vec");
        EmbeddingsConfig embeddings = new EmbeddingsConfig(
                settings.choice("embeddings", EmbeddingsConfig.Source.class),
                settings.optionalString("embeddings-file"),
                kind.wordVectorSize(),
                word2vec.integer("window", 1),
                word2vec.integer("iterations", 1),
                word2vec.integer("partitions", 1));
        if (embeddings.file().isPresent() != (embeddings.source() == EmbeddingsConfig.Source.FILE)) {
            settings.problem("embeddings-file", "must be given if and only if student.embeddings is file");
        }
        if (embeddings.source() != EmbeddingsConfig.Source.RANDOM && embeddings.size() == 0) {
            settings.problem("embeddings", "must be random for a network that reads no words: " + kind.name());
        }
        return embeddings;
    }
}
