package io.sparkdistill.jobs.label;

import static org.apache.spark.sql.functions.col;

import io.sparkdistill.inference.StagedModel;
import io.sparkdistill.jobs.config.TeacherConfig;
import io.sparkdistill.jobs.inference.WeightedTeacher;
import io.sparkdistill.jobs.job.Job;
import io.sparkdistill.jobs.job.JobContext;
import io.sparkdistill.jobs.job.JobResult;
import io.sparkdistill.jobs.job.ResultSettings;
import io.sparkdistill.jobs.job.Upstream;
import io.sparkdistill.jobs.job.Verbs;
import io.sparkdistill.jobs.storage.Output;
import io.sparkdistill.jobs.storage.Provenance;
import io.sparkdistill.table.Logits;
import io.sparkdistill.table.Rejected;
import io.sparkdistill.table.SoftTargets;
import io.sparkdistill.table.TransferSet;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.SparkSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The verb label: every teacher labels the transfer set and the evaluation set, then the soft targets are derived. */
public final class LabelJob implements Job {
    /** The table of the examples that teachers have rejected. */
    static final String REJECTED = Rejected.of(Verbs.LABEL);

    private static final Logger LOG = LoggerFactory.getLogger(LabelJob.class);

    private final JobContext context;
    private final boolean retriesRejected;
    private final Map<TeacherConfig, StagedModel> staged = new LinkedHashMap<>();
    private Map<TeacherConfig, StagedModel> teachers = Map.of();

    public LabelJob(JobContext context) {
        this(context, false);
    }

    private LabelJob(JobContext context, boolean retriesRejected) {
        this.context = context;
        this.retriesRejected = retriesRejected;
    }

    /** Returns a job that also retries all examples that the teachers have rejected, whatever the reason. */
    public static LabelJob retryingRejected(JobContext context) {
        return new LabelJob(context, true);
    }

    @Override
    public String verb() {
        return Verbs.LABEL;
    }

    @Override
    public void validate() {
        staged.putAll(Teachers.stage(context));
    }

    @Override
    public JobResult run(SparkSession spark) {
        String transferSet = context.upstream().transferSet();
        TeacherChoices choices = new TeacherChoices(context, spark);
        teachers = choices.choose(staged);
        Output output = context.output();
        LabelIncrement increment = new LabelIncrement(context, spark);
        increment.recover();
        output.deleteTruncatedFiles(REJECTED);
        if (retriesRejected && rejectionCount(spark) > 0) {
            output.markIncomplete(SoftTargets.TABLE);
            TeacherExamples.clearRejections(output, spark, Verbs.LABEL, fingerprints());
        }
        if (output.isUpToDate(SoftTargets.TABLE, provenance(transferSet, rejectionCount(spark)))) {
            refreshTeachers(increment);
            return () -> "label: already done: " + output.path(SoftTargets.TABLE);
        }
        Teachers.checkFeatures(context, spark, teachers);
        try (LabelScope scope = increment.scope(provenance(transferSet, rejectionCount(spark)))) {
            return run(spark, transferSet, choices, increment, scope);
        }
    }

    private LabelResult run(
            SparkSession spark,
            String transferSet,
            TeacherChoices choices,
            LabelIncrement increment,
            LabelScope scope) {
        Output output = context.output();
        if (scope.isWhole()) {
            output.markIncomplete(SoftTargets.TABLE);
            output.deleteTruncatedFiles(Logits.TABLE);
        }
        Spending spending = new Spending(context.config().label().budget());
        List<LabelResult.TeacherResult> results = label(spark, scope, spending);
        TeacherAccuracyCheck check = new TeacherAccuracyCheck(context, spark, weighted());
        JobContext.describe(spark, Verbs.LABEL, "teachers against labels");
        List<long[]> predictions = check.predictions(scope);
        List<TeacherAccuracy> accuracies = hasLabels(scope) ? check.check(predictions) : List.of();
        accuracies.forEach(accuracy -> accuracy.warnings().forEach(LOG::warn));
        JobContext.describe(spark, Verbs.LABEL, "soft targets");
        new SoftTargetsWriter(context).write(weighted(), scope, increment);
        JobContext.describe(spark, Verbs.LABEL, "bytes per row");
        LabelResult result = new LabelResult(
                choices.made(),
                results,
                accuracies,
                StoredBytes.of(output, spark),
                spending.isAny() ? spending.toString() : "");
        Provenance made =
                provenance(transferSet, rejectionCount(spark), result.left()).with(Map.of("result", result));
        increment.complete(scope, withTeachers(made), result, predictions);
        return result;
    }

