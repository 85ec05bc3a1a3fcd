package io.sparkdistill.jobs.answer;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.count_if;
import static org.apache.spark.sql.functions.lit;

import io.sparkdistill.jobs.answer.AnswerResult.Labels;
import io.sparkdistill.jobs.config.EndpointConfig.Price;
import io.sparkdistill.jobs.input.Inputs;
import io.sparkdistill.jobs.input.ReadCounts;
import io.sparkdistill.jobs.job.JobContext;
import io.sparkdistill.jobs.job.Verbs;
import io.sparkdistill.jobs.label.ExampleScope;
import io.sparkdistill.jobs.label.LabelingCounts;
import io.sparkdistill.jobs.label.Spending;
import io.sparkdistill.jobs.label.TeacherExamples;
import io.sparkdistill.jobs.label.TeacherLabeling;
import io.sparkdistill.jobs.storage.Output;
import io.sparkdistill.statistics.AskedShare;
import io.sparkdistill.table.Answers;
import io.sparkdistill.table.Logits;
import io.sparkdistill.table.Rejected;
import io.sparkdistill.table.TransferSet;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.storage.StorageLevel;

/**
 * Answers the texts of the inputs once. The teacher's logits are committed by time, as labeling commits them, so that a
 * kill loses little, and no text is asked for whose logits are stored.
 */
final class Answering {
    private static final String KEY = Answers.EXAMPLE_KEY;
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss-SSS").withZone(ZoneOffset.UTC);

    private final JobContext context;
    private final SparkSession spark;
    private final Inputs inputs;
    private final ServedCascade served;
    private final Output output;
    private final StoredAnswers answers;
    private final Spending spending;

    Answering(JobContext context, SparkSession spark, Inputs inputs, ServedCascade served) {
        this.context = context;
        this.spark = spark;
        this.inputs = inputs;
        this.served = served;
        this.output = context.output();
        this.answers = new StoredAnswers(output, spark, served.id());
        this.spending = new Spending(context.config().label().budget());
    }

    AnswerResult run() {
        List.of(Answers.TABLE, Logits.TABLE, Rejected.of(Verbs.ANSWER))
                .forEach(table -> output.compactor(table).recover(table));
        output.deleteTruncatedFiles(Answers.TABLE);
        output.deleteTruncatedFiles(Logits.TABLE);
        JobContext.describe(spark, Verbs.ANSWER, "read the inputs");
        Dataset<Row> rows = inputs.read(spark)
                .withColumn(KEY, TransferSet.exampleKey())
                .withColumn(TransferSet.PARENT_KEY, lit(null).cast("string"))
                .persist(StorageLevel.MEMORY_AND_DISK());
        try {
            TeacherExamples.replaceUnread(output, spark, Verbs.ANSWER, Inputs.rejected(rows));
            return answer(rows);
        } finally {
            rows.unpersist();
        }
    }

    private AnswerResult answer(Dataset<Row> rows) {
        Dataset<Row> usable = rows.where(col(Rejected.REASON).isNull());
        Seen seen = seen(rows, usable);
        Dataset<Row> pending = usable.dropDuplicates(KEY)
                .select(TransferSet.columns())
                .join(answers.read().select(KEY), KEY, "left_anti")
                .persist(StorageLevel.DISK_ONLY());
        try {
            return answer(usable, seen, pending);
        } finally {
            pending.unpersist();
        }
    }

    /**
     * Seen rows are those that need no answer any more.
     *
     * @param read all rows
     * @param unusable rows that could not be used
     * @param before texts that an earlier run has answered
     * @param beforeByTeacher those of them that the teacher has answered
     */
    private record Seen(long read, long unusable, long before, long beforeByTeacher) {
        AnswerCounts with(long pending, long student, LabelingCounts asked) {
            return new AnswerCounts(
                    read,
                    unusable,
                    before + pending,
                    before,
                    beforeByTeacher,
                    student,
                    asked.labeled(),
                    asked.rejected(),
                    asked.pending());
        }
    }

    private Seen seen(Dataset<Row> rows, Dataset<Row> usable) {
        ReadCounts read = inputs.countSomeUsable(rows);
        Row before = answers.read()
                .join(usable.select(KEY), KEY, "left_semi")
                .dropDuplicates(KEY)
                .agg(count(lit(1)), count_if(col(Answers.ANSWERED_BY).equalTo(Answers.TEACHER)))
                .first();
        return new Seen(read.rows(), read.rejected(), before.getLong(0), before.getLong(1));
    }

    private AnswerResult answer(Dataset<Row> usable, Seen seen, Dataset<Row> pending) {
        long start = System.nanoTime();
        JobContext.describe(spark, Verbs.ANSWER, "student");
        long count = pending.count();
        try (StudentAnswers student = StudentAnswers.of(context, served, pending, count)) {
            long sure = student.sure().count();
            answers.append(student.sure(), sure, Answers.STUDENT);
            double studentSeconds = (System.nanoTime() - start) / 1e9;
            TeacherLabeling.Done teacher = ask(student.unsure());
            AnswerCounts counts = seen.with(count, sure, teacher.after());
            return result(counts, answers.against(usable), studentSeconds, teacher.seconds());
        }
    }

    /** Asks the teacher, and appends its answers. */
    private TeacherLabeling.Done ask(Dataset<Row> unsure) {
        String fingerprint = served.teacher().spec().fingerprint();
        Price price = context.config().teachers().get(0).price();
        ExampleScope scope = new Unsure(unsure.drop(Answers.MARGIN));
        TeacherLabeling.Done done =
                new TeacherLabeling(context, spark, Verbs.ANSWER, served.teacher(), scope, price, spending).run();
        JobContext.describe(spark, Verbs.ANSWER, "teacher");
        Dataset<Row> logits = Logits.of(scope.results(), fingerprint, Logits.LOGITS)
                .select(col(KEY), StudentAnswers.predicted(col(Logits.LOGITS)).as(Answers.PREDICTED));
        answers.append(unsure.join(logits, KEY), done.after().labeled(), Answers.TEACHER);
        return done;
    }

    private final class Unsure implements ExampleScope {
        private final Dataset<Row> texts;

        Unsure(Dataset<Row> texts) {
            this.texts = texts;
        }

        @Override
        public Dataset<Row> examples() {
            return texts;
        }

        @Override
        public Dataset<Row> results() {
            return output.read(spark, Logits.TABLE, Logits.SCHEMA);
        }
    }

    private AnswerResult result(AnswerCounts counts, Labels labels, double studentSeconds, double teacherSeconds) {
        AskedShare inValidation = served.askedInValidation();
        boolean any = counts.distinct() > 0;
        double tolerance = context.config().cascade().driftTolerance();
        return new AnswerResult(
                TIME.format(Instant.now()),
                served.run().id(),
                served.id(),
                counts,
                any ? counts.share().value() : null,
                inValidation.value(),
                any && counts.share().driftsFrom(inValidation, tolerance),
                labels,
                studentSeconds,
                teacherSeconds,
                spending.isAny() ? spending.toString() : null);
    }
}
