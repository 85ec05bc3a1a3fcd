package io.sparkdistill.jobs.evaluate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sparkdistill.jobs.job.Artifacts;
import io.sparkdistill.jobs.job.JobContext;
import io.sparkdistill.jobs.run.Run;
import io.sparkdistill.jobs.storage.Output;
import io.sparkdistill.jobs.storage.Provenance;
import io.sparkdistill.table.Logits;
import io.sparkdistill.table.SoftTargets;
import io.sparkdistill.table.TransferSet;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.fs.Path;

/**
 * Holds the facts that the verbs of a run have recorded with their results.
 *
 * @param augment counts of the verb augment
 * @param label counts of the verb label
 * @param trainings of the students and the baseline, by name
 * @param identities of the artifacts, by name
 * @param bytes on disk, by artifact
 */
record RunFacts(
        JsonNode augment,
        JsonNode label,
        Map<String, JsonNode> trainings,
        Map<String, String> identities,
        Map<String, Long> bytes) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String RESULT = "result";

    static RunFacts of(JobContext context, Run run, List<String> models) {
        Output output = context.output();
        Map<String, JsonNode> trainings = new LinkedHashMap<>();
        Map<String, String> identities = new LinkedHashMap<>();
        Map<String, Long> bytes = new LinkedHashMap<>();
        // Soft targets that training did not need are those of another run.
        boolean labeled = context.config().train().needsTeacher();
        List<String> sources = labeled ? List.of(TransferSet.TABLE, SoftTargets.TABLE) : List.of(TransferSet.TABLE);
        sources.forEach(table -> output.provenance(table).ifPresent(found -> identities.put(table, found.id())));
        for (String model : models) {
            output.provenance(run.artifact(model)).ifPresent(found -> {
                trainings.put(model, fact(found, "training"));
                identities.put(model, found.id());
            });
        }
        List.of(TransferSet.TABLE, TransferSet.EVALUATION_TABLE, Logits.TABLE, SoftTargets.TABLE)
                .forEach(table -> bytes.put(table, size(context, output.path(table))));
        bytes.put(Artifacts.STUDENT, size(context, output.path(run.artifact(Artifacts.STUDENT))));
        return new RunFacts(
                result(output, TransferSet.TABLE),
                labeled ? result(output, SoftTargets.TABLE) : JSON.missingNode(),
                trainings,
                identities,
                bytes);
    }

    private static JsonNode result(Output output, String table) {
        return output.provenance(table)
                .map(provenance -> fact(provenance, RESULT))
                .orElse(JSON.missingNode());
    }

    private static JsonNode fact(Provenance provenance, String name) {
        return JSON.valueToTree(provenance.facts()).path(name);
    }

    private static long size(JobContext context, Path path) {
        try {
            return path.getFileSystem(context.hadoop()).getContentSummary(path).getLength();
        } catch (FileNotFoundException absent) {
            return 0;
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot measure the size of a folder: " + path, e);
        }
    }

    /** Returns the duration of a training, in seconds. */
    double trainingSeconds(String model) {
        return ofEpochs(model, "seconds");
    }

    /** Returns the number of examples that a training has seen: each as often as it was used. */
    long trainingRows(String model) {
        return Math.round(ofEpochs(model, "rows"));
    }

    /** Adds up a number of all epochs or, where there are several per epoch, of all validations. */
    private double ofEpochs(String model, String field) {
        double sum = 0;
        for (JsonNode epoch : trainings.getOrDefault(model, JSON.missingNode()).path("epochs")) {
            sum += epoch.path(field).asDouble();
        }
        return sum;
    }
}
