package io.sparkdistill.jobs.train;

import static org.apache.spark.sql.functions.col;

import io.sparkdistill.jobs.config.TrainConfig;
import io.sparkdistill.jobs.job.Artifacts;
import io.sparkdistill.jobs.job.InputException;
import io.sparkdistill.jobs.job.Job;
import io.sparkdistill.jobs.job.JobContext;
import io.sparkdistill.jobs.job.Upstream;
import io.sparkdistill.jobs.job.Verbs;
import io.sparkdistill.jobs.run.Run;
import io.sparkdistill.jobs.run.RunRecord;
import io.sparkdistill.jobs.storage.Provenance;
import io.sparkdistill.jobs.tracking.Tracking;
import io.sparkdistill.network.Network;
import io.sparkdistill.table.SoftTargets;
import io.sparkdistill.table.TransferSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.spark.sql.SparkSession;

/** The verb train: it trains the students on the tables, and a baseline on the hard labels alone. */
public final class TrainJob implements Job {
    private final JobContext context;
    private final int pause;

    public TrainJob(JobContext context) {
        this(context, 0);
    }

    /**
     * Creates a job that trains the student only up to a number of epochs, so that it can be compared with others and
     * resumed. The run is not complete then, and has no baseline.
     *
     * @param pause number of epochs; 0 for all
     */
    public TrainJob(JobContext context, int pause) {
        this.context = context;
        this.pause = pause;
    }

    @Override
    public String verb() {
        return Verbs.TRAIN;
    }

    @Override
    public void validate() {
        // The tables can be checked only when Spark runs.
        files();
        StartingPoint.check(context);
    }

    /** Returns a text that identifies the files that the students start from. */
    private String files() {
        return StudentTrainer.of(context, Artifacts.STUDENT, context.config().train(), Optional.empty())
                .check();
    }

    /**
     * Returns a text that is equal for two runs only if they train the same student on the same tables, from the same
     * starting point.
     */
    public String identity() {
        String transferSet = context.upstream().transferSet();
        String source = context.upstream().source(transferSet);
        return ofRun(transferSet, source, start(source)).id();
    }

    /** Gives up a training that has paused: its run is recorded as stopped, and its checkpoints are deleted. */
    public void stop() {
        String transferSet = context.upstream().transferSet();
        String source = context.upstream().source(transferSet);
        Optional<StartingPoint> start = start(source);
        Run run = context.runs().stop(ofRun(transferSet, source, start));
        Map<String, String> inputs = studentInputs(source);
        start.ifPresent(from -> inputs.put(StartingPoint.INPUT, from.id()));
        new StudentArtifact(context, run, Artifacts.STUDENT, inputs).deleteCheckpoints();
        new Tracking(context.config().tracking(), run).stopped();
    }

    private Optional<StartingPoint> start(String source) {
        return StartingPoint.of(context, studentInputs(source));
    }

    /** Returns the inputs of the provenance of the student without a starting point. */
    private Map<String, String> studentInputs(String source) {
        return StudentArtifact.inputs(context.config(), context.config().train(), files(), source);
    }

    @Override
    public TrainJobResult run(SparkSession spark) {
        TrainConfig train = context.config().train();
        String transferSet = context.upstream().transferSet();
        String source = context.upstream().source(transferSet);
        boolean baseline = train.baseline().enabled() && train.needsTeacher();
        long labeled = baseline ? labeledExamples(spark) : 0;
        Optional<StartingPoint> start = start(source);
        Run run = context.runs().open(ofRun(transferSet, source, start));
        Map<String, String> ids = new TreeMap<>();
        List<StudentSummary> students = new ArrayList<>(students(spark, run, source, start, ids));
        if (ids.isEmpty()) {
            return new TrainJobResult(students, List.of("The training pauses after %d epochs".formatted(pause)));
        }
        if (baseline) {
            TrainConfig plain = train.ofBaseline(students.get(0).examples(), labeled);
            StudentTraining training =
                    new StudentTraining(context, spark, run, Artifacts.BASELINE, plain, transferSet, Optional.empty());
            students.add(training.run());
            ids.put(Artifacts.BASELINE, training.id());
        }
        run.recordTraining(ids, counts(students.get(0)));
        Tracking tracking = new Tracking(context.config().tracking(), run);
        students.forEach(student -> tracking.epochs(student.name(), student.epochs()));
        return new TrainJobResult(students, notes(start));
    }

    /** Returns the provenance of the run, whose inputs identify it. */
    private Provenance ofRun(String transferSet, String source, Optional<StartingPoint> start) {
        Map<String, String> inputs = new TreeMap<>(context.upstream().runInputs(transferSet, source));
        inputs.put(Upstream.FILES, files());
        start.ifPresent(from -> inputs.put(StartingPoint.INPUT, from.id()));
        return context.provenance(Verbs.TRAIN, inputs);
    }

    /**
     * Trains the students.
     *
     * @param ids to which their provenance ids are added; none if the training pauses
     */
    private List<StudentSummary> students(
            SparkSession spark, Run run, String source, Optional<StartingPoint> start, Map<String, String> ids) {
        TrainConfig train = context.config().train();
        Optional<Network> network = context.config().student().kind().network();
        if (train.students() > 1 && network.isPresent()) {
            ParallelTraining training = new ParallelTraining(context, spark, run, train, network.get(), source);
            ids.putAll(training.ids());
            return training.run();
        }
        StudentTraining training = new StudentTraining(context, spark, run, Artifacts.STUDENT, train, source, start);
        StudentSummary student = training.run(pause);
        if (!training.isPaused()) {
            ids.put(Artifacts.STUDENT, training.id());
        }
        return List.of(student);
    }

    /** Returns the number of training examples, and what augment and label counted. */
    private Map<String, Object> counts(StudentSummary student) {
        Map<String, Object> counts = new TreeMap<>(Map.of(RunRecord.EXAMPLES, student.examples()));
        for (String table : List.of(TransferSet.TABLE, SoftTargets.TABLE)) {
            context.output()
                    .provenance(table)
                    .map(made -> made.facts().get("result"))
                    .ifPresent(result -> counts.put(table, result));
        }
        return counts;
    }

    private List<String> notes(Optional<StartingPoint> start) {
        List<String> notes = new ArrayList<>();
        if (context.config().input().lacksLabels()) {
            notes.add("No training example has a label: the student learned from the teacher alone"
                    + " (train.hard-weight counts as 0), and there is no baseline");
        }
        if (start.isPresent()) {
            notes.add("The student went on from that of run %s and has its vocabulary"
                    .formatted(start.get().run().id()));
        } else if (context.config().train().start() == TrainConfig.Start.CURRENT) {
            notes.add(
                    "The student started from random parameters: no other student was served (train.start = current)");
        }
        return notes;
    }

    private long labeledExamples(SparkSession spark) {
        long examples = context.output()
                .read(spark, TransferSet.TABLE, TransferSet.SCHEMA)
                .where(col(TransferSet.LABEL).isNotNull())
                .count();
        if (examples == 0) {
            throw new InputException("Cannot train a baseline: no example of the transfer set has a label;"
                    + " set train.baseline.enabled = false, or add labeled data to input.train");
        }
        return examples;
    }
}
