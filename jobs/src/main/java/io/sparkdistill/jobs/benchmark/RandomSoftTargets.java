package io.sparkdistill.jobs.benchmark;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.concat_ws;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.pmod;
import static org.apache.spark.sql.functions.xxhash64;

import io.sparkdistill.jobs.job.JobContext;
import io.sparkdistill.jobs.storage.Output;
import io.sparkdistill.table.Origin;
import io.sparkdistill.table.SoftTargets;
import io.sparkdistill.table.Split;
import io.sparkdistill.table.TransferSet;
import java.util.stream.IntStream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;

/** Writes tables of any size for training: random sentences with random soft targets. */
record RandomSoftTargets(JobContext context, SparkSession spark) {
    private static final String ID = "id";
    private static final int WORDS = 8;
    private static final int VOCABULARY = 5_000;
    private static final int LEVELS = 1_000;

    void write(long rows) {
        Dataset<Row> examples = examples(rows);
        Output output = context.output();
        output.overwrite(examples.select(TransferSet.columns()), TransferSet.TABLE);
        output.overwrite(
                examples(1)
                        .withColumn(TransferSet.SPLIT, lit(Split.VALIDATION.columnValue()))
                        .select(TransferSet.columns()),
                TransferSet.EVALUATION_TABLE);
        output.overwrite(targets(examples), SoftTargets.TABLE, SoftTargets.TEMPERATURE);
    }

    private Dataset<Row> targets(Dataset<Row> examples) {
        Column probability = random(WORDS, LEVELS).divide(LEVELS);
        return examples.select(
                col(TransferSet.EXAMPLE_KEY),
                array(probability, lit(1).minus(probability))
                        .cast(DataTypes.createArrayType(DataTypes.FloatType))
                        .as(SoftTargets.PROBABILITIES),
                lit(0f).as(SoftTargets.ENTROPY),
                lit(context.config().train().loss().temperature()).as(SoftTargets.TEMPERATURE));
    }

    private Dataset<Row> examples(long rows) {
        Column[] words = IntStream.range(0, WORDS)
                .mapToObj(place -> concat(lit("word"), random(place, VOCABULARY)))
                .toArray(Column[]::new);
        return spark.range(rows)
                .toDF(ID)
                .withColumn(TransferSet.TEXT, concat_ws(" ", words))
                .withColumn(TransferSet.TEXT_PAIR, lit(null).cast(DataTypes.StringType))
                .withColumn(TransferSet.FEATURES, lit(null).cast(DataTypes.createArrayType(DataTypes.FloatType)))
                .withColumn(TransferSet.EXAMPLE_KEY, TransferSet.exampleKey())
                .withColumn(TransferSet.LABEL, lit(null).cast(DataTypes.IntegerType))
                .withColumn(TransferSet.ORIGIN, lit(Origin.UNLABELED.columnValue()))
                .withColumn(TransferSet.PARENT_KEY, lit(null).cast(DataTypes.StringType))
                .withColumn(TransferSet.SPLIT, lit(Split.TRAIN.columnValue()));
    }

    /** Returns a pseudorandom whole number below a bound, which depends on the row and the stream. */
    private static Column random(int stream, int bound) {
        return pmod(xxhash64(col(ID), lit(stream)), lit(bound));
    }
}
