package io.sparkdistill.engine;

import ai.djl.util.Utils;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Chooses the folder into which DJL unpacks native libraries: that of {@code DJL_CACHE_DIR} or {@code
 * ENGINE_CACHE_DIR}, else {@code .djl.ai} in the user's home, else, if the home is not writable, a folder in Spark's
 * local folder.
 */
final class NativesFolder {
    private static final Logger LOG = LoggerFactory.getLogger(NativesFolder.class);
    private static final String SETTING = "DJL_CACHE_DIR";
    private static final String NAME = ".djl.ai";

    private NativesFolder() {}

    /** Sets DJL's folder where its default is not writable. */
    static void choose() {
        if (isSet(SETTING) || isSet("ENGINE_CACHE_DIR")) {
            return;
        }
        Path home = Path.of(System.getProperty("user.home", ""));
        // A user without an entry in the system's table has the home "?", which is no folder.
        if (!Files.isDirectory(home) || !isWritable(home.resolve(NAME))) {
            Path other = LocalFolder.path().resolve(NAME);
            LOG.info("Native libraries are unpacked into {}: {} cannot be written", other, home);
            System.setProperty(SETTING, other.toString());
        }
    }

    private static boolean isSet(String name) {
        String value = Utils.getEnvOrSystemProperty(name);
        return value != null && !value.isEmpty();
    }

    /**
     * Tests the folder by writing a file: permissions are not checked for the superuser, and do not show full or
     * read-only disks.
     */
    private static boolean isWritable(Path folder) {
        try {
            Files.createDirectories(folder);
            Files.delete(Files.createTempFile(folder, "writable", null));
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /**
     * Runs work that may unpack libraries while no other JVM unpacks: DJL deletes an incomplete folder even if another
     * JVM has completed it in the meantime. If the folder cannot be locked, the work runs without a lock.
     */
    static <T> T whileLocked(Supplier<T> work) {
        try (FileChannel lock = lock()) {
            LOG.debug("Loading native libraries, locked: {}", lock != null);
            return work.get();
        } catch (IOException e) {
            throw new IllegalStateException("Cannot unlock the folder of native libraries: " + e.getMessage(), e);
        }
    }

    /** Locks the folder; closing the channel releases the lock. */
    private static FileChannel lock() {
        FileChannel channel = null;
        try {
            Path folder = Utils.getEngineCacheDir();
            Files.createDirectories(folder);
            channel = FileChannel.open(
                    folder.resolve("unpacking.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            channel.lock();
        } catch (IOException | IllegalStateException e) {
            // A folder of an image may be whole and read-only; some file systems know no locks.
            LOG.debug("Native libraries are unpacked without a lock", e);
        }
        return channel;
    }

    /** Creates the exception, which says what a user can do. */
    static NativesException notLoaded(String what, Throwable error) {
        Path folder = Utils.getEngineCacheDir();
        return new NativesException(
                ("Cannot load the native libraries of %s from %s: %s; set the environment variable %s to a folder that can"
                                + " be written and whose libraries may be loaded")
                        .formatted(
                                what,
                                folder,
                                isWritable(folder) ? RootMessage.root(error) : "it cannot be written",
                                SETTING),
                error);
    }
}
