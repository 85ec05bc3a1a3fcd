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
 * The files of models that this process has fetched: those of one model once, as long as they do not change. A copy is
 * deleted some time after its files have changed or, above {@value #MOST} models, the longest not asked for; all of them
 * when the process ends.
 */
public final class StagedFiles {
    private static final int MOST = 100;
    /** By what names a model, in the order of their last use. */
    private static final Map<String, Copy> COPIES = new LinkedHashMap<>(16, 0.75f, true);
    /** Folders that Spark serves to executors, also to those that will be added. */
    private static final Set<Path> SERVED = new HashSet<>();

    private StagedFiles() {}

    /**
     * The files of one model.
     *
     * @param version changes whenever a file does
     * @param folder holds the files under their shipped names
     */
    public record Copy(String version, String fingerprint, Path folder) {
        private boolean isWhole(List<String> files) {
            return files.stream()
                    .map(file -> folder.resolve(ModelFiles.shippedName(fingerprint, file)))
                    .allMatch(Files::exists);
        }
    }

    /** Fetches files. */
    @FunctionalInterface
    public interface Fetch {
        /** Gives their fingerprint, once they lie in a folder under their shipped names. */
        String into(Path folder) throws IOException;
    }

    /**
     * The copy of a model's files, fetched if there is none of this version.
     *
     * @param model what names the model: equal for all its versions
     * @param files names within the model
     */
    public static synchronized Copy of(String model, String version, List<String> files, Fetch fetch)
            throws IOException {
        Copy last = COPIES.get(model);
        if (last != null && last.version().equals(version) && last.isWhole(files)) {
            return last;
        }
        Path folder = newFolder();
        Copy copy = new Copy(version, fetch.into(folder), folder);
        COPIES.put(model, copy);
        if (last != null) {
            drop(last, copy.fingerprint());
        }
        Iterator<Copy> eldest = COPIES.values().iterator();
        if (COPIES.size() > MOST) {
            Copy dropped = eldest.next();
            eldest.remove();
            drop(dropped, "");
        }
        return copy;
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

    /** Unloads a copy, and deletes it once the tasks that were about to load it have done so. */
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
