package io.sparkdistill.jobs.augment;

import io.sparkdistill.jobs.input.Inputs;
import io.sparkdistill.jobs.job.Job;
import io.sparkdistill.jobs.job.JobContext;
import io.sparkdistill.jobs.job.JobResult;
import io.sparkdistill.jobs.job.ResultSettings;
import io.sparkdistill.jobs.job.Verbs;
import io.sparkdistill.jobs.storage.Contents;
import io.sparkdistill.jobs.storage.Output;
import io.sparkdistill.jobs.storage.Provenance;
import io.sparkdistill.table.TransferSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.spark.sql.SparkSession;

/**
 * Runs the verb augment, which writes the transfer set, the evaluation set and the copies of examples from the inputs.
 */
public final class AugmentJob implements Job {
    private static final Contents CONTENTS = Contents.of(TransferSet.TABLE, TransferSet.EVALUATION_TABLE);

    private final JobContext context;
    private final Inputs inputs;

    public AugmentJob(JobContext context) {
        this.context = context;
        this.inputs = new Inputs(context);
    }

    @Override
    public String verb() {
        return Verbs.AUGMENT;
    }

    @Override
    public void validate() {
        inputs.check();
    }

    @Override
    public JobResult run(SparkSession spark) {
        TransferSetIncrement increment = new TransferSetIncrement(context, spark, inputs);
        increment.prepare();
        Provenance provenance = provenance(spark);
        if (increment.isUpToDate(provenance)) {
            return () -> "augment: already done: " + context.output().path(TransferSet.TABLE);
        }
        return increment
                .addedFiles(provenance)
                .flatMap(files -> add(increment, files, provenance))
                .orElseGet(() -> makeAll(spark, increment, provenance));
    }

    private Optional<JobResult> add(TransferSetIncrement increment, Map<String, List<String>> files, Provenance whole) {
        Provenance before = context.output().provenance(TransferSet.TABLE).orElseThrow();
        return increment.add(files).map(result -> {
            Provenance provenance = increment.provenance(whole, before);
            increment.storeSnapshot(provenance);
            context.output()
                    .increments()
                    .complete(TransferSet.TABLE, provenance.with(Map.of("result", result)), CONTENTS);
            increment.deleteSnapshot(before, provenance);
            return result;
        });
    }

    private JobResult makeAll(SparkSession spark, TransferSetIncrement increment, Provenance provenance) {
        Output output = context.output();
        output.markIncomplete(TransferSet.TABLE);
        AugmentResult result = new WholeTransferSet(context, spark, inputs).write();
        increment.storeSnapshot(provenance);
        output.markComplete(TransferSet.TABLE, provenance.with(Map.of("result", result)), CONTENTS);
        return result;
    }

    private Provenance provenance(SparkSession spark) {
        Map<String, String> all = new TreeMap<>(inputs.identities(spark));
        all.put(ResultSettings.INPUT, ResultSettings.augment(context.config()).toString());
        return context.provenance(Verbs.AUGMENT, all);
    }
}
