package io.sparkdistill.jobs.label;

import io.sparkdistill.inference.StagedModel;
import io.sparkdistill.jobs.config.TeacherConfig;
import io.sparkdistill.jobs.job.Artifacts;
import io.sparkdistill.jobs.job.JobContext;
import io.sparkdistill.jobs.job.Verbs;
import io.sparkdistill.jobs.storage.Output;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.SparkSession;

/**
 * Chooses the file of each teacher whose {@code choose} is {@code fastest}, and stores the choice beside the logits, so
 * that a resumed or later run labels by the same file.
 */
public final class TeacherChoices {
    private final JobContext context;
    private final SparkSession spark;
    private final List<TeacherChoice> made = new ArrayList<>();

    TeacherChoices(JobContext context, SparkSession spark) {
        this.context = context;
        this.spark = spark;
    }

    /**
     * Returns the teachers, each in the file that labels.
     *
     * @param staged teachers as {@link Teachers#stage} returns them
     */
    Map<TeacherConfig, StagedModel> choose(Map<TeacherConfig, StagedModel> staged) {
        Map<TeacherConfig, StagedModel> chosen = new LinkedHashMap<>();
        for (TeacherConfig teacher : context.config().teachers()) {
            TeacherConfig file = teacher.choosesFastest() ? fastest(teacher, staged) : teacher;
            chosen.put(file, staged.get(file));
        }
        return chosen;
    }

    private TeacherConfig fastest(TeacherConfig teacher, Map<TeacherConfig, StagedModel> staged) {
        Map<TeacherConfig, StagedModel> files = new LinkedHashMap<>();
        teacher.candidates().forEach(file -> files.put(file, staged.get(file)));
        TeacherChoice choice = choice(teacher, files);
        made.add(choice);
        return teacher.candidates().get(choice.chosen());
    }

    /** Returns the choices of {@link #choose}. */
    List<TeacherChoice> made() {
        return List.copyOf(made);
    }

    private TeacherChoice choice(TeacherConfig teacher, Map<TeacherConfig, StagedModel> files) {
        List<String> fingerprints = fingerprints(files);
        return stored(context, fingerprints).orElseGet(() -> measure(teacher, files, fingerprints));
    }

    /** Returns a teacher in the file that {@code label} has chosen, or as it is if there is no choice. */
    public static TeacherConfig chosen(JobContext context, TeacherConfig teacher) {
        if (!teacher.choosesFastest()) {
            return teacher;
        }
        return stored(context, fingerprints(Teachers.files(context, teacher)))
                .map(choice -> teacher.candidates().get(choice.chosen()))
                .orElse(teacher);
    }

    private static List<String> fingerprints(Map<TeacherConfig, StagedModel> files) {
        return files.values().stream().map(file -> file.spec().fingerprint()).toList();
    }

    private static Optional<TeacherChoice> stored(JobContext context, List<String> fingerprints) {
        double agreement = context.config().label().checks().agreement();
        return stored(context).stream()
                .filter(choice -> choice.isAmong(fingerprints, agreement))
                .findFirst();
    }

    private TeacherChoice measure(
            TeacherConfig teacher, Map<TeacherConfig, StagedModel> files, List<String> fingerprints) {
        JobContext.describe(spark, Verbs.LABEL, teacher.name() + ", choose the fastest file");
        Teachers.checkFeatures(context, spark, files);
        TeacherComparison comparison = new TeacherComparison(context, spark);
        List<TeacherComparison.Measured> measured = comparison.measure(files);
        double agreement = context.config().label().checks().agreement();
        TeacherChoice choice = TeacherChoice.of(teacher.name(), agreement, measured, fingerprints);
        List<TeacherChoice> all = new ArrayList<>(stored(context));
        all.add(choice);
        context.output().writeText(Artifacts.TEACHER_CHOICES, TeacherChoice.json(all));
        return choice;
    }

    private static List<TeacherChoice> stored(JobContext context) {
        Output output = context.output();
        return output.exists(Artifacts.TEACHER_CHOICES)
                ? TeacherChoice.parse(output.readText(Artifacts.TEACHER_CHOICES))
                : List.of();
    }
}
