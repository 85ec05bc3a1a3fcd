package io.sparkdistill.jobs.generate;

import static org.apache.spark.sql.functions.col;

import io.sparkdistill.inference.StagedModel;
import io.sparkdistill.jobs.config.EndpointConfig;
import io.sparkdistill.jobs.input.Inputs;
import io.sparkdistill.jobs.input.ReadCounts;
import io.sparkdistill.jobs.job.JobContext;
import io.sparkdistill.jobs.job.Verbs;
import io.sparkdistill.jobs.label.LabelingCounts;
import io.sparkdistill.jobs.label.Spending;
import io.sparkdistill.jobs.label.TeacherExamples;
import io.sparkdistill.jobs.label.TeacherLabeling;
import io.sparkdistill.jobs.storage.Output;
import io.sparkdistill.table.Generated;
import io.sparkdistill.table.Rejected;
import io.sparkdistill.table.TransferSet;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.storage.StorageLevel;

/**
 * Writes texts about the sources of the inputs, each once. The texts are committed by time, as labeling commits logits, so
 * that a kill loses little, and no source is asked for whose texts are stored.
 */
final class Generating {
    private static final String KEY = Generated.EXAMPLE_KEY;

    private final JobContext context;
    private final SparkSession spark;
    private final Inputs inputs;
    private final StagedModel generator;
    private final EndpointConfig endpoint;
    private final Output output;
    private final Spending spending;

    Generating(JobContext context, SparkSession spark, Inputs inputs, StagedModel generator) {
        this.context = context;
        this.spark = spark;
        this.inputs = inputs;
        this.generator = generator;
        this.endpoint = context.config().generate().endpoint().orElseThrow();
        this.output = context.output();
        this.spending = new Spending(context.config().label().budget());
    }

    GenerateResult run() {
        List.of(Generated.TABLE, Rejected.of(Verbs.GENERATE))
                .forEach(table -> output.compactor(table).recover(table));
        output.deleteTruncatedFiles(Generated.TABLE);
        JobContext.describe(spark, Verbs.GENERATE, "read the sources");
        Dataset<Row> rows =
                inputs.read(spark).withColumn(KEY, TransferSet.exampleKey()).persist(StorageLevel.MEMORY_AND_DISK());
        try {
            TeacherExamples.replaceUnread(output, spark, Verbs.GENERATE, Inputs.rejected(rows));
            ReadCounts read = inputs.countSomeUsable(rows);
            return generate(read, rows.where(col(Rejected.REASON).isNull()));
        } finally {
            rows.unpersist();
        }
    }

    private GenerateResult generate(ReadCounts read, Dataset<Row> usable) {
        Dataset<Row> evaluation = output.read(spark, TransferSet.EVALUATION_TABLE, TransferSet.SCHEMA);
        Dataset<Row> distinct = usable.dropDuplicates(KEY).select(TransferSet.columns());
        Dataset<Row> examples =
                distinct.join(evaluation.select(KEY), KEY, "left_anti").persist(StorageLevel.DISK_ONLY());
        try {
            Sources sources = new Sources(output, examples);
            TeacherLabeling.Done done = new TeacherLabeling(
                            context, spark, Verbs.GENERATE, generator, sources, endpoint.price(), spending)
                    .run();
            LabelingCounts after = done.after();
            long different = distinct.count();
            GenerateCounts counts = new GenerateCounts(
                    read.rows(),
                    read.rejected(),
                    different,
                    different - after.examples(),
                    done.before().labeled(),
                    after.labeled() - done.before().labeled(),
                    after.rejected(),
                    after.pending());
            return result(counts, sources.texts(generator.spec()), done);
        } finally {
            examples.unpersist();
        }
    }

    private GenerateResult result(GenerateCounts counts, long texts, TeacherLabeling.Done done) {
        return new GenerateResult(
                generator.spec().name(),
                generator.spec().fingerprint(),
                counts,
                texts,
                done.after().truncated(),
                context.config().generate().examples(),
                done.seconds(),
                spending.isAny() ? spending.toString() : null);
    }
}
