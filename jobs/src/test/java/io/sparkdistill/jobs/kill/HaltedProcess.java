package io.sparkdistill.jobs.kill;

import java.io.IOException;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;

/**
 * Starts {@link HaltedRun} as a process. To load the classes of Spark is most of what a short run does: a process can
 * store the classes that it has loaded, and the later ones start from them. Only classes in jars can be stored.
 */
final class HaltedProcess {
    private final Path archive;
    private final String classPath;

    /**
     * Packs the class path.
     *
     * @param folder for the classes
     */
    HaltedProcess(Path folder) throws IOException {
        Files.createDirectories(folder);
        this.archive = folder.resolve("classes.jsa");
        List<String> jars = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(java.io.File.pathSeparator, -1)) {
            Path path = Path.of(entry);
            jars.add(Files.isDirectory(path) ? packed(path, folder.resolve(jars.size() + ".jar")) : entry);
        }
        this.classPath = String.join(java.io.File.pathSeparator, jars);
    }

    private static String packed(Path classes, Path jar) throws IOException {
        try (Stream<Path> files = Files.walk(classes);
                OutputStream out = Files.newOutputStream(jar);
                JarOutputStream packed = new JarOutputStream(out)) {
            packed.setLevel(java.util.zip.Deflater.BEST_SPEED);
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                packed.putNextEntry(new JarEntry(classes.relativize(file).toString()));
                Files.copy(file, packed);
            }
        }
        return jar.toString();
    }

    /**
     * Runs a verb that is not halted. The first time, the classes that it has loaded are stored for further processes.
     *
     * @param arguments of {@link HaltedRun#main}
     * @param printed file for what it prints
     * @return the exit code
     */
    int runToItsEnd(List<String> arguments, Path printed) throws IOException, InterruptedException {
        return Files.exists(archive)
                ? run(arguments, printed)
                : start(List.of("-XX:ArchiveClassesAtExit=" + archive), arguments, printed);
    }

    /** Runs a verb until it is halted or has ended, as {@link #runToItsEnd} does. */
    int run(List<String> arguments, Path printed) throws IOException, InterruptedException {
        return start(
                Files.exists(archive) ? List.of("-XX:SharedArchiveFile=" + archive) : List.of(), arguments, printed);
    }

    private int start(List<String> options, List<String> arguments, Path printed)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                ProcessHandle.current().info().command().orElseThrow(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xmx1g",
                "-Xlog:disable",
                "-cp",
                classPath));
        command.addAll(options);
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(argument -> argument.startsWith("--add-opens") || argument.startsWith("-D"))
                .forEach(command::add);
        command.add(HaltedRun.class.getName());
        command.addAll(arguments);
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(printed.toFile())
                .start()
                .waitFor();
    }
}
