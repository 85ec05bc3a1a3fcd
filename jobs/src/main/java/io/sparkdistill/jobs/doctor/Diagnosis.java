package io.sparkdistill.jobs.doctor;

import io.sparkdistill.engine.Djl;
import io.sparkdistill.engine.NativesException;
import io.sparkdistill.engine.PyTorch;
import io.sparkdistill.jobs.job.JobContext;
import io.sparkdistill.jobs.report.Figures;
import io.sparkdistill.jobs.report.TextTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.commons.lang3.SerializationUtils;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.package$;
import org.apache.spark.sql.SparkSession;
import scala.util.Properties;

/**
 * A diagnosis lists the facts about the driver and the executors, and the faults found there.
 *
 * @param facts names and values
 * @param faults what is wrong, each with its remedy
 */
public record Diagnosis(List<Fact> facts, List<String> faults) {
    private static final long LEAST_HEAP = 900L << 20;
    private static final long LEAST_DISK = 2L << 30;
    private static final String UNKNOWN = "unknown";

    public Diagnosis {
        facts = List.copyOf(facts);
        faults = List.copyOf(faults);
    }

    /** A fact names one part of the system and describes it. */
    public record Fact(String name, String value) {}

    /** Looks at the driver, at the libraries, and at every machine that runs a task. */
    public static Diagnosis of(SparkSession spark) {
        List<Fact> facts = new ArrayList<>();
        List<String> faults = new ArrayList<>();
        SparkConf conf = spark.sparkContext().conf();
        facts.add(new Fact("spark-distill", JobContext.version()));
        facts.add(new Fact("Spark", package$.MODULE$.SPARK_VERSION()));
        facts.add(new Fact("Scala", Properties.versionNumberString()));
        facts.add(new Fact("master", spark.sparkContext().master()));
        facts.add(
                new Fact("tasks at once", Integer.toString(spark.sparkContext().defaultParallelism())));
        facts.add(new Fact(
                "GPUs per executor, per task",
                conf.get("spark.executor.resource.gpu.amount", "0") + ", "
                        + conf.get("spark.task.resource.gpu.amount", "0")));
        addLibraries(facts, faults);
        Machine driver = Machine.here();
        addMachine(facts, faults, "driver", driver);
        machines(spark).stream()
                .filter(machine ->
                        !spark.sparkContext().isLocal() || !machine.gpus().isEmpty())
                .forEach(machine -> addMachine(facts, faults, "executor", machine));
        return new Diagnosis(facts, faults.stream().distinct().toList());
    }

    private static void addLibraries(List<Fact> facts, List<String> faults) {
        facts.add(new Fact("DJL", Djl.version()));
        facts.add(new Fact("native libraries in", Djl.nativesFolder().toString()));
        facts.add(new Fact("PyTorch", loaded(() -> PyTorch.engine().getVersion(), faults)));
        facts.add(new Fact(
                "tokenizers",
                loaded(
                        () -> {
                            Djl.loadTokenizers();
                            return "loaded";
                        },
                        faults)));
    }

    private static String loaded(Supplier<String> library, List<String> faults) {
        try {
            return library.get();
        } catch (NativesException e) {
            faults.add(e.getMessage());
            return "not loaded";
        }
    }

    private static void addMachine(List<Fact> facts, List<String> faults, String role, Machine machine) {
        String name = role + " " + machine.host();
        facts.add(new Fact(name + ": Java", machine.java()));
        facts.add(new Fact(name + ": processor", machine.processor() + ", " + machine.cores() + " cores"));
        facts.add(new Fact(
                name + ": instructions",
                machine.instructions().isEmpty() ? UNKNOWN : String.join(", ", machine.instructions())));
        facts.add(new Fact(
                name + ": memory, heap", Figures.bytes(machine.memory()) + ", " + Figures.bytes(machine.heap())));
        facts.add(new Fact(name + ": disk", Figures.bytes(machine.freeDisk()) + " free in " + machine.localFolder()));
        if (!machine.gpus().isEmpty()) {
            facts.add(new Fact(name + ": GPUs", String.join(", ", machine.gpus())));
        }
        faults.addAll(faults(role, machine));
    }

    /** Returns what is wrong with a machine. */
    static List<String> faults(String role, Machine machine) {
        List<String> faults = new ArrayList<>();
        if (machine.heap() < LEAST_HEAP) {
            faults.add("The %s on %s has a heap of %s only; set --%s-memory to 2g or more"
                    .formatted(role, machine.host(), Figures.bytes(machine.heap()), role));
        }
        if (machine.freeDisk() < LEAST_DISK) {
            faults.add("The %s on %s has %s of free disk in %s; set spark.local.dir to a folder with more"
                    .formatted(role, machine.host(), Figures.bytes(machine.freeDisk()), machine.localFolder()));
        }
        return faults;
    }

    /** Runs one task per slot, and returns each machine once. */
    private static List<Machine> machines(SparkSession spark) {
        int slots = spark.sparkContext().defaultParallelism();
        List<Integer> tasks = IntStream.range(0, slots).boxed().toList();
        return new JavaSparkContext(spark.sparkContext())
                        .parallelize(tasks, slots)
                        .mapPartitions(none -> Stream.of(bytes(Machine.here())).iterator())
                        .collect()
                        .stream()
                        .map(Diagnosis::machine)
                        .collect(Collectors.toMap(Machine::host, machine -> machine, (one, other) -> one))
                        .values()
                        .stream()
                        .toList();
    }

    private static byte[] bytes(Machine machine) {
        return SerializationUtils.serialize(machine);
    }

    private static Machine machine(byte[] bytes) {
        return SerializationUtils.deserialize(bytes);
    }

    /** Whether nothing is wrong. */
    public boolean isHealthy() {
        return faults.isEmpty();
    }

    /** Formats facts and faults for the terminal. */
    @Override
    public String toString() {
        TextTable table = new TextTable("doctor", "found");
        facts.forEach(fact -> table.row(fact.name(), fact.value()));
        String verdict =
                faults.isEmpty() ? "Nothing is wrong." : String.format(Locale.ROOT, "%d faults:", faults.size());
        return Stream.concat(
                        Stream.of(table.toString(), verdict), faults.stream().map(fault -> "- " + fault))
                .collect(Collectors.joining(System.lineSeparator()));
    }
}
