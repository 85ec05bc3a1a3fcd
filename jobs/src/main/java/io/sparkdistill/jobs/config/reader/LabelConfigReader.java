package io.sparkdistill.jobs.config.reader;

import io.sparkdistill.batching.BatchLimits;
import io.sparkdistill.distill.Sparsity;
import io.sparkdistill.format.ModelFormat;
import io.sparkdistill.jobs.config.LabelConfig;
import io.sparkdistill.jobs.config.SweepVariant;
import io.sparkdistill.jobs.config.TaskConfig;
import io.sparkdistill.jobs.config.TaskType;
import io.sparkdistill.jobs.config.TeacherConfig;
import io.sparkdistill.teacher.ModelOutput;
import io.sparkdistill.tokenizer.TokenizerOutput;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/** Reads and checks the teachers and the settings of the group {@code label}. */
final class LabelConfigReader {

    private enum TopKMethod {
        TOP,
        SAMPLED
    }

    private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");

    private LabelConfigReader() {}

    static LabelConfig read(Settings settings, TaskConfig task) {
        LabelConfig label = new LabelConfig(
                settings.positives("temperatures"),
                settings.choice("combine", LabelConfig.Combination.class),
                settings.flag("hidden"),
                sparsity(settings, task),
                new LabelConfig.Inference(
                        new BatchLimits(
                                settings.integer("window-rows", 1),
                                settings.integerOr("max-batch-tokens", "auto", BatchLimits.MEASURED, 1),
                                settings.integer("max-batch-rows", 1)),
                        new LabelConfig.Commits(
                                settings.positive("commit-minutes"), settings.optionalInteger("commit-rows", 1)),
                        settings.notNegative("gpus-per-task")),
                new LabelConfig.Checks(
                        settings.probability("max-rejected-share"),
                        settings.optionalShare("min-teacher-accuracy"),
                        settings.probability("agreement")),
                budget(settings.group("budget")));
        double gpus = label.inference().gpusPerTask();
        if (gpus > 0.5 && gpus != 1) {
            settings.problem("gpus-per-task", "must be at most 0.5, or 1: a model computes on one GPU: " + gpus);
        }
        return label;
    }

    private static LabelConfig.Budget budget(Settings settings) {
        return new LabelConfig.Budget(
                settings.optionalWholeNumber("max-rows", 1),
                settings.optionalWholeNumber("max-tokens", 1),
                settings.optionalPositive("max-cost"));
    }

    private static Sparsity sparsity(Settings settings, TaskConfig task) {
        int topK = settings.optionalInteger("top-k", 0).orElse(0);
        TopKMethod method = settings.choice("top-k-method", TopKMethod.class);
        if (topK >= task.classes()) {
            settings.problem(
                    "top-k",
                    "must be less than task.classes = %d, or null to store all classes: %d"
                            .formatted(task.classes(), topK));
        }
        if (topK == 0) {
            return new Sparsity.None();
        }
        return method == TopKMethod.TOP ? new Sparsity.Top(topK) : new Sparsity.Sampled(topK);
    }

    /**
     * Reads and checks a teacher.
     *
     * @param output folder with the variants of the sweep
     */
    static TeacherConfig teacher(Settings settings, TaskConfig task, String output) {
        Optional<String> variant = settings.optionalString("variant");
        if (variant.isPresent() && settings.optionalString("model").isPresent()) {
            settings.problem("variant", "and model must not both be given");
        }
        TeacherConfig teacher = new TeacherConfig(
                settings.path(),
                settings.string("name"),
                new TeacherConfig.Files(
                        variant.map(name -> SweepVariant.student(output, name))
                                .orElseGet(() -> settings.string("model")),
                        alternatives(settings),
                        settings.choice("choose", TeacherConfig.Choice.class),
                        variant,
                        settings.optionalString("tokenizer"),
                        settings.optionalString("sha256").map(digest -> digest.toLowerCase(Locale.ROOT))),
                new TeacherConfig.Signature(
                        settings.integer("max-tokens", 3),
                        settings.choices("inputs", TokenizerOutput.class),
                        new ModelOutput(settings.choice("output", ModelOutput.Kind.class), order(settings, task)),
                        ZeroShotReader.read(settings, task)),
                settings.positive("weight"),
                EndpointConfigReader.read(settings, task));
        if (settings.isValid("name") && teacher.name().isBlank()) {
            settings.problem("name", "must not be blank: it names the teacher's rows in the tables");
        }
        checkChoice(settings, teacher);
        boolean features = task.type() == TaskType.FEATURES;
        if (!features && teacher.format().isPresent() && teacher.tokenizer().isEmpty()) {
            settings.problem("tokenizer", "is required for a TorchScript or ONNX model: name its tokenizer.json");
        }
        if (features && teacher.tokenizer().isPresent()) {
            settings.problem("tokenizer", "must not be given when task.type is features");
        }
        ZeroShotReader.check(settings, teacher);
        teacher.sha256().ifPresent(digest -> {
            if (!SHA256.matcher(digest).matches()) {
                settings.problem("sha256", "must be 64 hexadecimal digits: " + digest);
            } else if (teacher.format().isEmpty()) {
                settings.problem("sha256", "must not be given for a student or an endpoint: it pins a model file");
            }
        });
        if (teacher.format().isEmpty() && !teacher.output().equals(ModelOutput.LOGITS)) {
            settings.problem(
                    "output", "and classes must not be given for a student or an endpoint: they give logits in order");
        }
        if (teacher.output().kind() == ModelOutput.Kind.ONE_LOGIT && task.classes() != 2) {
            settings.problem("output", "must be one-logit for two classes only: task.classes = " + task.classes());
        }
        return teacher;
    }

    private static void checkChoice(Settings settings, TeacherConfig teacher) {
        if (!teacher.choosesFastest()) {
            return;
        }
        if (teacher.format().isEmpty() || teacher.files().alternatives().isEmpty()) {
            settings.problem(
                    "choose", "must be fastest only for a model file with alternatives: name its other files there");
        }
        if (teacher.sha256().isPresent()) {
            settings.problem("sha256", "must not be given where choose = fastest: it pins one of several files");
        }
    }

    private static List<String> alternatives(Settings settings) {
        List<String> files = settings.strings("alternatives");
        files.stream()
                .filter(file -> ModelFormat.of(file).isEmpty())
                .forEach(file ->
                        settings.problem("alternatives", "must be TorchScript (.pt) or ONNX (.onnx) files: " + file));
        return files;
    }

    /** Returns the class of each output of the model; empty if the configuration does not name them. */
    private static List<Integer> order(Settings settings, TaskConfig task) {
        List<String> names = settings.strings("classes");
        List<Integer> order = names.stream().map(task::classIndex).toList();
        boolean each = order.stream().distinct().count() == task.classes() && !order.contains(-1);
        if (names.isEmpty() || (each && order.size() == task.classes())) {
            return order;
        }
        List<String> classes =
                IntStream.range(0, task.classes()).mapToObj(task::className).toList();
        settings.problem("classes", "must name each class of the task once, of %s: %s".formatted(classes, names));
        return List.of();
    }
}
