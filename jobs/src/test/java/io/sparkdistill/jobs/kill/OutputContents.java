package io.sparkdistill.jobs.kill;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sparkdistill.jobs.LocalSpark;
import io.sparkdistill.table.Logits;
import io.sparkdistill.table.Predicted;
import io.sparkdistill.table.Rejected;
import io.sparkdistill.table.SoftTargets;
import io.sparkdistill.table.TransferSet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.spark.sql.types.StructType;

/** What the verbs have made in an output: all rows, all parameters and all metrics, without times. */
public record OutputContents(Map<String, Object> contents) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Map<String, StructType> TABLES = Map.of(
            TransferSet.TABLE,
            TransferSet.SCHEMA,
            TransferSet.EVALUATION_TABLE,
            TransferSet.SCHEMA,
            Logits.TABLE,
            Logits.SCHEMA,
            SoftTargets.TABLE,
            SoftTargets.SCHEMA,
            "rejected",
            without(Rejected.SCHEMA, Rejected.HOST, Rejected.ATTEMPT),
            Predicted.TABLE,
            Predicted.SCHEMA);

    public static OutputContents of(Path output) throws IOException {
        Map<String, Object> contents = new TreeMap<>();
        for (Map.Entry<String, StructType> table : TABLES.entrySet()) {
            for (Path folder : all(output, table.getKey())) {
                contents.put(name(output, folder), rows(folder, table.getValue()));
            }
        }
        for (Path file : all(output, "parameters.safetensors")) {
            contents.put(name(output, file), Arrays.hashCode(Files.readAllBytes(file)));
        }
        for (Path file : all(output, "metrics.json")) {
            contents.put(name(output, file), metrics(JSON.readTree(file.toFile())));
        }
        return new OutputContents(contents);
    }

    /** Returns a path in an output; the ids of runs have the time of their start. */
    private static String name(Path output, Path path) {
        return output.relativize(path).toString().replaceFirst("^runs/[^/]+", "runs/ID");
    }

    private static StructType without(StructType schema, String... columns) {
        return new StructType(Arrays.stream(schema.fields())
                .filter(field -> !List.of(columns).contains(field.name()))
                .toArray(org.apache.spark.sql.types.StructField[]::new));
    }

    private static List<Path> all(Path output, String name) throws IOException {
        try (Stream<Path> files = Files.walk(output)) {
            return files.filter(file -> file.getFileName().toString().equals(name))
                    .filter(file -> Stream.iterate(file, Path::getParent)
                            .takeWhile(parent -> !parent.equals(output))
                            .noneMatch(parent -> parent.getFileName().toString().startsWith("_")))
                    .sorted()
                    .toList();
        }
    }

    private static List<String> rows(Path folder, StructType schema) {
        return LocalSpark.session().read().schema(schema).parquet(folder.toString()).toJSON().collectAsList().stream()
                .sorted()
                .toList();
    }

    /** Returns the metrics without those of time. */
    private static JsonNode metrics(JsonNode node) {
        if (node instanceof ObjectNode object) {
            object.remove(List.of("cost", "rows-per-second"));
        }
        node.forEach(OutputContents::metrics);
        return node;
    }
}
