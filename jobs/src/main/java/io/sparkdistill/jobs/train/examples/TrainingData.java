package io.sparkdistill.jobs.train.examples;

import static org.apache.spark.sql.functions.abs;
import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.exists;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.pmod;
import static org.apache.spark.sql.functions.size;
import static org.apache.spark.sql.functions.when;
import static org.apache.spark.sql.functions.xxhash64;

import io.sparkdistill.distill.Ensemble;
import io.sparkdistill.jobs.config.TaskType;
import io.sparkdistill.jobs.config.TrainConfig;
import io.sparkdistill.jobs.inference.CombinedLogits;
import io.sparkdistill.jobs.inference.TeacherLogits;
import io.sparkdistill.jobs.inference.WeightedTeacher;
import io.sparkdistill.jobs.job.InputException;
import io.sparkdistill.jobs.job.JobContext;
import io.sparkdistill.jobs.job.Verbs;
import io.sparkdistill.table.Floats;
import io.sparkdistill.table.Logits;
import io.sparkdistill.table.SoftTargets;
import io.sparkdistill.table.Split;
import io.sparkdistill.table.TransferSet;
import java.util.List;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** Joins the examples of the transfer set with the outputs of the teacher that a student is trained on. */
public final class TrainingData {
    private static final StructType TARGETS = new StructType()
            .add(TransferSet.EXAMPLE_KEY, DataTypes.StringType, false)
            .add(ExampleEncoder.TARGET, DataTypes.createArrayType(DataTypes.FloatType, false), false);

    private static final StructType TEACHER_CLASSES = new StructType()
            .add(TransferSet.EXAMPLE_KEY, DataTypes.StringType, false)
            .add(TransferSet.LABEL, DataTypes.IntegerType, false);

    /** The number of values that hashes are reduced to, as shares are compared with them. */
    private static final long HASHES = 1_000_000;

    private static final Column NO_FLOATS = lit(null).cast(DataTypes.createArrayType(DataTypes.FloatType));
    private static final Column NO_CLASSES = lit(null).cast(DataTypes.createArrayType(DataTypes.IntegerType));
    private static final Column SOFT_TARGET = when(col(SoftTargets.CLASSES).isNull(), col(SoftTargets.PROBABILITIES))
            .otherwise(concat(col(SoftTargets.PROBABILITIES), array(col(SoftTargets.REST))))
            .as(ExampleEncoder.TARGET);

    private final JobContext context;
    private final SparkSession spark;

    public TrainingData(JobContext context, SparkSession spark) {
        this.context = context;
        this.spark = spark;
    }

    /**
     * Returns the training examples of a student. With a teacher these are all examples that it labeled, without one
     * those that have a hard label.
     *
     * @param name of the student, for messages
     * @return the columns of {@link TransferSet}, {@link ExampleEncoder#TARGET}, {@link ExampleEncoder#TARGET_CLASSES},
     *     {@link ExampleEncoder#HIDDEN} and {@link ExampleEncoder#HELD_BACK}
     * @throws InputException if there is no example, or one has unusable features
     */
    public Dataset<Row> require(String name, TrainConfig train) {
        JobContext.describe(spark, Verbs.TRAIN, "prepare the examples of " + name);
        Dataset<Row> examples = examples(train);
        if (examples.isEmpty()) {
            throw new InputException("Cannot train %s: no example has %s; see the counts of augment and label"
                    .formatted(name, train.needsTeacher() ? "soft targets" : "a label"));
        }
        if (context.config().task().type() == TaskType.FEATURES) {
            requireFeatures(name, examples);
        }
        return examples.withColumn(ExampleEncoder.HELD_BACK, heldBack(train));
    }

    /** Copies are held back with the example that they were made from: they are almost the same text. */
    private static Column heldBack(TrainConfig train) {
        Column family = coalesce(col(TransferSet.PARENT_KEY), col(TransferSet.EXAMPLE_KEY));
        return train.selectBy().holdsBack()
                ? pmod(xxhash64(family, lit(ExampleEncoder.HELD_BACK)), lit(HASHES))
                        .lt(train.selection().heldBackShare() * HASHES)
                : lit(false);
    }

    /**
     * Returns the examples whose words make the vocabulary.
     *
     * @param own examples that the student is trained on
     * @return rows with the columns of the texts of {@link TransferSet}
     */
    public Dataset<Row> vocabularyTexts(TrainConfig train, Dataset<Row> own) {
        return switch (train.vocabulary()) {
            case OWN -> own;
            case TRANSFER_SET -> context.output().read(spark, TransferSet.TABLE, TransferSet.SCHEMA);
        };
    }

    /**
     * Checks the features. Those that the verb augment wrote are usable; those of a table from elsewhere may not be.
     */
    private static void requireFeatures(String name, Dataset<Row> examples) {
        Column features = col(TransferSet.FEATURES);
        int width = examples.select(size(features)).first().getInt(0);
        Column wrong = features.isNull()
                .or(size(features).notEqual(width))
                .or(size(features).equalTo(0))
                .or(exists(features, value -> value.isNaN().or(abs(value).equalTo(lit(Float.POSITIVE_INFINITY)))));
        examples.where(wrong).select(TransferSet.EXAMPLE_KEY).takeAsList(1).forEach(row -> {
            throw new InputException(
                    ("Cannot train %s: the features of example %s of the transfer set are missing, not finite or not %d:"
                                    + " run `augment` again, which rejects such rows")
                            .formatted(name, row.getString(0), width));
        });
    }

