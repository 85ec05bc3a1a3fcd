package io.sparkdistill.jobs.answer;

import io.sparkdistill.inference.StagedModel;
import io.sparkdistill.jobs.config.ConfigurationException;
import io.sparkdistill.jobs.config.TeacherConfig;
import io.sparkdistill.jobs.inference.TeacherStaging;
import io.sparkdistill.jobs.input.Inputs;
import io.sparkdistill.jobs.job.InputException;
import io.sparkdistill.jobs.job.Job;
import io.sparkdistill.jobs.job.JobContext;
import io.sparkdistill.jobs.job.JobResult;
import io.sparkdistill.jobs.job.Verbs;
import io.sparkdistill.jobs.label.EndpointCheck;
import io.sparkdistill.jobs.label.TeacherExamples;
import io.sparkdistill.jobs.run.Run;
import io.sparkdistill.teacher.FittedCascade;
import io.sparkdistill.teacher.FittedCascade.AskedTeacher;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.SparkSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the verb answer: the student of the served run answers the texts of a table where it is sure enough, and its
 * teacher answers the others. Texts that the same cascade has answered before are not answered again.
 */
public final class AnswerJob implements Job {
    private static final Logger LOG = LoggerFactory.getLogger(AnswerJob.class);

    private final JobContext context;
    private final boolean retriesRejected;
    private final Inputs inputs;
    /** The files of the teacher, one of which the cascade was fitted with. */
    private final List<StagedModel> teachers = new ArrayList<>();

    public AnswerJob(JobContext context) {
        this(context, false);
    }

    private AnswerJob(JobContext context, boolean retriesRejected) {
        this.context = context;
        this.retriesRejected = retriesRejected;
        this.inputs = Inputs.toAnswer(context);
    }

    /** Returns a job that also asks again for all texts that the teacher has rejected, whatever the reason. */
    public static AnswerJob retryingRejected(JobContext context) {
        return new AnswerJob(context, true);
    }

    @Override
    public String verb() {
        return Verbs.ANSWER;
    }

    @Override
    public void validate() {
        if (context.config().answer().input().isEmpty()) {
            throw new ConfigurationException(
                    "Cannot answer: answer.input is empty; name the texts: answer.input = [{path = ..., text = ...}]");
        }
        if (context.config().teachers().size() != 1) {
            throw new ConfigurationException("Cannot answer: a cascade asks one teacher: the configuration has %d"
                    .formatted(context.config().teachers().size()));
        }
        inputs.check();
        TeacherConfig teacher = context.config().teachers().get(0);
        teachers.addAll(TeacherStaging.ofLabelers(context.hadoop(), context.config())
                .files(teacher)
                .values());
        if (teacher.endpoint().isPresent()) {
            EndpointCheck.check(
                    teachers.get(0), teacher, context.config().task().type());
        }
    }

    @Override
    public JobResult run(SparkSession spark) {
        ServedCascade served = served();
        if (retriesRejected) {
            TeacherExamples.clearRejections(
                    context.output(),
                    spark,
                    Verbs.ANSWER,
                    List.of(served.teacher().spec().fingerprint()));
        }
        AnswerResult result = new Answering(context, spark, inputs, served).run();
        result.warnings().forEach(LOG::warn);
        context.output().writeText(served.run().artifact(result.file()), result.json());
        return result;
    }

    private ServedCascade served() {
        Run run = context.runs()
                .served()
                .orElseThrow(() -> new InputException(
                        "Cannot answer: no run is served; run `pipeline` first, or `promote`, and `cascade`"));
        String id = context.upstream().cascade(run);
        FittedCascade cascade = read(run);
        StagedModel student = new TeacherStaging(
                        context.hadoop(), context.config().task().classes())
                .student(
                        "output",
                        "student",
                        context.output().path(run.artifact("student")).toString());
        return new ServedCascade(run, id, cascade, student, teacher(run, cascade.teacher()));
    }

    private StagedModel teacher(Run run, AskedTeacher asked) {
        return teachers.stream()
                .filter(file -> file.spec().fingerprint().equals(asked.fingerprint()))
                .findFirst()
                .orElseThrow(() -> new InputException(
                        "Cannot answer: the cascade of run %s was fitted with the teacher %s of fingerprint %s, not with %s (%s); run `pipeline` and `cascade` with this teacher, or restore the other"
                                .formatted(
                                        run.id(),
                                        asked.name(),
                                        asked.fingerprint(),
                                        teachers.get(0).spec().fingerprint(),
                                        context.config().teachers().get(0).key())));
    }

    private FittedCascade read(Run run) {
        String file = run.artifact(FittedCascade.FILE);
        try {
            return FittedCascade.parse(context.output().readText(file));
        } catch (IOException e) {
            throw new InputException(
                    "Cannot read %s: %s".formatted(context.output().path(file), e.getMessage()), e);
        }
    }
}
