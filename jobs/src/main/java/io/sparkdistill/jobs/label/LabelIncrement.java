package io.sparkdistill.jobs.label;

import io.sparkdistill.jobs.job.JobContext;
import io.sparkdistill.jobs.storage.Contents;
import io.sparkdistill.jobs.storage.Output;
import io.sparkdistill.jobs.storage.Provenance;
import io.sparkdistill.table.Logits;
import io.sparkdistill.table.SoftTargets;
import io.sparkdistill.table.TransferSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.spark.sql.SparkSession;

/**
 * Adds to complete soft targets those of examples that were added to the transfer set, at a cost that follows the number
 * of these examples, apart from reading the keys of all logits.
 */
final class LabelIncrement {
    /** The number of rejected examples among the inputs of a provenance. */
    static final String REJECTED = "rejected";

    private static final List<String> EXAMPLES = List.of(TransferSet.TABLE, TransferSet.EVALUATION_TABLE);
    private static final Contents CONTENTS = Contents.of(SoftTargets.TABLE).withGrowing(Logits.TABLE);

    private final Output output;
    private final SparkSession spark;

    LabelIncrement(JobContext context, SparkSession spark) {
        this.output = context.output();
        this.spark = spark;
    }

    /** Undoes or finishes what a killed run has left. */
    void recover() {
        List.of(Logits.TABLE, SoftTargets.TABLE, LabelJob.REJECTED)
                .forEach(table -> output.compactor(table).recover(table));
        output.increments().rollBack(SoftTargets.TABLE);
    }

    /** The name has the id of the soft targets, so that a state is never taken for that of others. */
    static String stateFile(String id) {
        return SoftTargets.TABLE + "/_labeled-" + id + ".json";
    }

    /**
     * Returns the examples to label: those that were added since the soft targets were completed or, if anything else
     * has changed, all.
     *
     * @param provenance that the soft targets will have, apart from the number of rejected examples
     */
    LabelScope scope(Provenance provenance) {
        return output.provenance(SoftTargets.TABLE)
                .filter(made -> isSameBesideExamples(made, provenance))
                .filter(made -> output.hasPlainFiles()
                        && output.damage(SoftTargets.TABLE).isEmpty())
                .flatMap(made -> state(made.id()))
                .filter(this::hasAllFiles)
                .<LabelScope>map(state -> LabelScope.Added.of(output, spark, state))
                .orElseGet(() -> new LabelScope.Whole(output, spark));
    }

    private Optional<LabeledState> state(String id) {
        return output.exists(stateFile(id)) ? LabeledState.parse(output.readText(stateFile(id))) : Optional.empty();
    }

    private static boolean isSameBesideExamples(Provenance made, Provenance provenance) {
        return withoutExamples(made).equals(withoutExamples(provenance)) && rejected(made) <= rejected(provenance);
    }

    private static Map<String, String> withoutExamples(Provenance provenance) {
        Map<String, String> inputs = new TreeMap<>(provenance.inputs());
        inputs.remove(TransferSet.TABLE);
        inputs.remove(REJECTED);
        return inputs;
    }

    private static long rejected(Provenance provenance) {
        return Long.parseLong(provenance.inputs().getOrDefault(REJECTED, "0"));
    }

    private boolean hasAllFiles(LabeledState state) {
        return EXAMPLES.stream().allMatch(table -> output.tableFiles(table)
                .entrySet()
                .containsAll(state.filesOf(table).entrySet()));
    }

    /** Records the soft targets before those of a scope are added. */
    void begin() {
        output.increments().begin(SoftTargets.TABLE, List.of(SoftTargets.TABLE));
    }

    /**
     * Marks the soft targets of a scope complete.
     *
     * @param predictions of the teachers for all labeled examples, as {@link TeacherAccuracyCheck} counts them
     */
    void complete(LabelScope scope, Provenance provenance, LabelResult result, List<long[]> predictions) {
        Optional<Provenance> before = output.provenance(SoftTargets.TABLE);
        output.writeText(
                stateFile(provenance.id()), presentState(result, predictions).json());
        if (scope.isWhole()) {
            output.markComplete(SoftTargets.TABLE, provenance, CONTENTS);
        } else {
            output.increments().complete(SoftTargets.TABLE, provenance, CONTENTS);
        }
        before.filter(made -> !made.id().equals(provenance.id()))
                .ifPresent(made -> output.delete(stateFile(made.id())));
    }

    /** Stores other facts about complete soft targets. */
    void refresh(Provenance provenance) {
        output.markComplete(SoftTargets.TABLE, provenance, CONTENTS);
    }

    private LabeledState presentState(LabelResult result, List<long[]> predictions) {
        Map<String, Map<String, Long>> files = new HashMap<>();
        EXAMPLES.forEach(table -> files.put(table, output.tableFiles(table)));
        files.put(Logits.TABLE, output.tableFiles(Logits.TABLE));
        Map<String, LabelingCounts> counts = new HashMap<>();
        result.teachers().forEach(teacher -> counts.put(teacher.fingerprint(), teacher.counts()));
        return new LabeledState(files, counts, predictions);
    }
}
