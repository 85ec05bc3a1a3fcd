package io.sparkdistill.jobs.kill;

import java.io.File;
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
import java.util.zip.Deflater;

/**
 * Starts JVMs with the class path of the tests. To load the classes of Spark is most of what a short run does: a JVM can
 * store the classes that it has loaded, and the later ones start from them. Only classes in jars can be stored.
 */
public final class ForkedJvm {
    private final Path archive;
    private final String classPath;

    /**
     * Packs the class path.
     *
     * @param folder for the classes
     */
    public ForkedJvm(Path folder) throws IOException {
        Files.createDirectories(folder);
        this.archive = folder.resolve("classes.jsa");
        List<String> jars = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
            Path path = Path.of(entry);
            jars.add(Files.isDirectory(path) ? packed(path, folder.resolve(jars.size() + ".jar")) : entry);
        }
        this.classPath = String.join(File.pathSeparator, jars);
    }

    private static String packed(Path classes, Path jar) throws IOException {
        try (Stream<Path> files = Files.walk(classes);
                OutputStream out = Files.newOutputStream(jar);
                JarOutputStream packed = new JarOutputStream(out)) {
            packed.setLevel(Deflater.BEST_SPEED);
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                packed.putNextEntry(new JarEntry(classes.relativize(file).toString()));
                Files.copy(file, packed);
            }
        }
        return jar.toString();
    }

    /** Whether a JVM has stored its classes. */
    public boolean hasClasses() {
        return Files.exists(archive);
    }

    /**
     * Starts a JVM that stores the classes that it has loaded when it ends.
     *
     * @param program class with the method {@code main}, and its arguments before those
     * @param printed file for what it prints
     */
    public Process startAndStoreClasses(List<String> program, List<String> arguments, Path printed) throws IOException {
        return start(List.of("-XX:ArchiveClassesAtExit=" + archive), program, arguments, printed);
    }

    /** Starts a JVM as {@link #startAndStoreClasses} does, from stored classes if there are some. */
    public Process start(List<String> program, List<String> arguments, Path printed) throws IOException {
        List<String> stored = hasClasses() ? List.of("-XX:SharedArchiveFile=" + archive) : List.of();
        return start(stored, program, arguments, printed);
    }

    private Process start(List<String> classes, List<String> program, List<String> arguments, Path printed)
            throws IOException {
        List<String> command = new ArrayList<>(List.of(
                ProcessHandle.current().info().command().orElseThrow(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xmx1g",
                "-Xlog:disable",
                "-cp",
                classPath));
        command.addAll(classes);
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(argument -> argument.startsWith("--add-opens") || argument.startsWith("-D"))
                .forEach(command::add);
        command.addAll(program);
        command.addAll(arguments);
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(printed.toFile())
                .start();
    }
}
