package io.sparkdistill.jobs.label;

import io.sparkdistill.jobs.config.ConfigurationException;
import io.sparkdistill.jobs.job.Job;
import io.sparkdistill.jobs.job.JobContext;
import io.sparkdistill.jobs.job.JobResult;
import io.sparkdistill.jobs.job.Verbs;
import io.sparkdistill.jobs.report.TextTable;
import io.sparkdistill.jobs.storage.Output;
import io.sparkdistill.table.Answers;
import io.sparkdistill.table.Generated;
import io.sparkdistill.table.Logits;
import io.sparkdistill.table.Rejected;
import io.sparkdistill.table.SoftTargets;
import io.sparkdistill.table.TransferSet;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * The verb compact: it merges the small files of the tables that grow. The rows stay the same, and everything that was
 * complete stays complete.
 */
public final class CompactJob implements Job {
    private final JobContext context;

    public CompactJob(JobContext context) {
        this.context = context;
    }

    @Override
    public String verb() {
        return Verbs.COMPACT;
    }

    @Override
    public void validate() {
        if (!context.output().hasPlainFiles()) {
            throw new ConfigurationException(
                    "Cannot compact tables of table-format = %s: they merge their files themselves; use OPTIMIZE of Delta or rewrite_data_files of Iceberg"
                            .formatted(context.config().tableFormat().source()));
        }
    }

    @Override
    public JobResult run(SparkSession spark) {
        Output output = context.output();
        undoKilledNights(output);
        TextTable counts = new TextTable("compact", "files before", "files after");
        tables().forEach((table, schema) -> {
            if (output.exists(table)) {
                JobContext.describe(spark, Verbs.COMPACT, table);
                int before = output.tableFiles(table).size();
                output.compactor(table).compact(spark, table, schema, lists());
                counts.row(table, before, output.tableFiles(table).size());
            }
        });
        return counts::toString;
    }

    /** Removes what killed runs have added to complete tables, before it is merged with the rows of these. */
    private void undoKilledNights(Output output) {
        tables().keySet().forEach(table -> output.compactor(table).recover(table));
        List.of(TransferSet.TABLE, SoftTargets.TABLE).forEach(output.increments()::rollBack);
    }

    /** Returns the tables that grow. One that is an input of the transfer set keeps its files, by which it is known. */
    private Map<String, StructType> tables() {
        Map<String, StructType> tables = new LinkedHashMap<>();
        tables.put(TransferSet.TABLE, TransferSet.SCHEMA);
        tables.put(TransferSet.EVALUATION_TABLE, TransferSet.SCHEMA);
        tables.put(Logits.TABLE, Logits.SCHEMA);
        tables.put(SoftTargets.TABLE, SoftTargets.SCHEMA);
        if (!context.config().cascade().learn()) {
            tables.put(Answers.TABLE, Answers.SCHEMA);
        }
        if (!context.config().generate().examples()) {
            tables.put(Generated.TABLE, Generated.SCHEMA);
        }
        for (String stage : List.of(Verbs.AUGMENT, Verbs.LABEL, Verbs.ANSWER, Verbs.GENERATE)) {
            StructType schema = new StructType(Arrays.stream(Rejected.SCHEMA.fields())
                    .filter(field -> !field.name().equals(Rejected.STAGE))
                    .toArray(StructField[]::new));
            tables.put(Rejected.of(stage), schema);
        }
        return tables;
    }

    /** Returns the files that list the files of tables. */
    private List<String> lists() {
        Output output = context.output();
        List<String> lists =
                new ArrayList<>(List.of(output.manifest(TransferSet.TABLE), output.manifest(SoftTargets.TABLE)));
        output.provenance(SoftTargets.TABLE).ifPresent(made -> lists.add(LabelIncrement.stateFile(made.id())));
        return lists;
    }
}
