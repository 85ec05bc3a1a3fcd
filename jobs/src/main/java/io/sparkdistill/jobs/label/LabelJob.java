package io.sparkdistill.jobs.label;

import io.sparkdistill.jobs.config.TeacherConfig;
import io.sparkdistill.jobs.inference.WeightedTeacher;
import io.sparkdistill.jobs.job.Job;
import io.sparkdistill.jobs.job.JobContext;
import io.sparkdistill.jobs.job.JobResult;
import io.sparkdistill.jobs.job.ResultSettings;
import io.sparkdistill.jobs.job.Upstream;
import io.sparkdistill.jobs.job.Verbs;
import io.sparkdistill.jobs.provenance.Contents;
import io.sparkdistill.jobs.provenance.Output;
import io.sparkdistill.jobs.provenance.Provenance;
import io.sparkdistill.table.Logits;
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
        Provenance provenance = provenance(context.upstream().transferSet());
        Output output = context.output();
        if (output.isDone(SoftTargets.TABLE, provenance)) {
            refreshTeachers();
            return () -> "label: already done: " + output.path(SoftTargets.TABLE);
        }
        Teachers.checkFeatures(context, spark, teachers);
        output.reopen(SoftTargets.TABLE);
        output.deleteCutFiles(Logits.TABLE);
        output.deleteCutFiles(TeacherExamples.REJECTED);
        List<WeightedTeacher> weighted = weighted();
        List<LabelResult.TeacherResult> results = new ArrayList<>();
        for (StagedModel teacher : teachers.values()) {
            results.add(new TeacherRun(context, spark, teacher).run());
        }
        JobContext.describe(spark, Verbs.LABEL, "soft targets");
        new SoftTargetsWriter(context, spark).write(weighted);
        JobContext.describe(spark, Verbs.LABEL, "bytes per row");
        LabelResult result = new LabelResult(results, StoredBytes.of(output, spark));
        complete(provenance.with(Map.of("result", result)));
        return result;
    }

    private void complete(Provenance provenance) {
        Provenance withTeachers = provenance.with(Map.of(
                WeightedTeacher.FACT,
                weighted(),
                Upstream.TEMPERATURES,
                context.config().label().temperatures(),
                Upstream.TEACHERS,
                ResultSettings.teachers(context.config()).toString()));
        Contents contents = Contents.of(SoftTargets.TABLE).withGrowing(Logits.TABLE);
        context.output().complete(SoftTargets.TABLE, withTeachers, contents);
    }

    /** Soft targets stay when a teacher has only another name or lies elsewhere; what is told of it follows. */
    private void refreshTeachers() {
        Provenance found = context.output().provenance(SoftTargets.TABLE).orElseThrow();
        boolean same = WeightedTeacher.of(found).equals(weighted())
                && ResultSettings.teachers(context.config())
                        .toString()
                        .equals(found.facts().get(Upstream.TEACHERS));
        if (!same) {
            complete(found);
        }
    }

    private Provenance provenance(String transferSet) {
        Map<String, String> inputs = new LinkedHashMap<>();
        inputs.put(TransferSet.TABLE, transferSet);
        inputs.put("teachers", WeightedTeacher.identity(weighted()));
        inputs.put(ResultSettings.INPUT, ResultSettings.label(context.config()).toString());
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
