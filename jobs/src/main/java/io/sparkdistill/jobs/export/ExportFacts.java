package io.sparkdistill.jobs.export;

import io.sparkdistill.jobs.config.DistillConfig;
import io.sparkdistill.jobs.config.TeacherConfig;
import java.util.List;
import java.util.stream.IntStream;

/**
 * These facts describe a student beside its files.
 *
 * @param student id of the student's provenance
 * @param classes names of the classes, in the order of the outputs
 * @param teachers names of the teachers that it was distilled from
 * @param version of spark-distill
 */
record ExportFacts(String student, List<String> classes, List<String> teachers, String version) {
    ExportFacts {
        classes = List.copyOf(classes);
        teachers = List.copyOf(teachers);
    }

    static ExportFacts of(DistillConfig config, String student, String version) {
        List<String> classes = IntStream.range(0, config.task().classes())
                .mapToObj(config.task()::className)
                .toList();
        List<String> teachers = config.train().needsTeacher()
                ? config.teachers().stream().map(TeacherConfig::name).toList()
                : List.of();
        return new ExportFacts(student, classes, teachers, version);
    }

    /** Returns the text of {@code NOTICE.txt}, which says whose licenses bind whoever uses the student. */
    String notice() {
        String teaching = teachers.isEmpty()
                ? ""
                : """

                It was distilled from these teachers, whose licenses may bind those who use or pass on what
                is made of their answers: %s.
                """
                        .formatted(String.join(", ", teachers));
        return """
                Student %s, exported by spark-distill %s.

                spark-distill has the Apache License 2.0, which does not extend to this student: its
                parameters and its vocabulary are made of its training data, whose license applies to them.
                %sWhoever passes this folder on adds these licenses to it.
                """
                .formatted(student, version, teaching);
    }
}
