package io.sparkdistill.sql;

import io.sparkdistill.distill.InvalidInputException;
import io.sparkdistill.text.PartOfSpeechDistribution;
import io.sparkdistill.text.PartOfSpeechWords;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.SparkEnv;
import org.apache.spark.deploy.SparkHadoopUtil;

/** Words to draw from, by the path of their table: each is read once in a JVM, on any file system that Hadoop reads. */
final class WordTables {
    /** Names the words that come with the jar. */
    static final String ENGLISH = "english";

    private static final Map<String, PartOfSpeechDistribution> READ = new ConcurrentHashMap<>();

    private WordTables() {}

    /**
     * The words in a file, or in the files of a folder, in the form of {@link PartOfSpeechWords}.
     *
     * @throws InvalidInputException if they cannot be read
     */
    static PartOfSpeechDistribution words(String path) {
        return READ.computeIfAbsent(
                path, key -> key.equals(ENGLISH) ? PartOfSpeechWords.english() : read(new Path(key)));
    }

    private static PartOfSpeechDistribution read(Path path) {
        Configuration hadoop =
                SparkHadoopUtil.get().newConfiguration(SparkEnv.get().conf());
        List<PartOfSpeechDistribution.Count> counts = new ArrayList<>();
        try {
            FileSystem files = path.getFileSystem(hadoop);
            for (FileStatus file : files.listStatus(path, name -> isData(name.getName()))) {
                try (InputStream in = files.open(file.getPath())) {
                    counts.addAll(PartOfSpeechWords.read(in));
                }
            }
        } catch (IOException | IllegalArgumentException e) {
            throw new InvalidInputException("read words", "unreadable table %s: %s".formatted(path, e.getMessage()));
        }
        return PartOfSpeechDistribution.of(counts);
    }

    private static boolean isData(String name) {
        return !name.startsWith("_") && !name.startsWith(".");
    }
}
