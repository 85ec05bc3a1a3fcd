package io.sparkdistill.jobs.inference;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkdistill.jobs.Launcher;
import io.sparkdistill.jobs.TinyTask;
import io.sparkdistill.student.LogisticModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Labeling on a worker whose discovery script announces two GPUs. The machine has none: a student, which computes without
 * a device, labels; a TorchScript teacher fails on the device that its task was given.
 */
class GpusIT {
    @TempDir
    Path folder;

    @Test
    void givesEachTaskItsDeviceAndAsksForGpusToLabelAlone() throws Exception {
        TinyTask task = new TinyTask(folder);
        saveStudent(Files.createDirectories(task.file("student")));
        List<String> arguments = new ArrayList<>(
                List.of(Launcher.ROOT.resolve("bin/gpu-discovery").toString()));
        arguments.addAll(task.settings("input.unlabeled=[]", "input.test=[]", "label.min-teacher-accuracy=0"));

        Launcher.Result result = Launcher.main(folder, Map.of("PATH", pathOfTwoGpus()), TwoGpus.class, arguments);

        assertThat(result.exitCode()).as(result.output()).isZero();
        assertThat(result.output().lines())
                .contains(
                        "no GPU: {none=cpu()}, tasks at once on one: 4",
                        "a GPU: {0=gpu(0), 1=gpu(1)}, tasks at once on one: 1",
                        "half a GPU for all tasks: {0=gpu(0), 1=gpu(1)}, tasks at once on one: 2",
                        "half a GPU for labeling: {0=gpu(0), 1=gpu(1)}, tasks at once on one: 2",
                        "models loaded: 2",
                        "steps with GPUs: [label: student, commit]");
        assertThat(result.output())
                .contains("steps without GPUs: [")
                .contains("augment: ", "label: student, count what is pending", "label: student, spread the examples")
                .contains(
                        "Cannot load the model on gpu(0): this PyTorch",
                        "Cannot load the model on gpu(1): this PyTorch");
    }

    private static void saveStudent(Path target) throws IOException {
        float[] weights = new float[16];
        for (int i = 0; i < weights.length; i++) {
            weights[i] = i % 3 - 1;
        }
        new LogisticModel(new LogisticModel.Shape(1, 8, 1, 2), new float[] {0.5f, -0.5f}, weights).save(target);
    }

    /** Returns a search path on which the program that lists a machine's GPUs lists two. */
    private String pathOfTwoGpus() throws IOException {
        Path programs = Files.createDirectories(folder.resolve("programs"));
        Path program = Files.writeString(programs.resolve("nvidia-smi"), "#!/bin/sh\necho 0\necho 1\n");
        assertThat(program.toFile().setExecutable(true)).isTrue();
        return programs + ":" + System.getenv("PATH");
    }
}
