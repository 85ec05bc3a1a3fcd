package io.sparkdistill.jobs;

import io.sparkdistill.fixtures.TinyTeacher;
import io.sparkdistill.jobs.config.reader.ConfigLoader;
import io.sparkdistill.jobs.job.JobContext;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;

/** A task on disk that a test runs: sentences of twelve words, a TorchScript teacher, a small student. */
public final class TinyTask {
    private static final String[] WORDS = {"a", "good", "bad", "film", "not", "very", "long"};

    private final Path folder;

    public TinyTask(Path folder) throws IOException {
        this.folder = folder;
        TinyTeacher.writeModel(folder.resolve("model.pt"), TinyTeacher.POISONED);
        TinyTeacher.writeTokenizer(folder.resolve("tokenizer.json"));
        writeLabeled("train.tsv", 300, 1);
        writeLabeled("validation.tsv", 60, 2);
        writeLabeled("test.tsv", 40, 3);
        writeUnlabeled(sentences(200, 4));
    }

    /** The context of a run whose configuration has these overrides. */
    public JobContext context(String... overrides) {
        return new JobContext(ConfigLoader.load("", "test", settings(overrides), Map.of()), new Configuration());
    }

    /** The configuration as {@code KEY=VALUE}, the overrides last. */
    public List<String> settings(String... overrides) {
        List<String> all = new ArrayList<>(List.of(
                "output=" + folder.resolve("output"),
                "data=" + folder,
                "task.classes=2",
                "input.train=[{path=${data}/train.tsv, text=sentence, label=label}]",
                "input.validation=[{path=${data}/validation.tsv, text=sentence, label=label}]",
                "input.test=[{path=${data}/test.tsv, text=sentence, label=label}]",
                "input.unlabeled=[{path=${data}/unlabeled.txt, format=text}]",
                "teachers=[{name=tiny, model=${data}/model.pt, tokenizer=${data}/tokenizer.json, max-tokens=16}]",
                "label.temperatures=[1, 2]",
                "student.bilstm={embedding-size=8, hidden-size=8, classifier-size=8}",
                "student.vocabulary.min-count=1",
                "train.epochs=3",
                "train.batch-size=32",
                "train.threads=1"));
        all.addAll(List.of(overrides));
        return all;
    }

    public Path output() {
        return folder.resolve("output");
    }

    /** The folder of the newest run. */
    public Path run() {
        return newestRun(output());
    }

    /** The folder of the newest run in an output. */
    public static Path newestRun(Path output) {
        try (Stream<Path> runs = Files.list(output.resolve("runs"))) {
            return runs.max(Comparator.naturalOrder()).orElseThrow();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public Path file(String name) {
        return folder.resolve(name);
    }

    public void writeUnlabeled(List<String> sentences) throws IOException {
        Files.write(folder.resolve("unlabeled.txt"), sentences);
    }

    public static List<String> sentences(int count, long seed) {
        Random random = new Random(seed);
        List<String> sentences = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            StringBuilder sentence = new StringBuilder("film");
            for (int length = 2 + random.nextInt(9); length > 0; length--) {
                sentence.append(' ').append(WORDS[random.nextInt(WORDS.length)]);
            }
            sentences.add(sentence.toString());
        }
        return sentences;
    }

    private void writeLabeled(String name, int count, long seed) throws IOException {
        List<String> lines = new ArrayList<>(List.of("sentence\tlabel"));
        for (String sentence : sentences(count, seed)) {
            lines.add(sentence + "\t" + (sentence.contains("good") ? 1 : 0));
        }
        Files.write(folder.resolve(name), lines);
    }
}
