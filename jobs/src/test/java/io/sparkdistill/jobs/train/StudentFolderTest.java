package io.sparkdistill.jobs.train;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkdistill.jobs.config.TableFormat;
import io.sparkdistill.jobs.storage.Output;
import io.sparkdistill.jobs.train.rounds.Checkpoint;
import io.sparkdistill.jobs.train.rounds.Checkpoints;
import io.sparkdistill.jobs.train.rounds.PartialEpoch;
import io.sparkdistill.jobs.train.rounds.TrainingHistory;
import io.sparkdistill.optimizer.OptimizerSnapshot;
import io.sparkdistill.training.TrainingState;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.AbstractFileSystem;
import org.apache.hadoop.fs.DelegateToFileSystem;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StudentFolderTest {
    private static final String IDENTITY = "this training";

    @TempDir
    private Path folder;

    private Output output;

    @BeforeEach
    void keepTheOutputOnAnotherFileSystem() {
        Configuration hadoop = new Configuration();
        hadoop.setClass("fs.other.impl", OtherFileSystem.class, FileSystem.class);
        hadoop.setClass("fs.AbstractFileSystem.other.impl", OtherFiles.class, AbstractFileSystem.class);
        output = new Output("other://" + folder, Map.of(), TableFormat.PARQUET, hadoop);
    }

    @Test
    void findsOnAnyMachineTheCheckpointOfTheLastRound() throws IOException {
        Checkpoints first = new StudentFolder(output, "student", "id").checkpoints(0);
        first.write(checkpoint(1));
        first.write(checkpoint(2));

        Checkpoints elsewhere = new StudentFolder(output, "student", "id").checkpoints(0);

        assertThat(elsewhere.folder()).isNotEqualTo(first.folder());
        assertThat(elsewhere.read(IDENTITY)).hasValueSatisfying(found -> {
            assertThat(found.part()).isEqualTo(checkpoint(2).part());
            assertThat(found.last().parameters())
                    .isDeepEqualTo(checkpoint(2).last().parameters());
        });
    }

    @Test
    void leavesTheCheckpointOfAnotherStudentAlone() throws IOException {
        new StudentFolder(output, "student", "id").checkpoints(0).write(checkpoint(1));

        assertThat(new StudentFolder(output, "student", "other").checkpoints(0).read(IDENTITY))
                .isEmpty();
    }

    @Test
    void startsAnewWhereTheCheckpointIsOfOtherPartitionsOrCut() throws IOException {
        Checkpoints first = new StudentFolder(output, "student", "id").checkpoints(0);
        first.write(checkpoint(1));
        Checkpoints again = new StudentFolder(output, "student", "id").checkpoints(0);
        assertThat(again.read("the same on 3 partitions")).isEmpty();
        assertThat(again.read(IDENTITY)).isPresent();

        Path file = again.folder().resolve(Checkpoint.FILE);
        Files.write(file, Arrays.copyOf(Files.readAllBytes(file), 30));
        assertThat(again.read(IDENTITY)).isEmpty();
    }

    @Test
    void keepsIdentitiesOfAnyLength() throws IOException {
        String identity = "123, ".repeat(20_000);
        Checkpoint of = checkpoint(1);
        Checkpoints checkpoints = new StudentFolder(output, "student", "id").checkpoints(0);
        checkpoints.write(new Checkpoint(identity, of.history(), of.part(), of.last(), of.best()));
        assertThat(checkpoints.read(identity)).isPresent();
    }

    @Test
    void keepsTheNumberOfPartitionsUntilTheTrainingIsComplete() throws IOException {
        assertThat(new StudentFolder(output, "student", "id").partitions(8)).isEqualTo(8);
        assertThat(new StudentFolder(output, "student", "other").partitions(3)).isEqualTo(3);
        StudentFolder onFewerExecutors = new StudentFolder(output, "student", "id");
        assertThat(onFewerExecutors.partitions(2)).isEqualTo(8);
        onFewerExecutors.deleteCheckpoints();
        assertThat(new StudentFolder(output, "student", "id").partitions(2)).isEqualTo(2);
    }

    private static Checkpoint checkpoint(int rounds) {
        float[][] parameters = {{rounds, 2}, {3}};
        TrainingState state =
                new TrainingState(parameters, new float[0][], new OptimizerSnapshot(rounds, new float[][] {{4}}));
        PartialEpoch part = new PartialEpoch(rounds, 10L * rounds, 0.5, 1);
        return new Checkpoint(IDENTITY, TrainingHistory.empty(), part, state, parameters);
    }

    /** The local one under another scheme. */
    public static final class OtherFileSystem extends RawLocalFileSystem {
        @Override
        public URI getUri() {
            return URI.create("other:///");
        }

        @Override
        public String getScheme() {
            return "other";
        }
    }

    /** The same, as Hadoop's newer interface sees it. */
    public static final class OtherFiles extends DelegateToFileSystem {
        public OtherFiles(URI uri, Configuration hadoop) throws IOException, URISyntaxException {
            super(uri, new OtherFileSystem(), hadoop, "other", false);
        }
    }
}
