package io.sparkdistill.jobs.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sparkdistill.fixtures.TinyOnnx;
import io.sparkdistill.jobs.LocalSpark;
import io.sparkdistill.jobs.TinyTask;
import io.sparkdistill.jobs.augment.AugmentJob;
import io.sparkdistill.jobs.job.InputException;
import io.sparkdistill.jobs.job.Job;
import io.sparkdistill.jobs.job.JobContext;
import io.sparkdistill.jobs.train.TrainJob;
import io.sparkdistill.network.Example;
import io.sparkdistill.serving.Precision;
import io.sparkdistill.serving.Student;
import io.sparkdistill.student.StudentModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExportJobTest {
    private static final String TEXT = "A film so good that Nobody leaves";

    @TempDir
    Path folder;

    @Test
    void writesAStudentThatIsServedByItsFilesAlone() throws Exception {
        TinyTask task = new TinyTask(folder);
        JobContext context = task.context(
                "train.soft-weight=0", "train.hard-weight=1", "train.epochs=1", "task.class-names=[no, yes]");
        for (Job job : List.of(new AugmentJob(labels(task)), new TrainJob(labels(task)))) {
            job.validate();
            job.run(LocalSpark.session());
        }
        ExportJob export = new ExportJob(context);
        export.validate();
        assertThat(export.run(LocalSpark.session()).summary())
                .contains("model.onnx", "serving.json", "vocabulary.txt")
                .containsPattern(
                        "model.onnx: largest difference of a logit [0-9.]+e-0[6-9], same class for 1.0000 of 101"
                                + " examples, accuracy (0\\.\\d{4}) instead of \\1")
                .contains("no model-int8.onnx: the student is too small to gain by it");

        Path exported = task.run().resolve("export");
        JsonNode serving = new ObjectMapper()
                .readTree(exported.resolve(Student.DESCRIPTION).toFile());
        assertThat(serving.at("/classes")).extracting(JsonNode::asText).containsExactly("no", "yes");
        long[][] words = {served(serving, Files.readAllLines(exported.resolve("vocabulary.txt")))};
        try (StudentModel student = StudentModel.load(task.run().resolve("student"))) {
            int[] ids = student.encoder().orElseThrow().encode(TEXT);
            assertThat(words[0])
                    .containsExactly(Arrays.stream(ids).asLongStream().toArray());
            float[] expected = student.logits(List.of(new Example(ids, null, null, Example.UNLABELED, null)))[0];
            assertThat(logits(exported.resolve(Precision.FLOAT32.file()), words))
                    .containsExactly(expected, within(1e-5f));
        }
    }

    private static JobContext labels(TinyTask task) {
        return task.context("train.soft-weight=0", "train.hard-weight=1", "train.epochs=1");
    }

    @Test
    void needsAStudent() throws IOException {
        ExportJob export = new ExportJob(new TinyTask(folder).context());
        assertThatThrownBy(export::validate)
                .isInstanceOf(InputException.class)
                .hasMessageContaining("run `train` first");
    }

    /** Word ids as whoever reads serving.json makes them. */
    private static long[] served(JsonNode serving, List<String> vocabulary) {
        Pattern word = Pattern.compile(serving.at("/text/pattern").asText(), Pattern.UNICODE_CHARACTER_CLASS);
        return word.matcher(TEXT.toLowerCase(Locale.ROOT))
                .results()
                .map(MatchResult::group)
                .mapToLong(vocabulary::indexOf)
                .map(id -> id < 0 ? serving.at("/text/unknown").asLong() : id)
                .toArray();
    }

    private static float[] logits(Path model, long[][] words) throws OrtException {
        OrtEnvironment environment = TinyOnnx.environment();
        try (OrtSession session = environment.createSession(model.toString());
                OnnxTensor input = OnnxTensor.createTensor(environment, words);
                OrtSession.Result result = session.run(Map.of("words", input))) {
            return ((float[][]) result.get("logits").orElseThrow().getValue())[0];
        }
    }
}
