package io.sparkdistill.jobs.label;

import static org.apache.spark.sql.functions.col;
import static org.assertj.core.api.Assertions.assertThat;

import io.sparkdistill.jobs.LocalSpark;
import io.sparkdistill.jobs.TinyTask;
import io.sparkdistill.jobs.augment.AugmentJob;
import io.sparkdistill.jobs.augment.AugmentResult;
import io.sparkdistill.jobs.job.JobContext;
import io.sparkdistill.table.Rejected;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A file of which a third is unusable in every way that files are. */
class DirtyInputTest {
    private static final int ROWS = 100_000;
    private static final int LONG_LINE = 5_000_000;
    private static final String NAN = "the model returned a logit that is not finite: NaN";
    private static final String BLANK = "the text is null or blank";
    private static final String NOT_UTF_8 = "the row is not UTF-8; see encoding";
    private static final String MALFORMED = "the row is malformed";

    @TempDir
    Path folder;

    private final Map<String, Long> expected = new HashMap<>();

    @Test
    void labelsWhatCanBeLabelledAndRejectsTheRestWithItsReason() throws IOException {
        TinyTask task = new TinyTask(folder);
        write(task.file("dirty.tsv"));
        JobContext context = task.context("input.unlabeled=[{path=${data}/dirty.tsv, text=sentence}]");
        AugmentJob augment = new AugmentJob(context);
        augment.validate();
        AugmentResult read = (AugmentResult) augment.run(LocalSpark.session());
        LabelJob label = new LabelJob(context);
        label.validate();
        LabelResult.TeacherResult labeled =
                ((LabelResult) label.run(LocalSpark.session())).teachers().get(0);

        assertThat(read.rows().read()).isEqualTo(ROWS + 400);
        assertThat(read.rows().kept().unlabeled()).isEqualTo(expected.get("distinct"));
        assertThat(read.rows().dropped().duplicates()).isGreaterThanOrEqualTo(expected.get("duplicate"));
        assertThat(read.rows().rejected())
                .isEqualTo(expected.get(BLANK) + expected.get(MALFORMED) + expected.get(NOT_UTF_8));
        assertThat(labeled.rejected()).isEqualTo(expected.get(NAN));
        assertThat(labeled.labeled()).isEqualTo(labeled.examples() - expected.get(NAN));
        assertThat(labeled.truncated()).isEqualTo(1);
        assertThat(rejectedByReason(task))
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "augment " + BLANK, expected.get(BLANK),
                        "augment " + MALFORMED, expected.get(MALFORMED),
                        "augment " + NOT_UTF_8, expected.get(NOT_UTF_8),
                        "label " + NAN, expected.get(NAN)));
    }

    private static Map<String, Long> rejectedByReason(TinyTask task) {
        Dataset<Row> rejected = LocalSpark.session()
                .read()
                .parquet(task.output().resolve(Rejected.TABLE).toString());
        Map<String, Long> counts = new HashMap<>();
        for (Row row : rejected.where(col(Rejected.ROW).isNotNull())
                .groupBy(Rejected.STAGE, Rejected.REASON)
                .count()
                .collectAsList()) {
            counts.put(row.getString(0) + " " + row.getString(1), row.getLong(2));
        }
        return counts;
    }

    private void write(Path file) throws IOException {
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
            write(out, "sentence\tsource\n");
            for (int i = 0; i < ROWS; i++) {
                writeRow(out, i);
            }
        }
    }

    /** Every hundred rows have the same mixture: thirty repeat an earlier row, three in five are clean. */
    private void writeRow(OutputStream out, int i) throws IOException {
        int kind = i % 100;
        if (kind < 30) {
            row(out, "duplicate", "a good film " + (i / 2_000 * 100 + kind % 10 + 40));
        } else if (kind == 30) {
            row(out, BLANK, "");
        } else if (kind == 31) {
            row(out, BLANK, "  \u00a0\u3000 ");
        } else if (kind == 32) {
            write(out, i % 200 == 32 ? "too few columns\n" : "too\tmany\tcolumns\n");
            count(MALFORMED);
        } else if (kind == 33) {
            write(out, "broken " + i + " ");
            out.write(new byte[] {(byte) 0xff, (byte) 0xc3, 0x28, (byte) 0xe2, (byte) 0x82});
            row(out, NOT_UTF_8, "");
        } else if (kind == 34) {
            row(out, "distinct", "\u0000\u0001\u001b[31m\u007f\u0085 film " + i);
        } else if (kind == 35) {
            row(out, "distinct", "\u202eسرט שלום film " + i);
        } else if (kind == 36) {
            row(out, "distinct", "👩‍👩‍👧🏽 é e\u0301 \ud83d\ude00 film " + i);
        } else if (kind == 37 && i % 1_000 == 37) {
            row(out, NAN, "a poison film " + i);
            count("distinct");
        } else if (i == 50_038) {
            row(out, "distinct", "x".repeat(LONG_LINE));
        } else if (i == 60_038) {
            row(out, "distinct", "very long ".repeat(LONG_LINE / 10));
        } else {
            row(out, "distinct", "a good film " + i);
        }
    }

    private void row(OutputStream out, String outcome, String text) throws IOException {
        write(out, text + "\tnowhere\n");
        count(outcome);
    }

    private void count(String outcome) {
        expected.merge(outcome, 1L, Long::sum);
    }

    private static void write(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.UTF_8));
    }
}
