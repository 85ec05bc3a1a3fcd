package io.sparkdistill.jobs.evaluate;

import io.sparkdistill.inference.StagedModel;
import io.sparkdistill.jobs.config.Requirement;
import io.sparkdistill.jobs.config.TeacherConfig;
import io.sparkdistill.jobs.inference.TeacherStaging;
import io.sparkdistill.jobs.inference.WeightedTeacher;
import io.sparkdistill.jobs.input.InputColumn;
import io.sparkdistill.jobs.job.Artifacts;
import io.sparkdistill.jobs.job.Job;
import io.sparkdistill.jobs.job.JobContext;
import io.sparkdistill.jobs.job.JobResult;
import io.sparkdistill.jobs.job.ResultSettings;
import io.sparkdistill.jobs.job.Upstream;
import io.sparkdistill.jobs.job.Verbs;
import io.sparkdistill.jobs.run.Run;
import io.sparkdistill.jobs.run.RunRecord;
import io.sparkdistill.jobs.storage.Output;
import io.sparkdistill.jobs.storage.Provenance;
import io.sparkdistill.jobs.tracking.Tracking;
import io.sparkdistill.table.SoftTargets;
import io.sparkdistill.table.Split;
import io.sparkdistill.table.TransferSet;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.spark.sql.SparkSession;

/** Runs the verb evaluate, which compares the predictions, sizes and speeds of all models, and draws charts. */
public final class EvaluateJob implements Job {
    private final JobContext context;
    private final TeacherStaging staging;

    public EvaluateJob(JobContext context) {
        this.context = context;
        this.staging =
                new TeacherStaging(context.hadoop(), context.config().task().classes());
    }

    @Override
    public String verb() {
        return Verbs.EVALUATE;
    }

    @Override
    public void validate() {
        context.config().evaluate().slices().forEach(column -> new InputColumn(context, column).check());
        if (context.config().train().needsTeacher()) {
            context.config().teachers().forEach(staging::stage);
        }
    }

    @Override
    public JobResult run(SparkSession spark) {
        Output output = context.output();
        Run run = open();
        Provenance provenance = provenance(run);
        String artifact = run.artifact(Artifacts.EVALUATION);
        if (!output.isUpToDate(artifact, provenance)) {
            output.delete(artifact);
            Evaluation measured = hasExamples(spark) ? measure(spark, run) : new Evaluation(Map.of(), List.of());
            output.writeText(run.artifact(Evaluation.FILE), measured.json());
            new RunReport(context, spark, run).write(measured);
            output.markComplete(artifact, provenance);
            track(run, measured);
        }
        Evaluation evaluation = Evaluation.parse(output.readText(run.artifact(Evaluation.FILE)));
        List<Requirement.Result> requirements =
                new Gate(evaluation).check(context.config().evaluate().require());
        run.recordEvaluation(
                Map.of(Artifacts.EVALUATION, provenance.id()),
                evaluation.withoutStatistics().json(),
                requirements);
        return new GatedResult(
                evaluation, context.output().path(run.artifact(RunReport.FILE)).toString(), requirements);
    }

    private void track(Run run, Evaluation evaluation) {
        Map<String, String> files = new TreeMap<>();
        for (String file : List.of(RunReport.FILE, RunReport.CARD, Evaluation.FILE)) {
            if (context.output().exists(run.artifact(file))) {
                files.put(file, context.output().readText(run.artifact(file)));
            }
        }
        new Tracking(context.config().tracking(), run)
                .evaluated(evaluation.withoutStatistics().json(), files);
    }

    private boolean hasExamples(SparkSession spark) {
        return !context.output()
                .read(spark, TransferSet.EVALUATION_TABLE, TransferSet.SCHEMA)
                .isEmpty();
    }

    /**
     * Opens the run of this configuration. If only the settings of the evaluation differ from those of a run, it is a
     * new run with the same students.
     */
    private Run open() {
        Upstream upstream = context.upstream();
        String transferSet = upstream.transferSet();
        Run trained = upstream.run(transferSet, upstream.source(transferSet));
        RunRecord content = trained.read();
        Map<String, String> inputs = new TreeMap<>(content.inputs());
        inputs.put(Upstream.EVALUATE, ResultSettings.evaluate(context.config()).toString());
        Run run = context.runs().open(context.provenance(Verbs.TRAIN, inputs));
        if (!run.equals(trained)) {
            names().forEach(name -> copy(trained, name, run));
            run.recordTraining(content.artifacts(), content.counts());
        }
        return run;
    }

