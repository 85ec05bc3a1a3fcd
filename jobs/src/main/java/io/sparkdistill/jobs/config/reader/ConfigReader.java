package io.sparkdistill.jobs.config.reader;

import com.typesafe.config.Config;
import io.sparkdistill.inference.ModelSettings;
import io.sparkdistill.jobs.config.AnswerConfig;
import io.sparkdistill.jobs.config.CanonicalKeys;
import io.sparkdistill.jobs.config.CascadeConfig;
import io.sparkdistill.jobs.config.DistillConfig;
import io.sparkdistill.jobs.config.EvaluateConfig;
import io.sparkdistill.jobs.config.GenerateConfig;
import io.sparkdistill.jobs.config.InputConfig;
import io.sparkdistill.jobs.config.LabelConfig;
import io.sparkdistill.jobs.config.LossConfig;
import io.sparkdistill.jobs.config.PromoteConfig;
import io.sparkdistill.jobs.config.SweepVariant;
import io.sparkdistill.jobs.config.TableFormat;
import io.sparkdistill.jobs.config.TaskConfig;
import io.sparkdistill.jobs.config.TaskType;
import io.sparkdistill.jobs.config.TeacherConfig;
import io.sparkdistill.jobs.config.TrackingConfig;
import io.sparkdistill.jobs.config.TrainConfig;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.fs.Path;

/** Reads the records of a resolved configuration, and checks settings that depend on each other. */
final class ConfigReader {

    private final Settings root;
    private final Config entryTemplate;
    private final Config teacherTemplate;
    private final Config variantTemplate;
    private final Config parameterTemplate;

    ConfigReader(Settings root, Config config) {
        this.root = root;
        this.entryTemplate = config.getConfig("entry");
        this.teacherTemplate = config.getConfig("teacher");
        this.variantTemplate = config.getConfig("variant");
        this.parameterTemplate = config.getConfig("parameter");
    }

    DistillConfig read(String effective, CanonicalKeys keys) {
        TaskConfig task = task(root.group("task"));
        List<TeacherConfig> teachers = root.groups("teachers", teacherTemplate).stream()
                .map(teacher -> LabelConfigReader.teacher(teacher, task, root.string("output")))
                .toList();
        LabelConfig label = LabelConfigReader.read(root.group("label"), task);
        InputConfig input = InputConfigReader.read(root.group("input"), entryTemplate, task);
        TrainConfig train = TrainConfigReader.read(root.group("train"), task);
        DistillConfig config = new DistillConfig(
                new DistillConfig.Storage(root.string("output"), root.optionalString("logits"), tableFormat()),
                root.wholeNumber("seed"),
                task,
                input,
                AugmentConfigReader.read(root.group("augment"), task),
                teachers,
                label,
                StudentConfigReader.read(root.group("student"), task, teachers),
                input.lacksLabels() ? train.withoutLabels() : train,
                evaluate(root.group("evaluate"), root.group("report"), task),
                promote(root.group("promote")),
                cascade(root.group("cascade")),
                new AnswerConfig(InputConfigReader.toAnswer(root.group("answer"), entryTemplate, task)),
                generate(root.group(GenerateConfig.KEY), task),
                models(root.group(ConfigLoader.LOADED_MODELS)),
                SweepConfigReader.read(root, variantTemplate, parameterTemplate),
                tracking(root.group("tracking")),
                effective,
                keys);
        checkTogether(config);
        return config;
    }

    private TableFormat tableFormat() {
        TableFormat format = root.choice("table-format", TableFormat.class);
        if (!format.isPresent()) {
            root.problem(
                    "table-format",
                    "needs a jar that is not on the class path: for Spark 3.5, add `--packages %s` to spark-submit: %s"
                            .formatted(format.coordinates(), format.source()));
        }
        return format;
    }

    private void checkFolder(String key, String folder) {
        try {
            new Path(folder.isEmpty() ? "." : folder);
        } catch (IllegalArgumentException e) {
            root.problem(key, "must be a path that Hadoop reads: %s: %s".formatted(e.getMessage(), folder));
        }
    }

