package io.sparkdistill.jobs.config.reader;

import io.sparkdistill.jobs.config.EmbeddingsConfig;
import io.sparkdistill.jobs.config.StudentConfig;
import io.sparkdistill.jobs.config.TaskConfig;
import io.sparkdistill.jobs.config.TeacherConfig;
import java.util.List;
import java.util.Optional;

/** Reads and checks the settings of the group {@code student}. */
final class StudentConfigReader {
    private StudentConfigReader() {}

    static StudentConfig read(Settings settings, TaskConfig task, List<TeacherConfig> teachers) {
        Settings vocabulary = settings.group("vocabulary");
        StudentConfig.Kind kind = NetworkReader.read(settings, task);
        return new StudentConfig(
                kind,
                settings.integer("max-words", 1),
                vocabulary.integer("min-count", 1),
                vocabulary.integer("max-size", 3),
                embeddings(settings, kind, teachers));
    }

    private static EmbeddingsConfig embeddings(
            Settings settings, StudentConfig.Kind kind, List<TeacherConfig> teachers) {
        Settings word2vec = settings.group("word2vec");
        EmbeddingsConfig.Source source = settings.choice("embeddings", EmbeddingsConfig.Source.class);
        EmbeddingsConfig embeddings = new EmbeddingsConfig(
                source,
                settings.optionalString("embeddings-file"),
                kind.wordVectorSize(),
                word2vec.integer("window", 1),
                word2vec.integer("iterations", 1),
                word2vec.integer("partitions", 1),
                source == EmbeddingsConfig.Source.TEACHER
                        ? TeacherVectorsReader.read(settings.group("teacher-vectors"), teachers)
                        : Optional.empty());
        if (embeddings.file().isPresent() != (embeddings.source() == EmbeddingsConfig.Source.FILE)) {
            settings.problem("embeddings-file", "must be given if and only if student.embeddings is file");
        }
        if (embeddings.source() != EmbeddingsConfig.Source.RANDOM && embeddings.size() == 0) {
            settings.problem("embeddings", "must be random for a network that reads no words: " + kind.name());
        }
        return embeddings;
    }
}
