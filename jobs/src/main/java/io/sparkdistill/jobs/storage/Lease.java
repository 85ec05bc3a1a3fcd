package io.sparkdistill.jobs.storage;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.sparkdistill.jobs.config.ConfigurationException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The right of one run to write to a folder: the file {@code _lease.json} in it, which is created exclusively. Local file
 * systems and HDFS guarantee that. Object stores do not: there the file is read back after a moment, which leaves two runs
 * that start within it undetected only if the store is slow to show a new file.
 *
 * <p>A lease whose holder has ended is taken over: a process of this machine that is not there any more, or any holder
 * without a heartbeat for {@link #SILENCE}. Machines must agree on the time within a minute or so.
 */
final class Lease {
    static final String FILE = "_lease.json";
    /** Time without a heartbeat after which a holder counts as dead. */
    static final Duration SILENCE = Duration.ofMinutes(3);

    private static final Logger LOG = LoggerFactory.getLogger(Lease.class);
    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
    /** Longer than another run takes from reading a dead lease to replacing it. */
    private static final Duration SETTLING = Duration.ofMillis(500);

    private final Path folder;
    private final Path file;
    private final FileSystem files;
    private final SmallFiles small;
    private final boolean makesFolder;
    private LeaseHolder holder;

    private Lease(Path folder, Configuration hadoop) throws IOException {
        this.files = folder.getFileSystem(hadoop);
        this.folder = files.makeQualified(folder);
        this.file = new Path(this.folder, FILE);
        this.makesFolder = !files.exists(this.folder);
        this.small = new SmallFiles(hadoop);
        this.holder = LeaseHolder.here();
    }

    /**
     * Takes the lease of a folder, which need not be there yet.
     *
     * @param setting of the folder, for messages
     * @throws LockedException if another run holds it
     * @throws ConfigurationException if the folder cannot be written
     */
    static Lease take(String setting, Path folder, Configuration hadoop) {
        try {
            Lease lease = new Lease(folder, hadoop);
            lease.take();
            return lease;
        } catch (IOException e) {
            throw new ConfigurationException("%s: Cannot write to %s: %s; name a folder that this user may write"
                    .formatted(setting, folder, reason(e)));
        }
    }

    /** Removes the lease of a folder, whoever holds it. */
    static void breakLease(Path folder, Configuration hadoop) {
        Path file = new Path(folder, FILE);
        try {
            if (file.getFileSystem(hadoop).delete(file, false)) {
                LOG.warn("The lease {} was broken", file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot delete " + file, e);
        }
    }

    /** Java's own file exceptions have the path alone as their message. */
    private static String reason(IOException e) {
        boolean named = e.getMessage() == null || e instanceof FileSystemException;
        return named ? e.getClass().getSimpleName() + ": " + e.getMessage() : e.getMessage();
    }

    private void take() throws IOException {
        if (!files.mkdirs(folder)) {
            throw new IOException("Cannot make the folder");
        }
        if (create()) {
            if (!isLocal()) {
                settle();
            }
            return;
        }
        Optional<LeaseHolder> other = read();
        boolean alive =
                other.isPresent() ? !other.get().hasEnded() && !other.get().isSilentFor(SILENCE) : isYoung();
        if (alive) {
            throw locked(other);
        }
        LOG.warn("The run that held {} has ended without releasing it: {}", file, describe(other));
        files.delete(file, false);
        if (!create()) {
            throw locked(read());
        }
        settle();
    }

    /** A file that cannot be read is one that is just being written, unless it is old. */
    private boolean isYoung() throws IOException {
        return files.exists(file)
                && files.getFileStatus(file).getModificationTime() + SILENCE.toMillis() > System.currentTimeMillis();
    }

    /** Whether the file was not there and now is this lease. */
    private boolean create() throws IOException {
        try {
            if (isLocal()) {
                // Hadoop's local file system looks for the file first and creates it then, which is not exclusive.
                java.nio.file.Path local = java.nio.file.Path.of(file.toUri().getPath());
                Files.write(local, json(), StandardOpenOption.CREATE_NEW);
                // Of a lease that somebody deleted by hand.
                Files.deleteIfExists(local.resolveSibling("." + FILE + ".crc"));
            } else {
                try (var out = files.create(file, false)) {
                    out.write(json());
                }
            }
            return true;
        } catch (FileAlreadyExistsException | org.apache.hadoop.fs.FileAlreadyExistsException e) {
            return false;
        }
    }

    private boolean isLocal() {
        return "file".equals(file.toUri().getScheme());
    }

    /** Waits until a run that does the same has done it: the last one has the lease. */
    private void settle() {
        try {
            Thread.sleep(SETTLING.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        requireHeld();
    }

    /** Says that the holder lives. */
    synchronized void refresh() {
        if (isHeld()) {
            holder = holder.refreshed();
            small.write(file, json());
        }
    }

    /**
     * Checks that nobody has broken this lease.
     *
     * @throws LockedException if somebody has
     */
    synchronized void requireHeld() {
        if (!isHeld()) {
            throw locked(read());
        }
    }

    /** Whether the file is there and is not of another run; one that cannot be read for the moment is this lease. */
    private boolean isHeld() {
        return read().map(found -> found.token().equals(holder.token())).orElseGet(this::exists);
    }

    private boolean exists() {
        try {
            return files.exists(file);
        } catch (IOException unreachable) {
            return true;
        }
    }

    synchronized void release() {
        try {
            if (isHeld()) {
                files.delete(file, false);
                // A run that fails before it writes anything leaves no folder of its own.
                if (makesFolder && files.listStatus(folder).length == 0) {
                    files.delete(folder, false);
                }
            }
        } catch (IOException e) {
            LOG.warn("The lease {} cannot be deleted; it ends {} after its last heartbeat", file, SILENCE, e);
        }
    }

    private Optional<LeaseHolder> read() {
        try {
            return exists() ? Optional.of(JSON.readValue(small.read(file), LeaseHolder.class)) : Optional.empty();
        } catch (IOException | UncheckedIOException e) {
            return Optional.empty();
        }
    }

    private LockedException locked(Optional<LeaseHolder> other) {
        return new LockedException(
                "Cannot write to %s: another run writes there: %s; wait until it has ended, or, if it has, pass --break-lock"
                        .formatted(folder, describe(other)));
    }

    private static String describe(Optional<LeaseHolder> holder) {
        return holder.map(LeaseHolder::description).orElse("unknown");
    }

    private byte[] json() {
        try {
            return JSON.writeValueAsString(holder).getBytes(StandardCharsets.UTF_8);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }
}
