package io.sparkdistill.jobs.augment;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.element_at;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sparkdistill.augment.ImageShift;
import io.sparkdistill.jobs.LocalSpark;
import io.sparkdistill.jobs.TinyImages;
import io.sparkdistill.jobs.config.ConfigurationException;
import io.sparkdistill.jobs.config.reader.ConfigLoader;
import io.sparkdistill.jobs.job.InputException;
import io.sparkdistill.jobs.job.JobContext;
import io.sparkdistill.table.Floats;
import io.sparkdistill.table.Rejected;
import io.sparkdistill.table.TransferSet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IdxInputTest {
    private static final int PIXELS = TinyImages.WIDTH * TinyImages.HEIGHT;
    private static final String IMAGES = "path=${data}/images.gz, labels=${data}/labels.gz, format=idx";

    @TempDir
    Path folder;

    @Test
    void readsPixelsFromZeroToOneBesideTheirLabels() throws IOException {
        byte[] pixels = new byte[2 * PIXELS];
        pixels[0] = (byte) 255;
        pixels[PIXELS + 1] = 51;
        TinyImages.writeImages(folder.resolve("images"), 2, pixels);
        TinyImages.writeLabels(folder.resolve("labels"), 2, (byte) 2, (byte) 1);

        run("input.train=[{path=${data}/images, labels=${data}/labels, format=idx}]", "input.validation-share=0");

        List<Row> rows = table(TransferSet.TABLE).orderBy(TransferSet.LABEL).collectAsList();
        assertThat(features(rows.get(0))).hasSize(PIXELS).startsWith(0, 0.2f, 0);
        assertThat(features(rows.get(1))).startsWith(1, 0, 0);
        assertThat(rows)
                .extracting(row -> row.<Integer>getAs(TransferSet.LABEL))
                .containsExactly(1, 2);
    }

    @Test
    void readsARangeOfACompressedFileInPiecesWhateverItsLength() throws IOException {
        TinyImages.write(folder, 12_000, 1);

        AugmentResult result = run(
                "input.train=[{" + IMAGES + ", limit=10000}]",
                "input.validation=[{" + IMAGES + ", skip=10000, limit=1500}]");

        assertThat(result.rows().kept().labeled()).isEqualTo(10_000);
        assertThat(result.rows().kept().evaluation()).isEqualTo(1500);
        assertThat(table(TransferSet.TABLE)
                        .where(matches(col(TransferSet.LABEL)))
                        .count())
                .as("images of class c that are bright in row c")
                .isEqualTo(10_000);
    }

    @Test
    void leavesOutClassesFromTheTransferSetAlone() throws IOException {
        TinyImages.write(folder, 30, 1);

        AugmentResult result = run(
                "input.train=[{" + IMAGES + ", limit=21, without-labels=[1]}]",
                "input.validation=[{" + IMAGES + ", skip=21}]");

        assertThat(result.rows().read()).isEqualTo(14 + 9);
        assertThat(table(TransferSet.TABLE)
                        .where(col(TransferSet.LABEL).equalTo(1))
                        .count())
                .isZero();
        assertThat(table(TransferSet.EVALUATION_TABLE)
                        .where(col(TransferSet.LABEL).equalTo(1))
                        .count())
                .isEqualTo(3);
    }

    @Test
    void givesEqualImagesOneKeyAndOthersAnother() throws IOException {
        byte[] pixels = new byte[3 * PIXELS];
        pixels[2 * PIXELS] = 1;
        TinyImages.writeImages(folder.resolve("images"), 3, pixels);
        TinyImages.writeLabels(folder.resolve("labels"), 3, (byte) 0, (byte) 0, (byte) 0);

        AugmentResult result = run(
                "input.train=[{path=${data}/images, labels=${data}/labels, format=idx}]", "input.validation-share=0");

        assertThat(result.rows().kept().labeled()).isEqualTo(2);
        assertThat(result.rows().dropped().duplicates()).isEqualTo(1);
    }

    @Test
    void shiftsCopiesThatKeepTheirLabel() throws IOException {
        TinyImages.write(folder, 30, 1);

        AugmentResult result = run(
                "input.train=[{" + IMAGES + ", limit=20}]",
                "input.validation=[{" + IMAGES + ", skip=20}]",
                "augment={copies=8, shift-pixels=1, image-width=" + TinyImages.WIDTH + ", keep-label=true}");

        assertThat(result.copies().made()).isEqualTo(160);
        assertThat(result.copies().kept()).isEqualTo(160);
        assertThat(result.summary()).doesNotContain("words");
        Row copy = table(TransferSet.TABLE)
                .where(col(TransferSet.PARENT_KEY).isNotNull())
                .first();
        Row parent = table(TransferSet.TABLE)
                .where(col(TransferSet.EXAMPLE_KEY).equalTo(copy.<String>getAs(TransferSet.PARENT_KEY)))
                .first();
        ImageShift shift = new ImageShift(42, 1, TinyImages.WIDTH);
        List<float[]> copies = new ArrayList<>();
        for (int number = 0; number < 8; number++) {
            copies.add(shift.copy(features(parent), number));
        }
        assertThat(copies).anySatisfy(each -> assertThat(each).isEqualTo(features(copy)));
        assertThat(copy.<Integer>getAs(TransferSet.LABEL)).isEqualTo(parent.<Integer>getAs(TransferSet.LABEL));
    }

    @Test
    void rejectsAnImageWhoseLabelIsNoClass() throws IOException {
        TinyImages.writeImages(folder.resolve("images"), 3, new byte[3 * PIXELS]);
        TinyImages.writeLabels(folder.resolve("labels"), 3, (byte) 0, (byte) 1, (byte) 7);

        AugmentResult result = run(
                "input.train=[{path=${data}/images, labels=${data}/labels, format=idx}]", "input.validation-share=0");

        assertThat(result.rows().rejected()).isEqualTo(1);
        assertThat(table(Rejected.TABLE).first().<String>getAs(Rejected.REASON))
                .isEqualTo("the label is not a class: 7");
    }

    @Test
    void refusesFilesThatAreNotWhatTheyShouldBe() throws IOException {
        TinyImages.write(folder, 3, 1);
        TinyImages.writeLabels(folder.resolve("two"), 2, (byte) 0, (byte) 1);
        TinyImages.writeImages(folder.resolve("short"), 3, new byte[3 * PIXELS - 1]);
        Files.writeString(folder.resolve("text"), "good film\t1\n");

        assertRefused("images.gz", "two", "images.gz has 3 images but .*two has 2 labels; name files of one another");
        assertRefused(
                "short", "labels.gz", "short: expected 60 values after its header but it has 59; the file is damaged");
        assertRefused(
                "text",
                "labels.gz",
                "text: expected an IDX file of unsigned bytes, which begins with 000008, but it begins with 676f6f64");
        assertRefused("labels.gz", "images.gz", "labels.gz: expected images, but it has labels alone: one dimension");
        assertRefused("images.gz", "images.gz", "images.gz: expected labels, of one dimension, but it has \\[3, 5, 4]");
        assertRefused(
                "none", "labels.gz", "no such file: .*none; set input.train\\[0].path to an existing file or folder");
        assertThatThrownBy(() -> run("input.train=[{" + IMAGES + ", skip=3}]"))
                .hasMessageContaining("it has 3 images; set input.train[0].skip to fewer: 3");
        assertThatThrownBy(() ->
                        run("input.train=[{" + IMAGES + "}]", "augment={copies=1, shift-pixels=1, image-width=5}"))
                .hasMessageContaining("expected rows of 5 pixels, as augment.image-width says, but it has rows of 4");
    }

    @Test
    void refusesSettingsThatDoNotFitTogether() {
        assertThatThrownBy(() -> context("input.train=[{path=x, format=idx, without-labels=[3]}]"))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("input.train[0].labels is required: name the file of the labels")
                .hasMessageContaining(
                        "input.train[0].without-labels must not be given for examples without labels: [3]");
        assertThatThrownBy(() -> context("input.train=[{path=x, labels=y, features=f, label=l}]"))
                .hasMessageContaining("input.train[0].labels must not be given unless format is idx");
        assertThatThrownBy(() -> context("input.train=[{path=x, labels=y, format=idx, label=l}]"))
                .hasMessageContaining("input.train[0].format idx has no columns to name: leave out features and label");
        assertThatThrownBy(() -> context("input.train=[{" + IMAGES + "}]", "augment={copies=9, shift-pixels=1}"))
                .hasMessageContaining("augment.image-width is required where images are shifted");
        assertThatThrownBy(() ->
                        context("input.train=[{" + IMAGES + "}]", "augment={copies=9, shift-pixels=1, image-width=4}"))
                .hasMessageContaining("augment.copies must be at most the number of different shifts, 8: 9");
    }

    private void assertRefused(String images, String labels, String pattern) {
        String entry = "path=${data}/" + images + ", labels=${data}/" + labels + ", format=idx";
        assertThatThrownBy(() -> run("input.train=[{" + entry + "}]"))
                .isInstanceOf(InputException.class)
                .hasMessageMatching(".*" + pattern);
    }

    private static Column matches(Column label) {
        return element_at(
                        col(TransferSet.FEATURES),
                        label.multiply(TinyImages.WIDTH).plus(1))
                .gt(0.5);
    }

    private AugmentResult run(String... overrides) {
        AugmentJob job = new AugmentJob(context(overrides));
        job.validate();
        return (AugmentResult) job.run(LocalSpark.session());
    }

    private JobContext context(String... overrides) {
        List<String> all = new ArrayList<>(List.of(
                "output=" + folder.resolve("output"),
                "data=" + folder,
                "task={type=features, classes=3}",
                "student.network=mlp"));
        all.addAll(List.of(overrides));
        return new JobContext(ConfigLoader.load("", "test", all, Map.of()), new Configuration());
    }

    private Dataset<Row> table(String name) {
        return LocalSpark.session()
                .read()
                .parquet(folder.resolve("output").resolve(name).toString());
    }

    private static float[] features(Row row) {
        return Floats.array(row, row.fieldIndex(TransferSet.FEATURES));
    }
}
