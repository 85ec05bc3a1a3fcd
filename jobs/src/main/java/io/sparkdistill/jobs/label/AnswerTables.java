package io.sparkdistill.jobs.label;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.to_json;

import io.sparkdistill.inference.ModelSpec;
import io.sparkdistill.jobs.storage.FileSizes;
import io.sparkdistill.jobs.storage.Output;
import io.sparkdistill.table.Rejected;
import io.sparkdistill.table.TransferSet;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Appends the answers of a teacher to two tables: that of the results, and that of the rejected examples.
 *
 * @param verb under whose name the rejected examples are stored
 */
record AnswerTables(Output output, String verb, ExampleScope scope, ModelSpec teacher) {
    /** Appends the answers for a chunk, each table in one commit. */
    void append(AnswersAhead.Answers answers) {
        Dataset<Row> given = answers.rows().where(col(Rejected.REASON).isNull());
        output.append(
                FileSizes.coalesce(
                        scope.stored(given, teacher), answers.counts().rows()),
                scope.table());
        if (answers.counts().rejected() > 0) {
            Dataset<Row> refused = answers.rows().where(col(Rejected.REASON).isNotNull());
            output.append(rejected(refused, answers.chunk().examples()), Rejected.of(verb));
        }
    }

    private Dataset<Row> rejected(Dataset<Row> refused, Dataset<Row> examples) {
        String key = TransferSet.EXAMPLE_KEY;
        return refused.select(key, Rejected.REASON, Rejected.KIND, Rejected.HOST, Rejected.ATTEMPT)
                .join(examples, key)
                .select(
                        to_json(struct(TransferSet.columns())).as(Rejected.ROW),
                        col(key),
                        lit(teacher.fingerprint()).as(Rejected.SOURCE),
                        col(Rejected.REASON),
                        col(Rejected.KIND),
                        col(Rejected.HOST),
                        col(Rejected.ATTEMPT));
    }
}
