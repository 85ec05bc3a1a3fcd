package io.sparkdistill.jobs.kill;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.to_json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sparkdistill.jobs.LocalSpark;
import io.sparkdistill.table.Logits;
import io.sparkdistill.table.Predicted;
import io.sparkdistill.table.Rejected;
import io.sparkdistill.table.SoftTargets;
import io.sparkdistill.table.TransferSet;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * What the verbs have made in an output: the rows of all tables, the parameters, the metrics, the exported models, the
 * records of the runs, and which run is served; all without times, numbers of records to 12 digits. Runs are named by their order.
 */
public record OutputContents(Map<String, Object> contents) {
    private static final ObjectMapper JSON = new ObjectMapper();
    /** The names of values that differ from one undisturbed run to the next, or from one output to another. */
    private static final List<String> DIFFERING =
            List.of("cost", "rows-per-second", "started", "ended", "since", "seconds", "configuration");

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
        List<String> runs = runs(output);
        Map<String, Object> contents = new TreeMap<>();
        List<Dataset<Row>> tables = new ArrayList<>();
        for (Path path : shown(output)) {
            String file = path.getFileName().toString();
            String name = named(output.relativize(path).toString(), runs);
            if (Files.isDirectory(path)) {
                if (TABLES.containsKey(file)) {
                    contents.put(name, List.of());
                    tables.add(rows(path, TABLES.get(file), name));
                }
            } else if (file.endsWith(".json") && !file.equals("configuration.json")) {
                contents.put(name, withoutTimes(JSON.readTree(named(Files.readString(path), runs))));
            } else if (file.endsWith(".safetensors") || file.endsWith(".onnx") || file.equals("vocabulary.txt")) {
                contents.put(name, Arrays.hashCode(Files.readAllBytes(path)));
            } else if (!file.endsWith(".parquet")) {
                contents.put(name, "a file");
            }
        }
        contents.putAll(read(tables));
        return new OutputContents(contents);
    }

    /** Returns these contents with one of others. */
    OutputContents with(OutputContents others, String name) {
        Map<String, Object> all = new TreeMap<>(contents);
        all.put(name, others.contents.get(name));
        return new OutputContents(all);
    }

    private static List<String> runs(Path output) throws IOException {
        if (!Files.exists(output.resolve("runs"))) {
            return List.of();
        }
        try (Stream<Path> runs = Files.list(output.resolve("runs"))) {
            return runs.map(run -> run.getFileName().toString()).sorted().toList();
        }
    }

    /** Returns a text in which runs have their order as their names; their ids have the time of their start. */
    private static String named(String text, List<String> runs) {
        String named = text;
        for (int run = 0; run < runs.size(); run++) {
            named = named.replace(runs.get(run), Integer.toString(run + 1));
        }
        return named;
    }

    /** Returns all files and folders that are no records of the commands. */
    private static List<Path> shown(Path output) throws IOException {
        try (Stream<Path> files = Files.walk(output)) {
            return files.filter(file -> !file.equals(output))
                    .filter(file -> Stream.iterate(file, Path::getParent)
                            .takeWhile(parent -> !parent.equals(output))
                            .map(parent -> parent.getFileName().toString())
                            .noneMatch(name -> name.startsWith("_") || name.startsWith(".")))
                    .sorted()
                    .toList();
        }
    }

    private static StructType without(StructType schema, String... columns) {
        return new StructType(Arrays.stream(schema.fields())
                .filter(field -> !List.of(columns).contains(field.name()))
                .toArray(StructField[]::new));
    }

    private static Dataset<Row> rows(Path folder, StructType schema, String name) {
        return LocalSpark.session()
                .read()
                .schema(schema)
                .parquet(folder.toString())
                .select(lit(name).as("name"), to_json(struct(col("*"))).as("row"));
    }

    /** Reads all tables by one job of Spark. */
    private static Map<String, List<String>> read(List<Dataset<Row>> tables) {
        return tables.stream().reduce(Dataset::union).stream()
                .flatMap(all -> all.collectAsList().stream())
                .collect(Collectors.groupingBy(
                        row -> row.getString(0),
                        Collectors.collectingAndThen(
                                Collectors.mapping(row -> row.getString(1), Collectors.toList()),
                                rows -> rows.stream().sorted().toList())));
    }

    /** Returns JSON without times, and with numbers of 12 digits: the order of a sum decides the last ones. */
    private static JsonNode withoutTimes(JsonNode node) {
        if (node instanceof ObjectNode object) {
            object.remove(DIFFERING);
            object.properties().forEach(field -> field.setValue(withoutTimes(field.getValue())));
        } else if (node instanceof ArrayNode array) {
            IntStream.range(0, array.size()).forEach(index -> array.set(index, withoutTimes(array.get(index))));
        } else if (node.isDouble()) {
            BigDecimal rounded = node.decimalValue().round(new MathContext(12));
            return DoubleNode.valueOf(rounded.doubleValue());
        }
        return node;
    }
}