    /**
     * With a teacher, all examples that it labeled; without one, those that have a hard label.
     *
     * @return the columns of {@link TransferSet}, {@link ExampleEncoder#TARGET}, {@link ExampleEncoder#TARGET_CLASSES}
     *     and {@link ExampleEncoder#HIDDEN}
     */
    private Dataset<Row> examples(TrainConfig train) {
        Dataset<Row> transferSet = context.output().read(spark, TransferSet.TABLE, TransferSet.SCHEMA);
        return train.needsTeacher()
                ? withHidden(transferSet.join(targets(train), TransferSet.EXAMPLE_KEY), train)
                : withoutTarget(transferSet.where(col(TransferSet.LABEL).isNotNull()));
    }

    /**
     * Returns the validation examples. If {@link #reference()} is the teacher, {@link TransferSet#LABEL} is the class
     * that it predicts, and examples that it could not label are left out.
     */
    public Dataset<Row> validation() {
        Dataset<Row> examples = context.output()
                .read(spark, TransferSet.EVALUATION_TABLE, TransferSet.SCHEMA)
                .where(col(TransferSet.SPLIT).equalTo(Split.VALIDATION.columnValue()));
        return withoutTarget(
                        reference() == Validation.Reference.LABELS
                                ? examples
                                : examples.drop(TransferSet.LABEL).join(teacherClasses(), TransferSet.EXAMPLE_KEY))
                .withColumn(ExampleEncoder.HELD_BACK, lit(false));
    }

    /** Returns whether the labels of {@link #validation()} are true labels or predictions of the teacher. */
    public Validation.Reference reference() {
        return context.config().input().validatesOnTeacher()
                ? Validation.Reference.TEACHER
                : Validation.Reference.LABELS;
    }

    private Dataset<Row> teacherClasses() {
        List<WeightedTeacher> teachers = teachers();
        CombinedLogits combined = new CombinedLogits(
                context.config().label().combine(),
                teachers.stream().mapToDouble(WeightedTeacher::weight).toArray());
        MapFunction<Row, Row> predicted =
                row -> RowFactory.create(row.getString(0), combined.predictedClass(Floats.matrix(row, 1)));
        Dataset<Row> logits = context.output().read(spark, Logits.TABLE, Logits.SCHEMA);
        return TeacherLogits.sideBySide(logits, teachers).map(predicted, Encoders.row(TEACHER_CLASSES));
    }

    private static Dataset<Row> withoutTarget(Dataset<Row> examples) {
        return examples.withColumn(ExampleEncoder.TARGET, NO_FLOATS)
                .withColumn(ExampleEncoder.TARGET_CLASSES, NO_CLASSES)
                .withColumn(ExampleEncoder.HIDDEN, NO_FLOATS);
    }

    private Dataset<Row> targets(TrainConfig train) {
        if (train.loss().comparesLogits()) {
            return meanLogits();
        }
        return context.output()
                .read(spark, SoftTargets.TABLE, SoftTargets.SCHEMA)
                .where(col(SoftTargets.TEMPERATURE).equalTo(train.loss().temperature()))
                .select(
                        col(SoftTargets.EXAMPLE_KEY),
                        SOFT_TARGET,
                        col(SoftTargets.CLASSES).as(ExampleEncoder.TARGET_CLASSES));
    }

    /** Adds the hidden state of the only teacher, if the loss compares hidden states. */
    private Dataset<Row> withHidden(Dataset<Row> examples, TrainConfig train) {
        if (!train.loss().hidden().isUsed()) {
            return examples.withColumn(ExampleEncoder.HIDDEN, NO_FLOATS);
        }
        String fingerprint = teachers().get(0).fingerprint();
        Dataset<Row> logits = context.output().read(spark, Logits.TABLE, Logits.SCHEMA);
        Dataset<Row> hidden =
                Logits.of(logits, fingerprint, Logits.HIDDEN).withColumnRenamed(Logits.HIDDEN, ExampleEncoder.HIDDEN);
        return examples.join(hidden, TransferSet.EXAMPLE_KEY);
    }

    private List<WeightedTeacher> teachers() {
        return WeightedTeacher.of(context.output().provenance(SoftTargets.TABLE).orElseThrow());
    }

    private Dataset<Row> meanLogits() {
        List<WeightedTeacher> teachers = teachers();
        double[] weights =
                teachers.stream().mapToDouble(WeightedTeacher::weight).toArray();
        MapFunction<Row, Row> mean =
                row -> RowFactory.create(row.getString(0), Ensemble.mean(Floats.matrix(row, 1), weights));
        Dataset<Row> logits = context.output().read(spark, Logits.TABLE, Logits.SCHEMA);
        return TeacherLogits.sideBySide(logits, teachers)
                .map(mean, Encoders.row(TARGETS))
                .withColumn(ExampleEncoder.TARGET_CLASSES, NO_CLASSES);
    }
}
