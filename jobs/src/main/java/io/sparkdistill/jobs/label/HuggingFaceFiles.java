package io.sparkdistill.jobs.label;

import com.fasterxml.jackson.databind.JsonNode;
import io.sparkdistill.inference.StagedModel;
import io.sparkdistill.jobs.config.TaskConfig;
import io.sparkdistill.jobs.config.TeacherConfig;
import io.sparkdistill.jobs.inference.HuggingFaceJson;
import io.sparkdistill.teacher.ModelOutput;
import io.sparkdistill.teacher.TextModelSpec;
import io.sparkdistill.tokenizer.SubwordTokenizer;
import io.sparkdistill.tokenizer.TokenizerSettings.Side;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Compares the settings of an exported teacher with the files that Hugging Face saves beside a model. {@code
 * config.json} names the outputs; {@code tokenizer_config.json} has settings that override those of {@code
 * tokenizer.json}, which alone is read. Without these files nothing is compared.
 */
record HuggingFaceFiles(Configuration hadoop, TeacherConfig teacher, StagedModel staged) {
    private static final Logger LOG = LoggerFactory.getLogger(HuggingFaceFiles.class);
    private static final String MIXED_CASE = "The Good and the Bad";

    /**
     * Returns what is wrong with the order of the classes, with the remedy; empty if nothing is known to be wrong. Logs
     * warnings about what may be wrong.
     */
    Optional<String> problem(TaskConfig task) {
        if (teacher.format().isEmpty()) {
            return Optional.empty();
        }
        teacher.tokenizer()
                .flatMap(path -> HuggingFaceJson.beside(hadoop, path, "tokenizer_config.json"))
                .ifPresent(this::compareTokenizer);
        Optional<JsonNode> config = HuggingFaceJson.beside(hadoop, teacher.model(), HuggingFaceJson.CONFIG);
        if (config.isPresent()
                && "multi_label_classification"
                        .equals(config.get().path("problem_type").asText())) {
            LOG.warn(
                    "The config.json beside {} says problem_type = multi_label_classification: the classes of a task must"
                            + " exclude each other",
                    teacher.model());
        }
        if (teacher.zeroShot().isPresent()) {
            return Optional.empty();
        }
        return config.flatMap(json -> otherOrder(HuggingFaceJson.outputNames(json), task));
    }

    private Optional<String> otherOrder(List<String> names, TaskConfig task) {
        List<String> classes =
                IntStream.range(0, task.classes()).mapToObj(task::className).toList();
        List<String> plain = classes.stream().map(HuggingFaceFiles::plain).toList();
        List<Integer> order =
                names.stream().map(name -> plain.indexOf(plain(name))).toList();
        boolean same = order.size() == task.classes()
                && order.stream().distinct().count() == task.classes()
                && !order.contains(-1);
        ModelOutput named = new ModelOutput(teacher.output().kind(), order);
        if (!same || named.equals(teacher.output())) {
            return Optional.empty();
        }
        List<String> remedy = order.stream().map(classes::get).toList();
        if (!teacher.output().order().isEmpty()) {
            LOG.warn(
                    "The config.json beside {} says that its outputs are {}: {}.classes says otherwise",
                    teacher.model(),
                    remedy,
                    teacher.key());
            return Optional.empty();
        }
        return Optional.of(
                "the config.json beside it says that its outputs are %s, but the classes of the task are %s; set %s.classes = %s, or correct id2label in that file"
                        .formatted(names, classes, teacher.key(), remedy));
    }

    private static String plain(String name) {
        return name.strip().toLowerCase(Locale.ROOT);
    }

    private void compareTokenizer(JsonNode config) {
        try (SubwordTokenizer tokenizer =
                SubwordTokenizer.read(staged.file(TextModelSpec.TOKENIZER), teacher.maxTokens())) {
            if ("left".equals(config.path("truncation_side").asText())
                    && tokenizer.settings().truncation() == Side.RIGHT) {
                LOG.warn(
                        "The tokenizer_config.json beside {} says truncation_side = left, but that file keeps the beginning"
                                + " of long texts: add \"truncation\" with \"direction\": \"Left\" to it",
                        teacher.tokenizer().orElseThrow());
            }
            if (config.path("do_lower_case").asBoolean(false) && dependsOnCase(tokenizer)) {
                LOG.warn(
                        "The tokenizer_config.json beside {} says do_lower_case = true, but that file does not lowercase:"
                                + " set \"lowercase\": true in its \"normalizer\"",
                        teacher.tokenizer().orElseThrow());
            }
        } catch (IOException | RuntimeException e) {
            LOG.debug("The trial of the teacher reports what is wrong with its tokenizer", e);
        }
    }

    private static boolean dependsOnCase(SubwordTokenizer tokenizer) {
        return !Arrays.equals(
                tokenizer.tokenize(MIXED_CASE, null).ids(),
                tokenizer.tokenize(MIXED_CASE.toLowerCase(Locale.ROOT), null).ids());
    }
}
