package io.sparkdistill.jobs.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.sparkdistill.jobs.LocalSpark;
import io.sparkdistill.jobs.TinyTask;
import io.sparkdistill.jobs.config.ConfigurationException;
import io.sparkdistill.jobs.job.Job;
import io.sparkdistill.jobs.job.JobContext;
import io.sparkdistill.table.SoftTargets;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TableFormatTest {
    private static final String[] ORC_OF_FEW_CLASSES = {
        "table-format=orc",
        "label.top-k=1",
        "label.top-k-method=sampled",
        "train.trainer=partition",
        "train.partitions=2",
        "train.baseline.enabled=false"
    };

    private static final int LABELLING = 2;
    private static final int TRAINING = 3;
    private static final int ALL_VERBS = 4;

    @TempDir
    Path folder;

    @Test
    void runsThePipelineOnOrcAndSoftTargetsOfFewClasses() throws IOException {
        TinyTask task = new TinyTask(folder);
        task.writeUnlabeled(List.of("a good film", "a poison film"));
        List<String> first = run(task.context(ORC_OF_FEW_CLASSES), ALL_VERBS);

        assertThat(first.get(1)).contains("bytes per row: logits ");
        assertThat(task.run().resolve("evaluation/metrics.json")).isRegularFile();
        assertThat(files(task.output()))
                .anyMatch(name -> name.endsWith(".orc"))
                .noneMatch(name -> name.endsWith(".parquet"));
        assertThat(LocalSpark.session()
                        .read()
                        .orc(task.output().resolve(SoftTargets.TABLE).toString())
                        .where("size(classes) = 1 AND probabilities[0] = 1 AND rest = 0 AND temperature = 2")
                        .count())
                .isGreaterThan(300);

        task.writeUnlabeled(List.of("a good film", "a poison film", "a very very very long film"));
        assertThat(run(task.context(ORC_OF_FEW_CLASSES), LABELLING).get(1)).containsPattern("│ +386 │ +1 │ +1 │");
    }

    @Test
    void theTopClassAndTheRestOfTwoTeachLikeBoth() throws IOException {
        TinyTask task = new TinyTask(folder);
        String[] whole = {"train.baseline.enabled=false", "train.soft-weight=1", "train.hard-weight=0"};
        run(task.context(whole), TRAINING);
        List<String> losses = losses(task);
        List<String> again = run(task.context(whole[0], whole[1], whole[2], "label.top-k=1"), TRAINING);

        assertThat(again.get(1)).doesNotContain("already done");
        assertThat(losses(task)).hasSize(3).isEqualTo(losses);
    }

    @Test
    void refusesToMixFormats() throws IOException {
        TinyTask task = new TinyTask(folder);
        JobContext parquet = task.context();
        run(parquet, 1);
        parquet.requireTableFormat();

        assertThatThrownBy(task.context("table-format=orc")::requireTableFormat)
                .isInstanceOf(ConfigurationException.class)
                .hasMessageMatching("Cannot use table-format = orc: .*/transfer_set holds parquet;"
                        + " set table-format = parquet, or use another output");
    }

    /** To three digits: the sums are taken in another order. */
    private static List<String> losses(TinyTask task) throws IOException {
        return new ObjectMapper()
                .readTree(task.run().resolve("student/training.json").toFile()).findValues("trainLoss").stream()
                        .map(loss -> "%.3f".formatted(loss.asDouble()))
                        .toList();
    }

    private static List<String> files(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.map(Path::toString).toList();
        }
    }

    private static List<String> run(JobContext context, int verbs) {
        List<Job> jobs = Pipeline.jobs(context).subList(0, verbs);
        jobs.forEach(Job::validate);
        List<String> summaries = new ArrayList<>();
        jobs.forEach(job -> summaries.add(job.run(LocalSpark.session()).summary()));
        return summaries;
    }
}
