package io.sparkdistill.jobs.init;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import io.sparkdistill.jobs.config.DistillConfig;
import io.sparkdistill.jobs.config.TaskConfig;
import io.sparkdistill.jobs.config.reader.ConfigLoader;
import io.sparkdistill.jobs.input.Inputs;
import io.sparkdistill.jobs.job.InputException;
import io.sparkdistill.jobs.job.JobContext;
import io.sparkdistill.jobs.label.TeacherPreview;
import io.sparkdistill.jobs.label.TeacherPreview.Answer;
import io.sparkdistill.jobs.report.Terminal;
import io.sparkdistill.jobs.report.TextTable;
import io.sparkdistill.jobs.storage.SmallFiles;
import io.sparkdistill.table.Rejected;
import io.sparkdistill.table.TransferSet;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.storage.StorageLevel;

/** Writes a first configuration: it looks at the data, tries the teacher, and says which command comes next. */
public final class Init {
    private static final int TRIED = 64;
    private static final int SHOWN = 10;

    private final SparkSession spark;
    private final Configuration hadoop;
    private final Dialog dialog;

    public Init(SparkSession spark, Configuration hadoop, Dialog dialog) {
        this.spark = spark;
        this.hadoop = hadoop;
        this.dialog = dialog;
    }

    /**
     * Writes the configuration.
     *
     * @return its path
     * @throws InputException if data or teacher cannot be used, or the file exists and may not be replaced
     */
    public String run(InitOptions options) {
        InitOptions asked = options.teacher().isPresent()
                ? options
                : dialog.text("Teacher: a model file or folder", Optional.empty())
                        .map(options::withTeacher)
                        .orElse(options);
        String file = file(asked);
        requireFree(file, asked);
        List<PlannedInput> inputs = new InputPlanning(spark, hadoop, dialog).plan(asked);
        Optional<ModelFilesGuess> teacher = asked.teacher()
                .map(given -> ModelFilesGuess.of(
                        given,
                        asked.tokenizer(),
                        inputs.get(0).columns().features().isEmpty(),
                        hadoop));
        requireTeacher(inputs, teacher);
        InitPlan plan = new InitPlan(
                file,
                asked.output().orElse("spark-distill-out/" + stem(file)),
                inputs,
                classes(asked, inputs, teacher),
                teacher,
                List.of(),
                0);
        finish(plan);
        return file;
    }

    private void finish(InitPlan first) {
        JobContext context = context(first);
        Inputs read = new Inputs(context);
        read.check();
        Dataset<Row> rows = read.read(spark).persist(StorageLevel.MEMORY_AND_DISK());
        try {
            DataSummary summary = new DataSummary(context.config().task(), rows);
            summary.tables().forEach(dialog::say);
            read.requireUsable(rows);
            first.classes()
                    .rare()
                    .forEach(label ->
                            dialog.say("The label %s is so rare that it is taken for an error; keep it by --class-names"
                                    .formatted(DataSummary.shown(label))));
            InitPlan plan = counted(first, summary.labeled());
            if (plan.teacher().isPresent()) {
                plan = tried(plan, rows.where(col(Rejected.REASON).isNull()));
            }
            write(plan);
        } finally {
            rows.unpersist();
        }
    }

    private static InitPlan counted(InitPlan plan, long labeled) {
        return new InitPlan(
                plan.file(), plan.output(), plan.inputs(), plan.classes(), plan.teacher(), plan.order(), labeled);
    }

    private JobContext context(InitPlan plan) {
        DistillConfig config = ConfigLoader.load(plan.hocon(), plan.file(), List.of(), Map.of(), hadoop);
        return new JobContext(config, hadoop);
    }

    /** Returns the name of the file: given, or after the data. */
    private static String file(InitOptions options) {
        return options.file().orElseGet(() -> stem(options.data().get(0)) + ".conf");
    }

    private static String stem(String path) {
        String name = path.replaceAll("/+$", "").replaceAll(".*/", "");
        String stem = name.replaceAll("[.].*$", "").replaceAll("[^A-Za-z0-9_-]+", "-");
        return stem.isEmpty() ? "distill" : stem;
    }

    private void requireFree(String file, InitOptions options) {
        try {
            Path path = new Path(file);
            if (!options.overwrites() && path.getFileSystem(hadoop).exists(path)) {
                throw new InputException(
                        "Cannot write %s: it exists; choose another file by --to, or replace it by --force"
                                .formatted(file));
            }
        } catch (IOException e) {
            throw new InputException("Cannot write %s: %s".formatted(file, e.getMessage()), e);
        }
    }

