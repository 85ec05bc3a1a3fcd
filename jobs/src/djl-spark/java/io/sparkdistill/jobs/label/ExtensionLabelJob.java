package io.sparkdistill.jobs.label;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import ai.djl.spark.task.text.TextEmbedder;
import io.sparkdistill.inference.ShippedModel;
import io.sparkdistill.inference.StagedModel;
import io.sparkdistill.jobs.config.ConfigurationException;
import io.sparkdistill.jobs.config.TaskType;
import io.sparkdistill.jobs.config.TeacherConfig;
import io.sparkdistill.jobs.job.Job;
import io.sparkdistill.jobs.job.JobContext;
import io.sparkdistill.jobs.job.JobResult;
import io.sparkdistill.jobs.job.Verbs;
import io.sparkdistill.table.Logits;
import io.sparkdistill.table.TransferSet;
import io.sparkdistill.teacher.LogitsTranslatorFactory;
import io.sparkdistill.teacher.TextModelSpec;
import java.io.File;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Labels through DJL's Spark extension what a teacher has not labeled yet. The logits go to the same table under the
 * same fingerprint, so that {@code label} finds them there and only derives the soft targets.
 *
 * <p>The extension loads the model once in every task, asks in the order of the rows and in batches of one size, all
 * padded to the longest, and fails the run on a row that fails. It reads {@code model} at the same path on every
 * executor, with {@code tokenizer.json} beside it.
 */
public final class ExtensionLabelJob implements Job {
    /** The extension's own default. */
    private static final int BATCH_ROWS = 100;

    private final JobContext context;
    private final Map<TeacherConfig, StagedModel> teachers = new LinkedHashMap<>();

    public ExtensionLabelJob(JobContext context) {
        this.context = context;
    }

    @Override
    public String verb() {
        return Verbs.LABEL;
    }

    @Override
    public void validate() {
        if (context.config().task().type() != TaskType.TEXT) {
            throw new ConfigurationException("Cannot label through DJL's Spark extension: task.type must be text");
        }
        if (context.config().label().hidden()) {
            throw new ConfigurationException(
                    "Cannot label through DJL's Spark extension: label.hidden must be false, for it returns logits alone");
        }
        context.config().teachers().forEach(ExtensionLabelJob::validate);
        teachers.putAll(Teachers.stage(context));
    }

    private static void validate(TeacherConfig teacher) {
        String beside = new Path(new Path(teacher.model()).getParent(), TextModelSpec.TOKENIZER).toString();
        if (!teacher.tokenizer().equals(Optional.of(beside))) {
            throw new ConfigurationException("Cannot label through DJL's Spark extension: %s.tokenizer must be %s"
                    .formatted(teacher.key(), beside));
        }
    }

    @Override
    public JobResult run(SparkSession spark) {
        context.upstream().transferSet();
        List<String> lines = new ArrayList<>();
        context.config().teachers().forEach(teacher -> {
            long start = System.nanoTime();
            long rows = label(spark, teacher, teachers.get(teacher));
            double seconds = (System.nanoTime() - start) / 1e9;
            lines.add(String.format(
                    Locale.ROOT,
                    "label: %s labeled %,d examples through DJL's Spark extension, %.1f a second",
                    teacher.name(),
                    rows,
                    rows / seconds));
        });
        return () -> String.join(System.lineSeparator(), lines);
    }

    private long label(SparkSession spark, TeacherConfig teacher, StagedModel staged) {
        TextModelSpec spec = (TextModelSpec) staged.spec();
        JobContext.describe(spark, Verbs.LABEL, spec.name() + ", DJL's Spark extension");
        LabelScope scope = new LabelScope.Whole(context.output(), spark);
        TeacherExamples examples = new TeacherExamples(context.output(), spark, Verbs.LABEL, scope, spec.fingerprint());
        long rows = examples.pendingKeys().count();
        Dataset<Row> pending = examples.pending(rows).select(TransferSet.EXAMPLE_KEY, TransferSet.TEXT);
        ShippedModel shipped = staged.ship(spark.sparkContext());
        Dataset<Row> labeled = spark.createDataFrame(
                embedder(teacher, spec).embed(pending).javaRDD().mapPartitions(new TokenCounts(shipped)),
                TokenCounts.SCHEMA);
        Dataset<Row> logits = labeled.select(
                col(Logits.EXAMPLE_KEY),
                lit(spec.name()).as(Logits.TEACHER),
                lit(spec.fingerprint()).as(Logits.FINGERPRINT),
                col(Logits.LOGITS),
                col(Logits.TOKEN_COUNT),
                col(Logits.TRUNCATED),
                lit(null).cast(Logits.SCHEMA.apply(Logits.HIDDEN).dataType()).as(Logits.HIDDEN));
        context.output().append(logits, Logits.TABLE);
        return rows;
    }

    private TextEmbedder embedder(TeacherConfig teacher, TextModelSpec spec) {
        TextEmbedder embedder = new TextEmbedder();
        embedder.setInputCol(TransferSet.TEXT);
        embedder.setOutputCol(Logits.LOGITS);
        embedder.setEngine(spec.format().engine());
        embedder.setModelUrl(url(teacher));
        embedder.setBatchSize(BATCH_ROWS);
        embedder.setTranslatorFactory(new LogitsTranslatorFactory(
                spec.input().maxTokens(), spec.input().tensors()));
        return embedder;
    }

    /** As DJL wants it: the folder, and the file's name without its ending. */
    private String url(TeacherConfig teacher) {
        Path model = new Path(teacher.model());
        String name = model.getName();
        Path folder = model.getParent();
        if (folder.toUri().getScheme() == null) {
            folder = new Path("file", null, new File(folder.toString()).getAbsolutePath());
        }
        return folder.toUri() + "?model_name=" + name.substring(0, name.lastIndexOf('.'));
    }
}
