package io.sparkdistill.jobs.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sparkdistill.jobs.LocalSpark;
import io.sparkdistill.jobs.TinyTask;
import io.sparkdistill.jobs.augment.AugmentJob;
import io.sparkdistill.jobs.job.InputException;
import io.sparkdistill.jobs.job.JobContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StartingPointTest {
    private static final String[] CURRENT = {
        "train.start=current", "train.soft-weight=0", "train.hard-weight=1", "train.epochs=1", "teachers=[]"
    };

    @TempDir
    private Path folder;

    @Test
    void trainingGoesOnFromTheServedStudentAndTrainsNothingTwice() throws IOException {
        TinyTask task = new TinyTask(folder);
        assertThat(night(task, CURRENT))
                .contains("The student started from random parameters: no other student was served");
        Path first = task.run();
        assertThat(night(task, CURRENT)).as("served by the night before").contains("from random parameters");
        assertThat(task.run()).isEqualTo(first);

        List<String> lines = new ArrayList<>(Files.readAllLines(task.file("train.tsv")));
        lines.add("a zebra is a good film\t1");
        Files.write(task.file("train.tsv"), lines);
        assertThat(night(task, CURRENT))
                .contains("The student went on from that of run " + first.getFileName() + " and has its vocabulary");
        Path second = task.run();
        assertThat(second).isNotEqualTo(first);
        assertThat(second.resolve("student/vocabulary.txt"))
                .hasSameTextualContentAs(first.resolve("student/vocabulary.txt"));
        assertThat(Files.readAllBytes(second.resolve("student/parameters.safetensors")))
                .isNotEqualTo(Files.readAllBytes(first.resolve("student/parameters.safetensors")));
        byte[] training = Files.readAllBytes(second.resolve("student/training.json"));
        night(task, CURRENT);
        assertThat(task.run()).isEqualTo(second);
        assertThat(second.resolve("student/training.json")).hasBinaryContent(training);

        assertThatThrownBy(() -> new TrainJob(task.context(with("student.bilstm.hidden-size=4"))).validate())
                .isInstanceOf(InputException.class)
                .hasMessageStartingWith("Cannot go on from the served student of run " + second.getFileName()
                        + ": it is another network: ")
                .hasMessageEndingWith("; set train.start = fresh, or the settings of the served student");
        assertThatThrownBy(() -> new TrainJob(task.context(with("task.classes=3"))).validate())
                .hasMessageContaining(": it has other classes: 2 instead of 3; ");
    }

    private static String[] with(String more) {
        List<String> all = new ArrayList<>(List.of(CURRENT));
        all.add(more);
        return all.toArray(String[]::new);
    }

    /** Trains on the inputs, and serves the student. */
    private static String night(TinyTask task, String... settings) {
        JobContext context = task.context(settings);
        AugmentJob augment = new AugmentJob(context);
        augment.validate();
        augment.run(LocalSpark.session());
        TrainJob train = new TrainJob(context);
        train.validate();
        String printed = train.run(LocalSpark.session()).summary();
        context.runs().serve(context.runs().opened().orElseThrow(), "it is a test");
        return printed;
    }
}
