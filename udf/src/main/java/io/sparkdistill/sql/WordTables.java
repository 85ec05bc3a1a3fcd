package io.sparkdistill.sql;

import io.sparkdistill.distill.InvalidInputException;
import io.sparkdistill.language.PartOfSpeechDistribution;
import io.sparkdistill.language.PartOfSpeechWords;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.io.compress.CompressionCodec;
import org.apache.hadoop.io.compress.CompressionCodecFactory;
import org.apache.spark.SparkEnv;
import org.apache.spark.TaskContext;
import org.apache.spark.deploy.SparkHadoopUtil;

/**
 * Reads tables of words by their path, on any file system that Hadoop reads. A JVM caches the tables that were used
 * last. Every task checks once whether the files of a table have changed, and uses one version of it.
 */
final class WordTables {
    /** The name of the words that are included in the jar. */
    static final String ENGLISH = "english";
    /** The maximum number of cached tables per JVM, and per task. */
    static final int MAX_TABLES = 16;

    private static final PartOfSpeechDistribution ENGLISH_WORDS = PartOfSpeechWords.english();
    private static final Map<String, Table> READ = leastRecentlyUsed();
    private static final Map<Long, Map<String, PartOfSpeechDistribution>> BY_TASK = new ConcurrentHashMap<>();

    private WordTables() {}

    /**
     * Holds a table of words and its version.
     *
     * @param version text that changes with any file of the table
     */
    private record Table(String version, PartOfSpeechDistribution words) {}

    /**
     * Returns the words in a file, or in the files of a folder, in the format of {@link PartOfSpeechWords}. Compressed
     * files are recognized by their names.
     *
     * @throws InvalidInputException if they cannot be read
     */
    static PartOfSpeechDistribution words(String path) {
        if (path.equals(ENGLISH)) {
            return ENGLISH_WORDS;
        }
        TaskContext task = TaskContext.get();
        Map<String, PartOfSpeechDistribution> tablesOfTask = task == null ? leastRecentlyUsed() : ofTask(task);
        PartOfSpeechDistribution words = tablesOfTask.get(path);
        if (words == null) {
            words = current(path);
            tablesOfTask.put(path, words);
        }
        return words;
    }

    private static Map<String, PartOfSpeechDistribution> ofTask(TaskContext task) {
        return BY_TASK.computeIfAbsent(task.taskAttemptId(), id -> {
            task.addTaskCompletionListener(context -> {
                BY_TASK.remove(id);
            });
            return leastRecentlyUsed();
        });
    }

    private static PartOfSpeechDistribution current(String path) {
        try {
            Configuration hadoop =
                    SparkHadoopUtil.get().newConfiguration(SparkEnv.get().conf());
            FileSystem files = new Path(path).getFileSystem(hadoop);
            FileStatus[] parts = files.listStatus(new Path(path), name -> isData(name.getName()));
            String version = version(parts);
            Table table = READ.get(path);
            if (table == null || !table.version().equals(version)) {
                table = new Table(version, read(files, parts, hadoop));
                READ.put(path, table);
            }
            return table.words();
        } catch (IOException | IllegalArgumentException e) {
            throw new InvalidInputException("read words", "unreadable table %s: %s".formatted(path, e.getMessage()));
        }
    }

    private static String version(FileStatus[] parts) {
        StringBuilder version = new StringBuilder();
        for (FileStatus part : parts) {
            version.append(part.getPath()).append(' ').append(part.getLen());
            version.append(' ').append(part.getModificationTime()).append('\n');
        }
        return version.toString();
    }

    private static PartOfSpeechDistribution read(FileSystem files, FileStatus[] parts, Configuration hadoop)
            throws IOException {
        CompressionCodecFactory codecs = new CompressionCodecFactory(hadoop);
        List<PartOfSpeechDistribution.Count> counts = new ArrayList<>();
        for (FileStatus part : parts) {
            CompressionCodec codec = codecs.getCodec(part.getPath());
            try (InputStream raw = files.open(part.getPath());
                    InputStream in = codec == null ? raw : codec.createInputStream(raw)) {
                counts.addAll(PartOfSpeechWords.read(in));
            }
        }
        return PartOfSpeechDistribution.of(counts);
    }

    private static boolean isData(String name) {
        return !name.startsWith("_") && !name.startsWith(".");
    }

    private static <V> Map<String, V> leastRecentlyUsed() {
        return Collections.synchronizedMap(new LinkedHashMap<>(MAX_TABLES, 0.75F, true) {
            @Override
            protected boolean removeEldestEntry(Map.Entry<String, V> eldest) {
                return size() > MAX_TABLES;
            }
        });
    }
}
