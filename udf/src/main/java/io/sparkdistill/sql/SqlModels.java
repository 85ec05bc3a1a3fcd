package io.sparkdistill.sql;

import io.sparkdistill.distill.InvalidInputException;
import io.sparkdistill.inference.ShippedModel;
import io.sparkdistill.inference.StagedModel;
import io.sparkdistill.teacher.AllowedRoots;
import io.sparkdistill.teacher.ModelStaging;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkContext;

/**
 * Stages the models of calls on the driver. Each model is fetched and loaded once for a trial, and again when one of
 * its files changes.
 */
final class SqlModels {
    private static final int MAX_TRIED = 1_000;
    /** The fingerprints of models that have been loaded successfully. */
    private static final Set<String> TRIED = ConcurrentHashMap.newKeySet();

    private SqlModels() {}

    /**
     * Ships the model of a call to all executors.
     *
     * @return the shipped model; null if a constant argument is null
     * @throws InvalidInputException if the model cannot be read or loaded
     */
    static ShippedModel ship(ModelCall call, SparkContext context) {
        List<Object> constants = call.constants();
        for (int i = 0; i < constants.size(); i++) {
            if (i != ModelFunction.TEXT && constants.get(i) == null) {
                return null;
            }
        }
        try {
            StagedModel model = stage(call.function(), constants, staging(context));
            return model.ship(context);
        } catch (InvalidInputException exception) {
            throw exception.during("evaluate " + call.prettyName());
        } catch (IOException | RuntimeException exception) {
            throw new InvalidInputException(
                    "evaluate " + call.prettyName(),
                    "unreadable model %s: %s".formatted(constants.get(0), exception.getMessage()),
                    exception);
        }
    }

    /**
     * Returns a staging that reads allowed folders only. The restriction is read from the context, whose properties a
     * user of a session cannot change by SET.
     */
    static ModelStaging staging(SparkContext context) {
        SparkConf conf = context.getConf();
        AllowedRoots allowed =
                conf.contains(AllowedRoots.KEY) ? AllowedRoots.parse(conf.get(AllowedRoots.KEY)) : AllowedRoots.ANY;
        return new ModelStaging(context.hadoopConfiguration(), allowed);
    }

    private static StagedModel stage(ModelFunction function, List<Object> constants, ModelStaging staging)
            throws IOException {
        StagedModel model = staging.stage(function.finder().find(staging, constants));
        String fingerprint = model.spec().fingerprint();
        if (!TRIED.contains(fingerprint)) {
            model.trial().close();
            if (TRIED.size() >= MAX_TRIED) {
                TRIED.clear();
            }
            TRIED.add(fingerprint);
        }
        return model;
    }
}
