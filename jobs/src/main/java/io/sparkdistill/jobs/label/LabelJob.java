package io.sparkdistill.jobs.label;

import io.sparkdistill.jobs.config.DistillConfig;
import io.sparkdistill.jobs.config.TeacherConfig;
import io.sparkdistill.jobs.inference.WeightedTeacher;
import io.sparkdistill.jobs.job.Job;
import io.sparkdistill.jobs.job.JobContext;
import io.sparkdistill.jobs.job.JobResult;
import io.sparkdistill.jobs.job.Verbs;
import io.sparkdistill.jobs.provenance.Output;
import io.sparkdistill.jobs.provenance.Provenance;
import io.sparkdistill.table.SoftTargets;
import io.sparkdistill.table.TransferSet;
import io.sparkdistill.teacher.StagedModel;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.SparkSession;

/** Labels the transfer set and the evaluation set with every teacher, and derives the soft targets. */
public final class LabelJob implements Job {
    private final JobContext context;
    private final Map<TeacherConfig, StagedModel> teachers = new LinkedHashMap<>();

    public LabelJob(JobContext context) {
        this.context = context;
    }

    @Override
    public String verb() {
        return Verbs.LABEL;
    }

    @Override
    public void validate() {
        teachers.putAll(Teachers.stage(context));
    }

    @Override
    public JobResult run(SparkSession spark) {
        Provenance provenance = provenance(context.requireDone(TransferSet.TABLE, Verbs.AUGMENT));
        Output output = context.output();
        if (output.isDone(SoftTargets.TABLE, provenance)) {
            return () -> "label: already done: " + output.path(SoftTargets.TABLE);
        }
        Teachers.checkFeatures(context, spark, teachers);
        output.reopen(SoftTargets.TABLE);
        List<WeightedTeacher> weighted = weighted();
        List<LabelResult.TeacherResult> results = new ArrayList<>();
        for (StagedModel teacher : teachers.values()) {
            results.add(new TeacherRun(context, spark, teacher).run());
        }
        JobContext.describe(spark, Verbs.LABEL, "soft targets");
        new SoftTargetsWriter(context, spark).write(weighted);
        JobContext.describe(spark, Verbs.LABEL, "bytes per row");
        LabelResult result = new LabelResult(results, StoredBytes.of(output, spark));
        output.complete(SoftTargets.TABLE, provenance.with(Map.of("result", result, WeightedTeacher.FACT, weighted)));
        return result;
    }

    private Provenance provenance(String transferSet) {
        DistillConfig config = context.config();
        Map<String, String> inputs = new LinkedHashMap<>();
        inputs.put(TransferSet.TABLE, transferSet);
        inputs.put("temperatures", config.label().temperatures().toString());
        inputs.put("combine", config.label().combine().toString());
        inputs.put("teachers", weighted().toString());
        if (!config.label().sparsity().keepsAll()) {
            inputs.put("top-k", config.label().sparsity() + ", seed " + config.seed());
        }
        return context.provenance(Verbs.LABEL, inputs);
    }

    private List<WeightedTeacher> weighted() {
        return teachers.entrySet().stream()
                .map(entry -> new WeightedTeacher(
                        entry.getKey().name(),
                        entry.getValue().spec().fingerprint(),
                        entry.getKey().weight()))
                .toList();
    }
}
