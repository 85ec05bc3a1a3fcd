package io.sparkdistill.inference;

import io.sparkdistill.engine.LocalFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.commons.io.FileUtils;
import org.apache.spark.util.ShutdownHookManager;

/**
 * Caches the model files that this process has fetched: each model is fetched once, as long as its files do not change.
 * A copy is deleted some time after its files have changed or, above {@value #MAX_MODELS} models, when it is the least
 * recently used; all copies are deleted when the process ends.
 */
public final class StagedFiles {
    private static final int MAX_MODELS = 100;
    /** Copies by the name of the model, in the order of their last use. */
    private static final Map<String, Copy> COPIES = new LinkedHashMap<>(16, 0.75f, true);
    /** Folders that Spark serves to executors, including executors that are added later. */
    private static final Set<Path> SERVED = new HashSet<>();

    private StagedFiles() {}

    /**
     * Says what has been fetched.
     *
     * @param fingerprint fingerprint of the model
     * @param digests SHA-256 of each file in hexadecimal digits, by its name within the model
     */
    public record Fetched(String fingerprint, Map<String, String> digests) {
        public Fetched {
            digests = Map.copyOf(digests);
        }
    }

    /**
     * A copy holds the files of one version of a model.
     *
     * @param version text that changes whenever a file changes
     * @param folder folder of the files under their shipped names
     */
    public record Copy(String version, Fetched fetched, Path folder) {
        /** Returns the fingerprint of the model. */
        public String fingerprint() {
            return fetched.fingerprint();
        }

        private boolean isWhole(List<String> files) {
            return files.stream()
                    .map(file -> folder.resolve(ModelFiles.shippedName(fingerprint(), file)))
                    .allMatch(Files::exists);
        }
    }

    /** Fetches files. */
    @FunctionalInterface
    public interface Fetch {
        /** Fetches the files into a folder, under their shipped names. */
        Fetched into(Path folder) throws IOException;
    }

    /**
     * Returns the copy of a model's files, fetching them if there is no copy of this version.
     *
     * @param model name of the model, equal for all its versions
     * @param files names of the files within the model
     */
    public static synchronized Copy of(String model, String version, List<String> files, Fetch fetch)
            throws IOException {
        Copy last = COPIES.get(model);
        if (last != null && last.version().equals(version) && last.isWhole(files)) {
            return last;
        }
        Path folder = newFolder();
        Copy copy = new Copy(version, fetched(fetch, folder), folder);
        COPIES.put(model, copy);
        if (last != null) {
            drop(last, copy.fingerprint());
        }
        Iterator<Copy> eldest = COPIES.values().iterator();
        if (COPIES.size() > MAX_MODELS) {
            Copy dropped = eldest.next();
            eldest.remove();
            drop(dropped, "");
        }
        return copy;
    }

    /** Fetches files; what a failure leaves of them, which may be gigabytes, is deleted. */
    private static Fetched fetched(Fetch fetch, Path folder) throws IOException {
        try {
            return fetch.into(folder);
        } catch (IOException | RuntimeException e) {
            delete(folder);
            throw e;
        }
    }

    private static Path newFolder() throws IOException {
        Path folder = Files.createTempDirectory(Files.createDirectories(LocalFolder.path()), "spark-distill-model");
        ShutdownHookManager.registerShutdownDeleteDir(folder.toFile());
        return folder;
    }

    /** Keeps a folder until the process ends. */
    static synchronized void keep(Path folder) {
        SERVED.add(folder);
    }

    /** Unloads a copy, and deletes it after the time in which tasks may still be loading it. */
    private static void drop(Copy copy, String successor) {
        if (!copy.fingerprint().equals(successor)) {
            ModelCache.close(copy.fingerprint());
        }
        if (!SERVED.contains(copy.folder())) {
            CompletableFuture.delayedExecutor(ModelSettings.current().idleMinutes(), TimeUnit.MINUTES)
                    .execute(() -> delete(copy.folder()));
        }
    }

    private static void delete(Path folder) {
        FileUtils.deleteQuietly(folder.toFile());
        ShutdownHookManager.removeShutdownDeleteDir(folder.toFile());
    }
}
