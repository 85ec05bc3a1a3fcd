package io.sparkdistill.jobs.sweep;

import io.sparkdistill.jobs.config.DistillConfig;
import io.sparkdistill.jobs.job.JobContext;
import io.sparkdistill.jobs.job.ResultSettings;
import io.sparkdistill.jobs.job.Verbs;
import io.sparkdistill.table.Rejected;
import io.sparkdistill.table.SoftTargets;
import io.sparkdistill.table.TransferSet;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * Decides where the variants of a sweep keep their tables. Variants with the same settings of a table share it, in the
 * folder of the first one, so that it is made once. Searched variants share the folder of the sweep; their tables with
 * other settings than its own are in folders in it.
 */
final class SharedTables {
    private static final List<String> OF_AUGMENT =
            List.of(TransferSet.TABLE, TransferSet.EVALUATION_TABLE, Rejected.of(Verbs.AUGMENT));
    private static final List<String> OF_LABEL = List.of(SoftTargets.TABLE, Rejected.of(Verbs.LABEL));

    private final Map<String, String> folders = new HashMap<>();
    private final Set<String> made = new HashSet<>();
    private final DistillConfig base;

    SharedTables(DistillConfig base) {
        this.base = base;
    }

    /** Returns the context of a variant with a name, which has a folder of its own. */
    JobContext named(JobContext context) {
        String own = context.config().output();
        return sharing(context, own, own);
    }

    /** Returns the context of a searched variant, whose run is in the folder of the sweep. */
    JobContext searched(JobContext context) {
        DistillConfig config = context.config();
        return sharing(context, folder(augment(config), augment(base)), folder(label(config), label(base)));
    }

    /** Whether a searched variant is the first one with its tables, which makes them for all others. */
    boolean isMaker(JobContext context) {
        return made.add(
                label(context.config()) + " with " + context.config().train().needsTeacher());
    }

    private String folder(String settings, String ofBase) {
        String hash = UUID.nameUUIDFromBytes(settings.getBytes(StandardCharsets.UTF_8))
                .toString();
        return settings.equals(ofBase) ? base.output() : base.output() + "/tables-" + hash.substring(0, 8);
    }

    private JobContext sharing(JobContext context, String ofAugment, String ofLabel) {
        Map<String, String> tables = new HashMap<>();
        String augment = folders.computeIfAbsent(augment(context.config()), settings -> ofAugment);
        String label = folders.computeIfAbsent(label(context.config()), settings -> ofLabel);
        OF_AUGMENT.forEach(table -> tables.put(table, augment + "/" + table));
        OF_LABEL.forEach(table -> tables.put(table, label + "/" + table));
        return context.withTables(tables);
    }

    private static String augment(DistillConfig config) {
        return "augment " + ResultSettings.augment(config);
    }

    private static String label(DistillConfig config) {
        return "label " + ResultSettings.label(config) + ResultSettings.teachers(config) + augment(config);
    }
}
