package io.sparkdistill.jobs.label;

import static org.apache.spark.sql.functions.col;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.sparkdistill.distill.Softmax;
import io.sparkdistill.distill.Vectors;
import io.sparkdistill.fixtures.ModelServer;
import io.sparkdistill.format.ModelFormat;
import io.sparkdistill.inference.ModelCache;
import io.sparkdistill.jobs.LocalSpark;
import io.sparkdistill.jobs.StoredLogits;
import io.sparkdistill.jobs.augment.AugmentJob;
import io.sparkdistill.jobs.config.reader.ConfigLoader;
import io.sparkdistill.jobs.job.JobContext;
import io.sparkdistill.table.Logits;
import io.sparkdistill.teacher.ModelSource;
import io.sparkdistill.teacher.ModelStaging;
import io.sparkdistill.teacher.TextInput;
import io.sparkdistill.tokenizer.TokenizerOutput;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * Labels phrases of SST-2 by a BERT from its file and by the same BERT behind an endpoint, and measures how many texts per
 * second more requests in flight bring. {@code -Dspark-distill.endpoint-phrases=5000} gives the number of phrases.
 */
@EnabledIfEnvironmentVariable(named = "SPARK_DISTILL_DATA", matches = ".+")
@EnabledIfSystemProperty(named = EndpointSpeedTest.PHRASES, matches = "[0-9]+", disabledReason = "takes minutes")
class EndpointSpeedTest {
    static final String PHRASES = "spark-distill.endpoint-phrases";

    private static final int TIMED = 200;
    /** The time that an answer takes besides the model, as over a network. */
    private static final int LATENCY_MILLIS = 50;

    @TempDir
    Path folder;

    private final Path models =
            Path.of(String.valueOf(System.getenv("SPARK_DISTILL_DATA"))).resolve("models/sst2-teacher");
    private ModelCache.Lease model;
    private ModelServer server;

    @BeforeEach
    void start() throws IOException {
        List<String> lines = new ArrayList<>(Files.readAllLines(
                models.resolveSibling("../data/sst2/train.tsv").normalize()));
        Collections.shuffle(lines.subList(1, lines.size()), new Random(1));
        List<String> phrases = lines.subList(1, lines.size()).stream()
                .map(line -> line.substring(0, line.indexOf('\t')).strip())
                .distinct()
                .filter(ModelServer::isAnswered)
                .limit(Integer.getInteger(PHRASES))
                .toList();
        Files.write(folder.resolve("phrases.txt"), phrases);
        Files.write(folder.resolve("timed.txt"), phrases.subList(0, TIMED));
        Files.writeString(folder.resolve("prompt.txt"), "Is this {classes}?\n{text}");
        Files.writeString(folder.resolve("key"), ModelServer.KEY);
        model = new ModelStaging(new Configuration())
                .stage(ModelSource.exported(
                                ModelFormat.TORCH_SCRIPT,
                                models.resolve("model.pt").toString())
                        .classes(2)
                        .text(
                                models.resolve("tokenizer.json").toString(),
                                new TextInput(128, List.of(TokenizerOutput.values()))))
                .trial();
        server = ModelServer.start(model.model(), List.of("negative", "positive"));
    }

    @AfterEach
    void stop() {
        server.close();
        model.close();
    }

    private LabelResult label(String output, String phrases, String teachers) {
        List<String> settings = List.of(
                "output=" + folder.resolve(output),
                "task.classes=2",
                "input.unlabeled=[{path=\"%s\", format=text}]".formatted(folder.resolve(phrases)),
                "label.temperatures=[1, 2]",
                "teachers=[%s]".formatted(teachers));
        JobContext context = new JobContext(ConfigLoader.load("", "test", settings, Map.of()), new Configuration());
        AugmentJob augment = new AugmentJob(context);
        augment.validate();
        augment.run(LocalSpark.session());
        LabelJob label = new LabelJob(context);
        label.validate();
        return (LabelResult) label.run(LocalSpark.session());
    }

    private String files() {
        return "{name=files, model=\"%1$s/model.pt\", tokenizer=\"%1$s/tokenizer.json\"}".formatted(models);
    }

    private String remote(int maxInFlight) {
        return "{name=remote, endpoint=\"%s\", model=bert, prompt=\"%s\", class-tokens=[negative, positive], api-key-file=\"%s\", max-in-flight=%d}"
                .formatted(server.address(), folder.resolve("prompt.txt"), folder.resolve("key"), maxInFlight);
    }

    @Test
    void theModelBehindAnEndpointLabelsAsTheModelFromItsFile() {
        LabelResult result = label("both", "phrases.txt", files() + ", " + remote(8));

        Map<String, float[]> files = logits("files");
        Map<String, float[]> remote = logits("remote");
        assertThat(files).hasSize(Integer.getInteger(PHRASES));
        assertThat(remote.keySet()).isEqualTo(files.keySet());
        double largest = 0;
        for (Map.Entry<String, float[]> entry : remote.entrySet()) {
            double[] expected = Softmax.logSoftTargets(Vectors.widen(files.get(entry.getKey())), 1);
            double[] found = Softmax.logSoftTargets(Vectors.widen(entry.getValue()), 1);
            assertThat(found).containsExactly(expected, within(1e-4));
            largest = Math.max(largest, Math.max(Math.abs(found[0] - expected[0]), Math.abs(found[1] - expected[1])));
        }
        System.out.printf("largest difference of log-probabilities: %.2e%n%s%n", largest, result.summary());
    }

    @Test
    void moreRequestsInFlightLabelMoreTextsPerSecond() {
        server.latency(LATENCY_MILLIS);
        double first = 0;
        double last = 0;
        for (int inFlight : new int[] {1, 2, 4, 8, 16}) {
            LabelResult.TeacherResult timed = label("in-flight-" + inFlight, "timed.txt", remote(inFlight))
                    .teachers()
                    .get(0);
            last = timed.labeled() / timed.seconds();
            first = inFlight == 1 ? last : first;
            System.out.printf("max-in-flight %d: %.1f texts/s%n", inFlight, last);
        }
        assertThat(last).isGreaterThan(first);
    }

    private Map<String, float[]> logits(String teacher) {
        return StoredLogits.byKey(StoredLogits.rows(folder.resolve("both"))
                .where(col(Logits.TEACHER).equalTo(teacher)));
    }
}
