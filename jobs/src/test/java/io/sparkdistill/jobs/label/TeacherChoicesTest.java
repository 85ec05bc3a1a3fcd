package io.sparkdistill.jobs.label;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sparkdistill.fixtures.TinyOnnx;
import io.sparkdistill.jobs.LocalSpark;
import io.sparkdistill.jobs.TinyTask;
import io.sparkdistill.jobs.augment.AugmentJob;
import io.sparkdistill.jobs.config.ConfigurationException;
import io.sparkdistill.jobs.config.TeacherConfig;
import io.sparkdistill.jobs.inference.WeightedTeacher;
import io.sparkdistill.jobs.job.Artifacts;
import io.sparkdistill.jobs.job.JobContext;
import io.sparkdistill.jobs.storage.Output;
import io.sparkdistill.table.SoftTargets;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TeacherChoicesTest {
    private static final float[][] WEIGHTS = {{1, -1}, {-2, 1}};

    @TempDir
    Path folder;

    private TinyTask task;

    @BeforeEach
    void writeTask() throws IOException {
        task = new TinyTask(folder);
        TinyOnnx.writeLinear(task.file("model.onnx"), WEIGHTS);
        TinyOnnx.writeLinear(task.file("doubled.onnx"), new float[][] {{2, -2}, {-4, 2}});
        TinyOnnx.writeLinear(task.file("negated.onnx"), new float[][] {{-1, 1}, {2, -1}});
        Files.write(task.file("train.json"), List.of("{\"x\": [1, 2]}", "{\"x\": [3, 1]}", "{\"x\": [-1, 2]}"));
        Files.write(task.file("rows.json"), List.of("{\"x\": [1, 3], \"y\": 0}", "{\"x\": [4, 1], \"y\": 1}"));
    }

    @Test
    void labelsByAFileThatAgreesAndKeepsIt() {
        JobContext context = context("doubled.onnx", "negated.onnx");
        augment(context);
        label(context);
        TeacherChoice made = choices(context).get(0);
        assertThat(made.chosen()).isIn(0, 1);
        assertThat(made.files()).extracting(TeacherChoice.File::sameClass).containsExactly(1.0, 1.0, 0.0);
        assertThat(chosen(context)).isEqualTo(made.chosen());

        TeacherChoice other =
                new TeacherChoice(made.teacher(), made.agreement(), made.examples(), 1 - made.chosen(), made.files());
        context.output().writeText(Artifacts.TEACHER_CHOICES, TeacherChoice.json(List.of(other)));
        context.output().markIncomplete(SoftTargets.TABLE);
        String summary = label(context);
        assertThat(chosen(context)).isEqualTo(1 - made.chosen());
        assertThat(summary).startsWith("linear labels by ");
        assertThat(label(context)).startsWith("label: already done: ");
        TeacherConfig teacher = context.config().teachers().get(0);
        assertThat(TeacherChoices.chosen(context, teacher))
                .isEqualTo(teacher.candidates().get(1 - made.chosen()));

        JobContext changed = context("doubled.onnx");
        label(changed);
        assertThat(choices(changed)).hasSize(2);
        assertThat(choices(changed).get(1).files()).hasSize(2);
    }

    @Test
    void comparesExamplesWithoutLabels() {
        JobContext context = task.context(settings("[${data}/doubled.onnx]", "input.validation=[]"));
        augment(context);
        label(context);
        // One of the three rows is held out for validation.
        assertThat(choices(context).get(0).examples()).isEqualTo(2);
        assertThat(choices(context).get(0).files().get(1).accuracy()).isZero();
    }

    @Test
    void labelsByTheFilesThatWereCheckedBeforeSparkStarted() throws IOException {
        JobContext context = context("doubled.onnx");
        augment(context);
        LabelJob label = new LabelJob(context);
        label.validate();
        Files.delete(task.file("model.onnx"));
        Files.delete(task.file("doubled.onnx"));
        assertThat(label.run(LocalSpark.session()).summary()).startsWith("linear labels by ");
    }

    @Test
    void rejectsAChoiceWithoutAlternatives() {
        assertThatThrownBy(this::context)
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining(
                        "teachers[0].choose must be fastest only for a model file with alternatives: name its other"
                                + " files there");
    }

    @Test
    void readsADamagedFileAsNoChoice() {
        assertThat(TeacherChoice.parse("[{")).isEmpty();
    }

    private JobContext context(String... alternatives) {
        List<String> files =
                List.of(alternatives).stream().map(file -> "${data}/" + file).toList();
        return task.context(settings(
                files.toString(), "input.validation=[{path=${data}/rows.json, format=json, features=x, label=y}]"));
    }

    private static String[] settings(String alternatives, String validation) {
        return new String[] {
            "task.type=features",
            "student.network=mlp",
            "input.train=[]",
            validation,
            "input.test=[]",
            "input.unlabeled=[{path=${data}/train.json, format=json, features=x}]",
            "teachers=[{name=linear, model=${data}/model.onnx, choose=fastest, alternatives=%s}]"
                    .formatted(alternatives)
        };
    }

    private static void augment(JobContext context) {
        AugmentJob augment = new AugmentJob(context);
        augment.validate();
        augment.run(LocalSpark.session());
    }

    private static String label(JobContext context) {
        LabelJob label = new LabelJob(context);
        label.validate();
        return label.run(LocalSpark.session()).summary();
    }

    private static List<TeacherChoice> choices(JobContext context) {
        return TeacherChoice.parse(context.output().readText(Artifacts.TEACHER_CHOICES));
    }

    private static int chosen(JobContext context) {
        Output output = context.output();
        return WeightedTeacher.of(output.provenance(SoftTargets.TABLE).orElseThrow())
                .get(0)
                .file();
    }
}
