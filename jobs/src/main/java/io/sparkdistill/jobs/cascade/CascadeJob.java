package io.sparkdistill.jobs.cascade;

import io.sparkdistill.jobs.config.CascadeConfig;
import io.sparkdistill.jobs.config.CascadeConfig.Truth;
import io.sparkdistill.jobs.config.ConfigurationException;
import io.sparkdistill.jobs.config.TeacherConfig;
import io.sparkdistill.jobs.inference.TeacherStaging;
import io.sparkdistill.jobs.inference.WeightedTeacher;
import io.sparkdistill.jobs.job.Artifacts;
import io.sparkdistill.jobs.job.InputException;
import io.sparkdistill.jobs.job.Job;
import io.sparkdistill.jobs.job.JobContext;
import io.sparkdistill.jobs.job.JobResult;
import io.sparkdistill.jobs.job.ResultSettings;
import io.sparkdistill.jobs.job.Verbs;
import io.sparkdistill.jobs.run.Run;
import io.sparkdistill.jobs.storage.Output;
import io.sparkdistill.jobs.storage.Provenance;
import io.sparkdistill.table.SoftTargets;
import io.sparkdistill.teacher.FittedCascade;
import io.sparkdistill.teacher.FittedCascade.AskedTeacher;
import io.sparkdistill.tokenizer.TokenizerOutput;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.SparkSession;

/**
 * Runs the verb cascade, which chooses on the validation examples the texts that the student answers. The result is
 * stored with the run.
 */
public final class CascadeJob implements Job {
    private final JobContext context;

    public CascadeJob(JobContext context) {
        this.context = context;
    }

    @Override
    public String verb() {
        return Verbs.CASCADE;
    }

    @Override
    public void validate() {
        CascadeConfig config = context.config().cascade();
        if (!context.config().train().needsTeacher()
                || context.config().teachers().size() != 1) {
            throw new ConfigurationException(
                    "Cannot fit a cascade: it asks one teacher: the configuration trains on %d; name one teacher"
                            .formatted(
                                    context.config().train().needsTeacher()
                                            ? context.config().teachers().size()
                                            : 0));
        }
        if (config.truth() == Truth.LABELS && config.tableRows().isPresent()) {
            throw new ConfigurationException(
                    "Cannot fit a cascade: cascade.table-rows holds for agreement with the teacher only: cascade.truth = labels; set cascade.table-rows = null");
        }
    }

    @Override
    public JobResult run(SparkSession spark) {
        Output output = context.output();
        Run run = context.upstream().trainedRun();
        AskedTeacher teacher = teacher();
        Provenance provenance = provenance(run, teacher);
        String artifact = run.artifact(FittedCascade.ARTIFACT);
        String file = run.artifact(FittedCascade.FILE);
        if (!output.isUpToDate(artifact, provenance)) {
            JobContext.describe(spark, Verbs.CASCADE, "choose a threshold");
            FittedCascade fitted = new CascadeFit(context, spark).fit(run, teacher);
            if (fitted.threshold().isEmpty()) {
                throw new InputException("Cannot fit a cascade: " + fitted.why(fitted.target()));
            }
            output.delete(artifact);
            output.writeText(file, fitted.json());
            output.markComplete(artifact, provenance);
        }
        return new CascadeResult(read(output, file), output.path(file).toString());
    }

    private static FittedCascade read(Output output, String file) {
        try {
            return FittedCascade.parse(output.readText(file));
        } catch (IOException e) {
            throw new InputException("Cannot read %s: %s".formatted(output.path(file), e.getMessage()), e);
        }
    }

    private Provenance provenance(Run run, AskedTeacher teacher) {
        Provenance evaluation = context.output()
                .provenance(run.artifact(Artifacts.EVALUATION))
                .orElseThrow(() -> new InputException(
                        "Cannot fit a cascade: run %s has no evaluation; run `evaluate` first, or `pipeline`, which runs all verbs"
                                .formatted(run.id())));
        return context.provenance(
                Verbs.CASCADE,
                Map.of(
                        Artifacts.EVALUATION,
                        evaluation.id(),
                        "teacher",
                        teacher.fingerprint(),
                        ResultSettings.INPUT,
                        ResultSettings.cascade(context.config()).toString()));
    }

    /** Returns the teacher that the soft targets were derived from, which the student was evaluated against. */
    private AskedTeacher teacher() {
        WeightedTeacher labeled = context.output()
                .provenance(SoftTargets.TABLE)
                .map(softTargets -> WeightedTeacher.of(softTargets).get(0))
                .orElseThrow(
                        () -> new InputException("Cannot fit a cascade: there are no soft targets; run `label` first"));
        TeacherConfig config = file(context.config().teachers().get(0), labeled.fingerprint());
        Optional<String> tokenizer =
                config.endpoint().isPresent() || config.zeroShot().isPresent() ? Optional.empty() : config.tokenizer();
        return new AskedTeacher(
                labeled.name(),
                labeled.fingerprint(),
                context.config().task().classes(),
                tokenizer.map(file -> config.maxTokens()).orElse(null),
                tokenizer
                        .map(file -> config.inputs().stream()
                                .map(TokenizerOutput::tensorName)
                                .toList())
                        .orElse(null),
                config.endpoint().isPresent() || config.zeroShot().isPresent() ? null : config.model());
    }

    /** Returns a teacher in the file that has labeled, if {@code label} chose one. */
    private TeacherConfig file(TeacherConfig teacher, String fingerprint) {
        if (!teacher.choosesFastest()) {
            return teacher;
        }
        return TeacherStaging.ofLabelers(context.hadoop(), context.config()).files(teacher).entrySet().stream()
                .filter(file -> file.getValue().spec().fingerprint().equals(fingerprint))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse(teacher);
    }
}