    private void checkTogether(DistillConfig config) {
        checkFolder("output", config.output());
        config.logits().ifPresent(folder -> checkFolder("logits", folder));
        List<String> names = config.teachers().stream().map(TeacherConfig::name).toList();
        if (names.stream().distinct().count() < names.size()) {
            root.problem("teachers", "must have different names: " + names);
        }
        config.teachers()
                .forEach(teacher -> checkVariant(teacher, config.sweep().variants()));
        if (config.cascade().learn() && config.tableFormat() != TableFormat.PARQUET) {
            root.group("cascade").problem("learn", "must be false unless table-format is parquet");
        }
        if (config.generate().examples() && config.tableFormat() != TableFormat.PARQUET) {
            root.group(GenerateConfig.KEY).problem("examples", "must be false unless table-format is parquet");
        }
        StudentCheck.check(root, config);
        UnlabeledCheck.check(root, config);
        BiasCheck.check(root, config);
        HiddenCheck.check(root, config);
        RequirementCheck.check(root, config);
        if (config.label().hidden()
                && config.teachers().stream()
                        .anyMatch(teacher -> teacher.endpoint().isPresent())) {
            root.group("label").problem("hidden", "must be false for a teacher behind an endpoint, which gives none");
        }
        if (config.label().hidden()
                && config.teachers().stream()
                        .anyMatch(teacher -> teacher.zeroShot().isPresent())) {
            root.group("label")
                    .problem("hidden", "must be false for a zero-shot teacher, which has none of a text alone");
        }
        LossConfig loss = config.train().loss();
        boolean soft = loss.needsTeacher() && !loss.comparesLogits();
        boolean right = root.group("train").isValid("temperature")
                && root.group("label").isValid("temperatures");
        if (soft && right && !config.label().temperatures().contains(loss.temperature())) {
            root.group("train")
                    .problem(
                            "temperature",
                            "must be one of label.temperatures %s: %s"
                                    .formatted(config.label().temperatures(), loss.temperature()));
        }
        if (loss.needsTeacher()
                && !loss.fitsFewClasses()
                && !config.label().sparsity().keepsAll()) {
            root.group("train").problem("loss", "must be kl or mse where label.top-k is set");
        }
    }

    private void checkVariant(TeacherConfig teacher, List<SweepVariant> sweep) {
        List<String> names = sweep.stream().map(SweepVariant::name).toList();
        teacher.variant()
                .filter(name -> !names.contains(name))
                .ifPresent(name -> root.problem(
                        "teachers", "must have variants that sweep names, one of %s: %s".formatted(names, name)));
    }

    private TaskConfig task(Settings settings) {
        TaskConfig task = new TaskConfig(
                settings.choice("type", TaskType.class),
                settings.integer("classes", 2),
                settings.strings("class-names"));
        if (!task.classNames().isEmpty() && task.classNames().size() != task.classes()) {
            settings.problem(
                    "class-names",
                    "must be as many as task.classes = %d: %s".formatted(task.classes(), task.classNames()));
        }
        return task;
    }

    private static EvaluateConfig evaluate(Settings settings, Settings report, TaskConfig task) {
        List<Integer> biased =
                settings.strings("set-bias").stream().map(task::classIndex).toList();
        if (biased.contains(-1)) {
            settings.problem("set-bias", "must be classes of the task: " + settings.strings("set-bias"));
        }
        return new EvaluateConfig(
                settings.integer("calibration-bins", 2),
                settings.integer("speed-rows", 1),
                biased,
                settings.choice("set-bias-by", EvaluateConfig.BiasRule.class),
                settings.integer("statistics-rows", 1),
                settings.integer("resamples", 1),
                settings.integer("top-k", 1),
                settings.strings("slices"),
                report.flag("texts"),
                report.isSet("price-per-core-hour")
                        ? Optional.of(report.notNegative("price-per-core-hour"))
                        : Optional.empty(),
                RequirementCheck.read(settings));
    }

    private static PromoteConfig promote(Settings settings) {
        return new PromoteConfig(
                settings.choice("when", PromoteConfig.When.class),
                settings.choice("metric", PromoteConfig.Metric.class),
                settings.notNegative("min-gain"),
                settings.probability("max-p-value"));
    }

    private static TrackingConfig tracking(Settings settings) {
        Optional<URI> mlflow = settings.optionalString("mlflow-uri").flatMap(address -> {
            try {
                URI uri = new URI(address);
                if (uri.getHost() != null && List.of("http", "https").contains(uri.getScheme())) {
                    return Optional.of(uri);
                }
            } catch (URISyntaxException e) {
                // The problem below names the value.
            }
            settings.problem("mlflow-uri", "must be an address such as http://host:5000: " + address);
            return Optional.empty();
        });
        return new TrackingConfig(mlflow, settings.string("mlflow-experiment"));
    }

    private static CascadeConfig cascade(Settings settings) {
        return new CascadeConfig(
                settings.flag("enabled"),
                settings.openShare("target"),
                settings.openShare("delta"),
                settings.choice("truth", CascadeConfig.Truth.class),
                settings.optionalWholeNumber("table-rows", 1),
                settings.share("drift-tolerance"),
                settings.flag("learn"));
    }

    private GenerateConfig generate(Settings settings, TaskConfig task) {
        if (settings.flag("examples") && task.type() != TaskType.TEXT) {
            settings.problem("examples", "must be false unless task.type is text");
        }
        return new GenerateConfig(
                InputConfigReader.toAnswer(settings, entryTemplate, task),
                EndpointConfigReader.generator(settings, task),
                settings.flag("examples"));
    }

    private static ModelSettings models(Settings settings) {
        return new ModelSettings(
                settings.integer("idle-minutes", 0),
                settings.integer("max-loaded", 1),
                settings.integer("precomputed-megabytes", 0));
    }
}
