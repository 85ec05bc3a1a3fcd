package io.sparkdistill.jobs.train;

import io.sparkdistill.jobs.config.DistillConfig;
import io.sparkdistill.jobs.config.TrainConfig;
import io.sparkdistill.jobs.job.Artifacts;
import io.sparkdistill.jobs.job.InputException;
import io.sparkdistill.jobs.job.JobContext;
import io.sparkdistill.jobs.job.Verbs;
import io.sparkdistill.jobs.run.Run;
import io.sparkdistill.jobs.storage.Provenance;
import io.sparkdistill.network.TaskShape;
import io.sparkdistill.student.StudentDescription;
import io.sparkdistill.student.StudentJson;
import io.sparkdistill.student.StudentModel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.commons.io.FileUtils;

/**
 * A starting point is the student from whose parameters a training goes on.
 *
 * @param id of its provenance
 */
record StartingPoint(JobContext context, String id) {
    /** The name of the id among the inputs of the provenance of the student that is trained. */
    static final String INPUT = "start";

    private static final String REMEDY = "set train.start = fresh, or the settings of the served student";

    /**
     * Checks before Spark starts that the configured network can go on from the served student.
     *
     * @throws InputException if it cannot
     */
    static void check(JobContext context) {
        if (context.config().train().start() == TrainConfig.Start.CURRENT) {
            context.runs().served().ifPresent(run -> requireSame(context, run));
        }
    }

    /**
     * Returns the starting point of a configuration; empty if training starts from random parameters. If the served
     * student is the one that is to be trained, it is that student's own starting point, so that nothing is trained
     * again.
     *
     * @param inputs of the provenance of the student that is to be trained, without a starting point
     */
    static Optional<StartingPoint> of(JobContext context, Map<String, String> inputs) {
        Optional<Run> served = context.config().train().start() == TrainConfig.Start.CURRENT
                ? context.runs().served()
                : Optional.empty();
        return served.flatMap(run -> {
            Provenance made = context.output()
                    .provenance(run.artifact(Artifacts.STUDENT))
                    .orElseThrow(() -> unusable(run, "it is not complete"));
            Map<String, String> others = new TreeMap<>(made.inputs());
            Optional<String> start = Optional.ofNullable(others.remove(INPUT));
            boolean isSame =
                    others.equals(context.provenance(Verbs.TRAIN, inputs).inputs());
            return (isSame ? start : Optional.of(made.id())).map(id -> new StartingPoint(context, id));
        });
    }

    /** Returns the run whose student this is. */
    Run run() {
        return context.runs()
                .newest(run -> id.equals(run.artifacts().get(Artifacts.STUDENT)))
                .orElseThrow(() -> new InputException(
                        "Cannot train: the run of the student from which it started is gone: student %s; set train.start = fresh"
                                .formatted(id)));
    }

    /** Loads the student, which the caller closes. */
    StudentModel load() throws IOException {
        Run run = run();
        requireSame(context, run);
        Path folder = Files.createTempDirectory("spark-distill-start");
        try {
            return StudentModel.load(file -> {
                Path local = folder.resolve(file);
                context.output().copyToLocal(run.artifact(Artifacts.STUDENT) + "/" + file, local);
                return local;
            });
        } finally {
            FileUtils.deleteDirectory(folder.toFile());
        }
    }

    private static void requireSame(JobContext context, Run run) {
        DistillConfig config = context.config();
        String file = run.artifact(Artifacts.STUDENT) + "/" + StudentDescription.FILE;
        if (!(description(context, run, file) instanceof StudentDescription.Network served)) {
            throw unusable(run, "it is no network");
        }
        config.student()
                .kind()
                .network()
                .filter(network -> !network.equals(served.network()))
                .ifPresent(network -> {
                    throw unusable(run, "it is another network: %s instead of %s".formatted(served.network(), network));
                });
        TaskShape task = served.task();
        if (task.classes() != config.task().classes()) {
            throw unusable(
                    run,
                    "it has other classes: %d instead of %d"
                            .formatted(task.classes(), config.task().classes()));
        }
        if (task.sentences() != config.task().type().sentences()) {
            throw unusable(
                    run,
                    "it reads other inputs than task.type = " + config.task().type());
        }
    }

    private static StudentDescription description(JobContext context, Run run, String file) {
        if (!context.output().exists(file)) {
            throw unusable(run, "it is not complete");
        }
        try {
            return StudentJson.parse(context.output().readText(file), file);
        } catch (IOException e) {
            throw new UncheckedIOException(e.getMessage(), e);
        }
    }

    private static InputException unusable(Run run, String reason) {
        return new InputException(
                "Cannot go on from the served student of run %s: %s; %s".formatted(run.id(), reason, REMEDY));
    }
}
