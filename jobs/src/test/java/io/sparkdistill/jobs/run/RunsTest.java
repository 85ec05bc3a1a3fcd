package io.sparkdistill.jobs.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkdistill.jobs.config.TableFormat;
import io.sparkdistill.jobs.storage.Output;
import io.sparkdistill.jobs.storage.Provenance;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunsTest {
    private static final String ID = "0123456789abcdef0123456789abcdef";

    @TempDir
    Path folder;

    private Output output;
    private Runs runs;

    @BeforeEach
    void openOutput() {
        output = new Output(folder.toString(), Map.of(), TableFormat.PARQUET, new Configuration());
        runs = new Runs(output);
    }

    @Test
    void aStoppedRunGoesOnWhenItIsOpenedAgain() {
        Run run = runs.open(provenance("a"));

        assertThat(runs.stop(provenance("a"))).isEqualTo(run);
        assertThat(run.read().state()).isEqualTo(RunState.STOPPED);
        assertThat(run.read().ended()).isNotNull();
        assertThat(new Runs(output).open(provenance("a"))).isEqualTo(run);
        assertThat(run.read().state()).isEqualTo(RunState.TRAINING);
        assertThat(run.read().ended()).isNull();
    }

    @Test
    void aRunThatIsWholeOrHasFailedIsNotStopped() {
        runs.open(provenance("whole")).recordTraining(Map.of("student", ID), Map.of());
        runs.open(provenance("failed")).recordFailure(new Outcome(3, "diverged"));

        assertThat(runs.stop(provenance("whole")).read().state()).isEqualTo(RunState.TRAINED);
        assertThat(runs.stop(provenance("failed")).read().state()).isEqualTo(RunState.FAILED);
    }

    @Test
    void pruneDeletesStoppedRunsAndDoesNotCountThem() {
        Run kept = runs.open(provenance("kept"));
        kept.recordTraining(Map.of("student", ID), Map.of());
        runs.open(provenance("stopped"));
        Run stopped = runs.stop(provenance("stopped"));

        assertThat(runs.prune(1)).containsExactly(stopped);
        assertThat(runs.all()).containsOnlyKeys(kept);
    }

    @Test
    void checkpointsAreDeletedOnceNoRunCanGoOnFromThem() {
        String student = TrainingCheckpoints.of("student-2", ID);
        String baseline = TrainingCheckpoints.of("baseline", ID);
        String stream = "_checkpoints/arriving-files/commits/0";
        List.of(student + "/checkpoint.bin", baseline + "/checkpoint.bin", stream)
                .forEach(file -> output.writeText(file, "1"));
        runs.open(provenance("interrupted"));

        runs.prune(1);
        assertThat(output.exists(student)).isTrue();
        runs.prune(0);
        assertThat(output.exists(student)).isFalse();
        assertThat(output.exists(baseline)).isFalse();
        assertThat(output.exists(stream)).isTrue();
    }

    @Test
    void variantsThatOpenTheSameRunAtTheSameTimeFindOneRun() throws Exception {
        int threads = 8;
        CyclicBarrier start = new CyclicBarrier(threads);
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        List<Future<Run>> opened = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            opened.add(pool.submit(() -> {
                start.await();
                return new Runs(output).open(provenance("same"));
            }));
        }
        pool.shutdown();
        for (Future<Run> each : opened) {
            assertThat(each.get()).isEqualTo(opened.get(0).get());
        }
        assertThat(runs.all()).hasSize(1);
    }

    private static Provenance provenance(String settings) {
        return new Provenance("train", Map.of("settings", settings), Map.of(RunRecord.CONFIGURATION, "{}"));
    }
}
