package io.sparkdistill.jobs.sweep;

import io.sparkdistill.jobs.config.ConfigurationException;
import io.sparkdistill.jobs.config.TeacherConfig;
import io.sparkdistill.jobs.job.Artifacts;
import io.sparkdistill.jobs.job.Job;
import io.sparkdistill.jobs.job.JobContext;
import io.sparkdistill.jobs.job.Verbs;
import io.sparkdistill.jobs.pipeline.Pipeline;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A variant run is the pipeline of one variant of a sweep, with the checks that are possible before the sweep starts.
 *
 * @param values searched values as HOCON by key; empty for a variant with a name of its own
 */
record VariantRun(String name, JobContext context, Map<String, String> values) {
    VariantRun {
        values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
    }

    /** Whether it is a combination of searched values, whose run is in the folder of the sweep. */
    boolean isSearched() {
        return !values.isEmpty();
    }

    /** Returns the models of a teacher: the teacher itself, or all students of the earlier variant that it names. */
    static Stream<TeacherConfig> expand(TeacherConfig teacher, List<VariantRun> earlier) {
        return earlier.stream()
                .filter(part -> teacher.variant().equals(Optional.of(part.name())))
                .findFirst()
                .map(part -> part.students(teacher))
                .orElse(Stream.of(teacher));
    }

    private Stream<TeacherConfig> students(TeacherConfig teacher) {
        return Artifacts.students(context.config().train().students()).stream()
                .map(student -> teacher.at(
                        teacher.name() + student.substring(Artifacts.STUDENT.length()),
                        context.config().output() + "/" + student));
    }

    /**
     * Checks that its teachers are trained before it starts.
     *
     * @param parts earlier variants
     * @throws ConfigurationException if a teacher is the student of another variant
     */
    void checkOrder(List<VariantRun> parts) {
        List<String> earlier = parts.stream().map(VariantRun::name).toList();
        teachers().filter(teachers -> !earlier.containsAll(students(teachers))).ifPresent(teachers -> {
            throw new ConfigurationException(
                    "sweep: the teachers of %s must be students of earlier variants %s: %s; change their order"
                            .formatted(name, earlier, students(teachers)));
        });
    }

    /** Whether a teacher is a student of an earlier variant of the sweep. */
    boolean awaitsTeacher() {
        return !awaited().isEmpty();
    }

    /** Returns the jobs of its pipeline. The best of all searched variants is promoted instead of each. */
    List<Job> jobs() {
        return Pipeline.jobs(context).stream()
                .filter(job -> !isSearched() || !job.verb().equals(Verbs.PROMOTE))
                .toList();
    }

    /** Returns the names of the earlier variants whose students are its teachers. */
    List<String> awaited() {
        return teachers().map(VariantRun::students).orElse(List.of());
    }

    /** Returns jobs with the present teachers only, for checks while a teacher is not yet trained. */
    List<Job> jobsWithoutMissingTeachers() {
        List<TeacherConfig> there = context.config().teachers().stream()
                .filter(teacher -> teacher.variant().isEmpty())
                .toList();
        return Pipeline.jobs(new JobContext(context.config().withTeachers(there), context.hadoop())).stream()
                .filter(job -> !there.isEmpty() || !job.verb().equals(Verbs.LABEL))
                .toList();
    }

    private Optional<List<TeacherConfig>> teachers() {
        return context.config().train().needsTeacher()
                ? Optional.of(context.config().teachers())
                : Optional.empty();
    }

    private static List<String> students(List<TeacherConfig> teachers) {
        return teachers.stream().flatMap(teacher -> teacher.variant().stream()).toList();
    }
}
