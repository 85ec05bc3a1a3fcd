package io.sparkdistill.jobs.evaluate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sparkdistill.jobs.config.TableFormat;
import io.sparkdistill.jobs.job.Artifacts;
import io.sparkdistill.jobs.job.InputException;
import io.sparkdistill.jobs.run.Run;
import io.sparkdistill.jobs.run.RunRecord;
import io.sparkdistill.jobs.run.RunTables;
import io.sparkdistill.jobs.storage.Output;
import io.sparkdistill.jobs.storage.Provenance;
import io.sparkdistill.table.Predicted;
import io.sparkdistill.table.Split;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;

/**
 * A compared run is one of several runs whose students are compared.
 *
 * @param name that tells it from the others
 */
public record ComparedRun(String name, Run run) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /**
     * Returns a run under a name.
     *
     * @param root folder of the output
     * @throws InputException if the run was not evaluated
     */
    public static ComparedRun of(String name, String root, String id, Configuration hadoop) {
        Run found = new Run(new Output(root, Map.of(), TableFormat.PARQUET, hadoop), id);
        RunRecord content = found.read();
        TableFormat format = TableFormat.valueOf(
                content.configuration().path("table-format").asText("parquet").toUpperCase(Locale.ROOT));
        Run run = new Run(new Output(root, Map.of(), format, hadoop), id);
        if (!run.output().exists(run.artifact(Evaluation.FILE))) {
            throw new InputException(
                    "Cannot compare run %s: it was not evaluated; run `evaluate` with its configuration"
                            .formatted(run.path()));
        }
        return new ComparedRun(name, run);
    }

    Evaluation evaluation() {
        return Evaluation.parse(run.output().readText(run.artifact(Evaluation.FILE)));
    }

    /** Returns the metrics and costs of its student. */
    ModelReport student() {
        ModelReport student = evaluation().models().get(Artifacts.STUDENT);
        if (student == null) {
            throw new InputException(
                    "Cannot compare run %s: it has no metrics, since there were no validation and no test examples"
                            .formatted(run.path()));
        }
        return student;
    }

    /** Returns the settings of its configuration by their keys. */
    SortedMap<String, String> settings() {
        return RunTables.flat(run.read().configuration());
    }

    LabeledRows rows(SparkSession spark, Split split, int most) {
        String predictions = run.artifact(Evaluation.PREDICTIONS);
        return LabeledRows.read(
                run.output().read(spark, predictions, Predicted.SCHEMA), Artifacts.STUDENT, split.columnValue(), most);
    }

    /** Returns what its training has recorded; missing if it is not known. */
    JsonNode training() {
        Optional<Provenance> provenance = run.output().provenance(run.artifact(Artifacts.STUDENT));
        return provenance
                .map(found -> JSON.<JsonNode>valueToTree(found.facts()).path("training"))
                .orElse(JSON.missingNode());
    }
}