    private Classes classes(InitOptions options, List<PlannedInput> inputs, Optional<ModelFilesGuess> teacher) {
        List<String> outputs = teacher.map(model -> TeacherPreview.outputNames(hadoop, model.model()))
                .orElse(List.of());
        if (!options.classNames().isEmpty()) {
            return Classes.named(options.classNames());
        }
        if (inputs.stream().anyMatch(PlannedInput::hasLabels)) {
            return Classes.of(new InputPlanning(spark, hadoop, dialog).labels(inputs), outputs);
        }
        List<String> given = outputs.isEmpty()
                ? dialog.text("Classes in the order of the teacher's outputs, with commas", Optional.empty())
                        .map(answer -> List.of(answer.split("\\s*,\\s*", -1)))
                        .orElse(List.of())
                : outputs;
        if (given.size() < 2) {
            throw new InputException(
                    "Cannot tell the classes: no row has a label, and no config.json beside the teacher has names; give --class-names NAME,NAME");
        }
        return Classes.named(given);
    }

    private static void requireTeacher(List<PlannedInput> inputs, Optional<ModelFilesGuess> teacher) {
        if (teacher.isEmpty() && inputs.stream().noneMatch(PlannedInput::hasLabels)) {
            throw new InputException(
                    "Cannot distill without a teacher and without labels: give a model by --teacher, or the column of the labels by --label");
        }
    }

    /** Runs the teacher on some rows, shows ten of them, and finds the order of its outputs. */
    private InitPlan tried(InitPlan plan, Dataset<Row> usable) {
        TaskConfig task = context(plan).config().task();
        Dataset<Row> keyed = usable.withColumn(TransferSet.EXAMPLE_KEY, TransferSet.exampleKey());
        Dataset<Row> sample = keyed.orderBy(col(TransferSet.LABEL).isNull(), col(TransferSet.EXAMPLE_KEY))
                .dropDuplicates(TransferSet.EXAMPLE_KEY)
                .orderBy(col(TransferSet.LABEL).isNull(), col(TransferSet.EXAMPLE_KEY))
                .limit(TRIED);
        TeacherPreview preview = new TeacherPreview(context(plan), spark);
        List<Answer> answers = preview.answers(sample);
        TeacherOrder order = TeacherOrder.of(answers, task.classes());
        InitPlan ordered = plan;
        if (order.isOther()) {
            ordered = plan.withOrder(order.best().stream().map(task::className).toList());
            dialog.say("The teacher's outputs fit the labels in the order %s, which the configuration says."
                    .formatted(ordered.order()));
        }
        show(answers, order, task);
        dialog.say(preview.estimate(keyed.dropDuplicates(TransferSet.EXAMPLE_KEY)
                .withColumn(TransferSet.LABEL, lit(null).cast("int"))));
        return ordered;
    }

    private void show(List<Answer> answers, TeacherOrder order, TaskConfig task) {
        List<Integer> classes = order.isOther()
                ? order.best()
                : IntStream.range(0, task.classes()).boxed().toList();
        TextTable table = new TextTable("teacher on ten rows", "label", "answer", "probability");
        answers.stream()
                .limit(SHOWN)
                .forEach(answer -> table.row(
                        DataSummary.shown(answer.text()),
                        answer.label() == null ? "-" : DataSummary.shown(task.className(answer.label())),
                        answer.predicted() < 0
                                ? DataSummary.shown(answer.problem())
                                : DataSummary.shown(task.className(classes.get(answer.predicted()))),
                        answer.predicted() < 0 ? "-" : "%.3f".formatted(answer.probabilities()[answer.predicted()])));
        dialog.say(table.toString());
        if (order.rows() > 0) {
            long right = order.isOther() ? order.bestRight() : order.right();
            dialog.say("Of %d labeled rows the teacher is right on %d.".formatted(order.rows(), right));
        }
    }

    private void write(InitPlan plan) {
        context(plan); // The configuration is checked once more, with the order of the teacher's outputs.
        new SmallFiles(hadoop).write(new Path(plan.file()), plan.hocon().getBytes(StandardCharsets.UTF_8));
        dialog.say("%nWrote %s. Next: %s %s".formatted(plan.file(), Terminal.command(), plan.command()));
        if (plan.teacher().isEmpty()) {
            dialog.say("It trains a teacher on the labels first; a model of yours is given by --teacher MODEL.");
        }
    }
}