    private void copy(Run from, String name, Run to) {
        context.output().provenance(from.artifact(name)).ifPresent(provenance -> context.runs()
                .copy(name, provenance, to));
    }

    private Evaluation measure(SparkSession spark, Run run) {
        Map<String, StagedModel> students = students(run);
        String predictions = run.artifact(Evaluation.PREDICTIONS);
        JobContext.describe(spark, Verbs.EVALUATE, "predict");
        new PredictionsWriter(context, spark, predictions).write(weightedTeachers(), students);
        Map<String, Double> biases = new BiasTuning(context, spark, predictions).choose();
        PredictionCounts counts = PredictionCounts.of(context, spark, predictions);
        JobContext.describe(spark, Verbs.EVALUATE, "measure speed");
        Map<String, ModelCost> costs = new ModelCosts(context, spark).measure(teachers(), students);
        if (!biases.isEmpty()) {
            costs.put(Evaluation.BIASED, costs.get(Artifacts.STUDENT));
        }
        Evaluation evaluation =
                new EvaluationStatistics(context, spark, predictions).addTo(Evaluation.of(counts, costs, biases));
        draw(run.artifact(Artifacts.EVALUATION), evaluation, counts);
        return evaluation.with(slices(spark, predictions));
    }

    private List<Slice> slices(SparkSession spark, String predictions) {
        JobContext.describe(spark, Verbs.EVALUATE, "slices");
        List<Slice> slices = new ArrayList<>();
        for (Split split : List.of(Split.VALIDATION, Split.TEST)) {
            slices.addAll(LengthSlices.of(context, spark, predictions, split));
            for (String column : context.config().evaluate().slices()) {
                slices.addAll(ColumnSlices.of(context, spark, predictions, split, column));
            }
        }
        return slices;
    }

    private void draw(String folder, Evaluation evaluation, PredictionCounts counts) {
        Output output = context.output();
        if (evaluation.hasLabels()) {
            output.writeBytes(folder + "/accuracy.png", EvaluationCharts.accuracy(evaluation));
            output.writeBytes(folder + "/calibration.png", EvaluationCharts.calibration(counts.calibrations()));
        }
        if (evaluation.lacksLabels()) {
            output.writeBytes(folder + "/agreement.png", EvaluationCharts.agreement(evaluation));
        }
    }

    private Provenance provenance(Run run) {
        Upstream upstream = context.upstream();
        String transferSet = upstream.transferSet();
        Map<String, String> inputs = new TreeMap<>(upstream.students(run, upstream.source(transferSet)));
        inputs.put(TransferSet.TABLE, transferSet);
        if (hasBaseline()) {
            inputs.put(Artifacts.BASELINE, upstream.baseline(run, transferSet));
        }
        inputs.put("teachers", WeightedTeacher.identity(weightedTeachers()));
        inputs.put(
                ResultSettings.INPUT, ResultSettings.evaluate(context.config()).toString());
        return context.provenance(Verbs.EVALUATE, inputs);
    }

    private boolean hasBaseline() {
        return context.config().train().baseline().enabled()
                && context.config().train().needsTeacher();
    }

    private List<String> names() {
        List<String> names = new ArrayList<>(hasBaseline() ? List.of(Artifacts.BASELINE) : List.of());
        names.addAll(Artifacts.students(context.config().train().students()));
        return names;
    }

    private Map<String, StagedModel> students(Run run) {
        Map<String, StagedModel> students = new LinkedHashMap<>();
        for (String name : names()) {
            String folder = context.output().path(run.artifact(name)).toString();
            students.put(name, staging.student("output", name, folder));
        }
        return students;
    }

    /** Returns the teachers in the files that have labeled. */
    private List<StagedModel> teachers() {
        List<WeightedTeacher> labeled = weightedTeachers();
        List<StagedModel> teachers = new ArrayList<>();
        for (int i = 0; i < labeled.size(); i++) {
            TeacherConfig teacher = context.config().teachers().get(i);
            teachers.add(staging.stage(teacher.candidates().get(labeled.get(i).file())));
        }
        return teachers;
    }

    /** Returns the teachers that the soft targets were derived from; none if training needs no teacher. */
    private List<WeightedTeacher> weightedTeachers() {
        Optional<Provenance> softTargets = context.config().train().needsTeacher()
                ? context.output().provenance(SoftTargets.TABLE)
                : Optional.empty();
        return softTargets.map(WeightedTeacher::of).orElse(List.of());
    }
}