    private List<LabelResult.TeacherResult> label(SparkSession spark, LabelScope scope, Spending spending) {
        List<LabelResult.TeacherResult> results = new ArrayList<>();
        teachers.forEach((teacher, staged) -> {
            TeacherLabeling.Done done =
                    new TeacherLabeling(context, spark, Verbs.LABEL, staged, scope, teacher.price(), spending).run();
            results.add(LabelResult.TeacherResult.of(staged.spec(), done.before(), done.after(), done.seconds()));
        });
        return results;
    }

    private List<String> fingerprints() {
        return weighted().stream().map(WeightedTeacher::fingerprint).toList();
    }

    /** Returns the number of rejected examples. The soft targets change when an example is rejected no longer. */
    private long rejectionCount(SparkSession spark) {
        return context.output().exists(REJECTED)
                ? TeacherExamples.rejectionCount(context.output(), spark, Verbs.LABEL, fingerprints())
                : 0;
    }

    /** Whether an example has a label that no earlier run has compared with the teachers. */
    private static boolean hasLabels(LabelScope scope) {
        return scope.isWhole()
                || !scope.examples().where(col(TransferSet.LABEL).isNotNull()).isEmpty();
    }

    private Provenance withTeachers(Provenance provenance) {
        Map<String, String> readings = new LinkedHashMap<>();
        teachers.keySet().forEach(teacher -> teacher.endpoint()
                .ifPresent(endpoint -> readings.put(
                        teacher.name(), endpoint.settings().reading().described())));
        Provenance facts = readings.isEmpty() ? provenance : provenance.with(Map.of("answers of endpoints", readings));
        return facts.with(Map.of(
                WeightedTeacher.FACT,
                weighted(),
                Upstream.TEMPERATURES,
                context.config().label().temperatures(),
                Upstream.TEACHERS,
                ResultSettings.teachers(context.config()).toString()));
    }

    /** Updates the facts about the teachers when only a name or a path has changed; the soft targets stay. */
    private void refreshTeachers(LabelIncrement increment) {
        Provenance found = context.output().provenance(SoftTargets.TABLE).orElseThrow();
        boolean same = WeightedTeacher.of(found).equals(weighted())
                && ResultSettings.teachers(context.config())
                        .toString()
                        .equals(found.facts().get(Upstream.TEACHERS));
        if (!same) {
            increment.refresh(withTeachers(found));
        }
    }

    /** Returns the provenance of soft targets for all examples but the rejected ones. */
    private Provenance provenance(String transferSet, long refused) {
        return provenance(transferSet, refused, 0);
    }

    /**
     * Returns the provenance of soft targets.
     *
     * @param left number of examples that the budget has left to the next run, which then finds the soft targets stale
     */
    private Provenance provenance(String transferSet, long refused, long left) {
        Map<String, String> inputs = new LinkedHashMap<>();
        inputs.put(TransferSet.TABLE, transferSet);
        inputs.put("teachers", WeightedTeacher.identity(weighted()));
        inputs.put(ResultSettings.INPUT, ResultSettings.label(context.config()).toString());
        if (refused > 0) {
            inputs.put(LabelIncrement.REJECTED, Long.toString(refused));
        }
        if (left > 0) {
            inputs.put("left", Long.toString(left));
        }
        context.config()
                .label()
                .checks()
                .minTeacherAccuracy()
                .ifPresent(least -> inputs.put("min-teacher-accuracy", least.toString()));
        return context.provenance(Verbs.LABEL, inputs);
    }

    private List<WeightedTeacher> weighted() {
        List<WeightedTeacher> weighted = new ArrayList<>();
        teachers.forEach((teacher, model) -> {
            TeacherConfig configured = context.config().teachers().get(weighted.size());
            weighted.add(new WeightedTeacher(
                    teacher.name(),
                    model.spec().fingerprint(),
                    teacher.weight(),
                    configured.candidates().indexOf(teacher)));
        });
        return weighted;
    }
}
