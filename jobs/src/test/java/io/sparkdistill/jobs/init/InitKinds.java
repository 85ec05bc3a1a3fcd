package io.sparkdistill.jobs.init;

import io.sparkdistill.fixtures.TinyTeacher;
import io.sparkdistill.jobs.LocalSpark;
import io.sparkdistill.jobs.TinyTask;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** Writes small data of every kind that init tells apart. */
final class InitKinds {
    private static final int ROWS = 60;

    private final Path folder;
    private final List<String> sentences =
            TinyTask.sentences(2 * ROWS, 5).stream().distinct().limit(ROWS).toList();

    InitKinds(Path folder) throws IOException {
        this.folder = folder;
        TinyTeacher.writeModel(folder.resolve("model.pt"), TinyTeacher.TWO_CLASSES);
        TinyTeacher.writeTokenizer(folder.resolve("tokenizer.json"));
    }

    String teacher() {
        return folder.resolve("model.pt").toString();
    }

    static String label(String sentence) {
        return sentence.contains("good") ? "positive" : "negative";
    }

    /** Comma-separated, with names of classes, an identifier, a wrong row and a double. */
    String csv() throws IOException {
        List<String> lines = new ArrayList<>(List.of("id,review,sentiment"));
        for (String sentence : sentences) {
            lines.add("%d,\"%s, really\",%s".formatted(lines.size(), sentence, label(sentence)));
        }
        lines.add("%d,,positive".formatted(lines.size()));
        lines.add("%d,\"%s, really\",%s".formatted(lines.size(), sentences.get(0), label(sentences.get(0))));
        return write("reviews.csv", String.join("\n", lines), StandardCharsets.UTF_8);
    }

    /** Tab-separated in a Windows character set, every text in quotes and with a tab, without a header. */
    String tsv() throws IOException {
        StringBuilder text = new StringBuilder();
        for (String sentence : sentences) {
            text.append("\"%s\tand a caf\u00e9 \"\"quoted\"\"\"\t%d%n"
                    .formatted(sentence, sentence.contains("good") ? 1 : 0));
        }
        return write("quoted.tsv", text.toString(), Charset.forName("windows-1252"));
    }

    String json() throws IOException {
        StringBuilder text = new StringBuilder();
        for (String sentence : sentences) {
            text.append("{\"meta\": {\"a\": 1}, \"text\": \"%s\", \"category\": \"%s\"}\n"
                    .formatted(sentence, label(sentence)));
        }
        return write("rows.jsonl", text.toString(), StandardCharsets.UTF_8);
    }

    String parquet() {
        StructType schema =
                new StructType().add("content", DataTypes.StringType).add("label", DataTypes.LongType);
        String path = folder.resolve("parquet").toString();
        LocalSpark.session()
                .createDataFrame(
                        sentences.stream()
                                .map(sentence -> RowFactory.create(sentence, sentence.contains("good") ? 1L : 0L))
                                .toList(),
                        schema)
                .write()
                .mode("overwrite")
                .parquet(path);
        return path;
    }

    /** Pairs with semicolons, and with a score that is no class. */
    String pairs() throws IOException {
        StringBuilder text = new StringBuilder("pair_ID;sentence_A;sentence_B;relatedness_score;entailment_judgment\n");
        for (int i = 0; i < ROWS; i++) {
            String other = sentences.get((i * 7 + 1) % ROWS);
            text.append("%d;%s;%s;%s;%s%n"
                    .formatted(i, sentences.get(i), other, 1 + i % 37 / 10.0, i % 2 == 0 ? "NEUTRAL" : "ENTAILMENT"));
        }
        return write("pairs.csv", text.toString(), StandardCharsets.UTF_8);
    }

    String features() throws IOException {
        Random random = new Random(3);
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < ROWS; i++) {
            text.append("{\"key\": \"k%d\", \"x\": [%s, %s, %s], \"target\": \"%s\"}\n"
                    .formatted(
                            i,
                            random.nextGaussian() + i % 3,
                            random.nextGaussian(),
                            random.nextGaussian(),
                            "abc".charAt(i % 3)));
        }
        return write("features.json", text.toString(), StandardCharsets.UTF_8);
    }

    /** One text per file, in folders that name the label. */
    String texts() throws IOException {
        for (int i = 0; i < ROWS; i++) {
            Path file = folder.resolve("texts/label=%s/%d.txt".formatted(label(sentences.get(i)), i));
            Files.createDirectories(file.getParent());
            Files.writeString(file, sentences.get(i) + "\nand more");
        }
        return folder.resolve("texts").toString();
    }

    /** Images and labels as in MNIST: two files. */
    List<String> images() throws IOException {
        ByteArrayOutputStream images = new ByteArrayOutputStream();
        ByteArrayOutputStream labels = new ByteArrayOutputStream();
        header(images, ROWS, 4, 4);
        header(labels, ROWS);
        Random random = new Random(4);
        for (int i = 0; i < ROWS; i++) {
            labels.write(i % 3);
            for (int pixel = 0; pixel < 16; pixel++) {
                images.write(pixel / 5 == i % 3 ? 200 + random.nextInt(50) : random.nextInt(50));
            }
        }
        Path ofImages = Files.write(folder.resolve("train-images-idx3-ubyte"), images.toByteArray());
        Path ofLabels = Files.write(folder.resolve("train-labels-idx1-ubyte"), labels.toByteArray());
        return List.of(ofImages.toString(), ofLabels.toString());
    }

    private static void header(ByteArrayOutputStream out, int... sizes) throws IOException {
        DataOutputStream data = new DataOutputStream(out);
        data.writeInt(0x800 + sizes.length);
        for (int size : sizes) {
            data.writeInt(size);
        }
    }

    private String write(String name, String text, Charset charset) throws IOException {
        return Files.writeString(folder.resolve(name), text, charset).toString();
    }
}
