package io.sparkdistill.jobs.doctor;

import com.sun.management.OperatingSystemMXBean;
import io.sparkdistill.engine.LocalFolder;
import io.sparkdistill.engine.PyTorch;
import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.spark.TaskContext;

/**
 * Describes the hardware and software of the machine of the calling thread. Sizes are in bytes.
 *
 * @param host name of the machine
 * @param java version and vendor
 * @param processor operating system and architecture
 * @param cores number of cores that the JVM may use
 * @param instructions vector instructions that speed up models; empty where they cannot be found out
 * @param memory physical memory
 * @param heap largest heap of the JVM
 * @param localFolder Spark's folder for temporary files
 * @param freeDisk space that is left there
 * @param gpus addresses of the GPUs that Spark assigned to the running task
 */
public record Machine(
        String host,
        String java,
        String processor,
        int cores,
        List<String> instructions,
        long memory,
        long heap,
        String localFolder,
        long freeDisk,
        List<String> gpus)
        implements Serializable {
    private static final Path CPU = Path.of("/proc/cpuinfo");
    private static final Map<String, String> INSTRUCTIONS = instructionNames();

    public Machine {
        instructions = List.copyOf(instructions);
        gpus = List.copyOf(gpus);
    }

    /** Looks at the machine of the calling thread. */
    public static Machine here() {
        Path local = LocalFolder.path();
        OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
        try {
            return new Machine(
                    InetAddress.getLocalHost().getHostName(),
                    System.getProperty("java.version") + ", " + System.getProperty("java.vendor"),
                    System.getProperty("os.name") + ", " + System.getProperty("os.arch"),
                    Runtime.getRuntime().availableProcessors(),
                    instructionsOf(Files.isReadable(CPU) ? Files.readString(CPU) : ""),
                    system.getTotalMemorySize(),
                    Runtime.getRuntime().maxMemory(),
                    local.toString(),
                    local.toFile().getUsableSpace(),
                    assignedGpus());
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot look at this machine", e);
        }
    }

    private static Map<String, String> instructionNames() {
        Map<String, String> names = new LinkedHashMap<>();
        names.put("avx2", "AVX2");
        names.put("avx512f", "AVX-512");
        names.put("avx512_vnni", "AVX-512 VNNI");
        names.put("avx512_bf16", "AVX-512 bfloat16");
        names.put("amx_tile", "AMX");
        names.put("asimd", "NEON");
        names.put("sve", "SVE");
        return names;
    }

    /** Returns the known instructions that Linux lists in {@code /proc/cpuinfo}. */
    static List<String> instructionsOf(String cpuinfo) {
        Set<String> flags = cpuinfo.lines()
                .filter(line -> line.startsWith("flags") || line.startsWith("Features"))
                .flatMap(line -> Arrays.stream(
                        line.substring(line.indexOf(':') + 1).trim().split("\\s+")))
                .collect(Collectors.toSet());
        return INSTRUCTIONS.entrySet().stream()
                .filter(instruction -> flags.contains(instruction.getKey()))
                .map(Map.Entry::getValue)
                .toList();
    }

    private static List<String> assignedGpus() {
        TaskContext task = TaskContext.get();
        return task == null || !task.resources().contains(PyTorch.GPU_RESOURCE)
                ? List.of()
                : List.of(task.resources().apply(PyTorch.GPU_RESOURCE).addresses());
    }
}
