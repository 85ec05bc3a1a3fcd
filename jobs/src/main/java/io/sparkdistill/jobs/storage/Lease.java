package io.sparkdistill.jobs.storage;

import io.sparkdistill.jobs.config.ConfigurationException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.time.Duration;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A lease is the exclusive right of one run to write to a folder, held by a {@link LeaseFile}. Local file systems,
 * HDFS and some object stores create that file exclusively. S3 does so with Hadoop 3.4.2 or later; otherwise the file is
 * read again after {@link #SETTLING}, so that two runs which start at the same time go unnoticed only if one of them
 * needs longer than that between looking for the file and writing it.
 *
 * <p>A lease is taken over when its holder has ended: when it was a process of this machine that does not exist any
 * more, or when it has had no heartbeat for {@link #SILENCE}. The clocks of all machines must agree within about a
 * minute.
 */
final class Lease {
    /** Time without a heartbeat after which a holder counts as dead. */
    static final Duration SILENCE = Duration.ofMinutes(3);

    private static final Logger LOG = LoggerFactory.getLogger(Lease.class);
    /** Longer than another run takes between reading a dead lease and replacing it. */
    private static final Duration SETTLING = Duration.ofMillis(500);

    private final Path folder;
    private final FileSystem files;
    private final LeaseFile file;
    private final boolean createsFolder;
    private LeaseHolder holder;

    private Lease(Path folder, Configuration hadoop) throws IOException {
        this.files = folder.getFileSystem(hadoop);
        this.folder = files.makeQualified(folder);
        this.file = new LeaseFile(folder, hadoop);
        this.createsFolder = !files.exists(this.folder);
        this.holder = LeaseHolder.here();
    }

    /**
     * Takes the lease of a folder, which need not exist.
     *
     * @param setting that names the folder, for messages
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

    /** Deletes the lease of a folder, whoever holds it. */
    static void breakLease(Path folder, Configuration hadoop) {
        try {
            LeaseFile file = new LeaseFile(folder, hadoop);
            if (file.delete()) {
                LOG.warn("The lease {} was broken", file.path());
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot delete " + new Path(folder, LeaseFile.NAME), e);
        }
    }

    /** Whether a process that is alive holds the lease of a folder. */
    static boolean isHeld(Path folder, Configuration hadoop) {
        try {
            return new LeaseFile(folder, hadoop).read().filter(Lease::isAlive).isPresent();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + new Path(folder, LeaseFile.NAME), e);
        }
    }

    /** Returns the reason of a failure. The file exceptions of Java have no message but the path. */
    private static String reason(IOException e) {
        boolean named = e.getMessage() == null || e instanceof FileSystemException;
        return named ? e.getClass().getSimpleName() + ": " + e.getMessage() : e.getMessage();
    }

    private void take() throws IOException {
        if (!files.mkdirs(folder)) {
            throw new IOException("Cannot make the folder");
        }
        if (file.create(holder)) {
            if (!file.isCreatedExclusively()) {
                settle();
            }
            return;
        }
        Optional<LeaseHolder> other = file.read();
        boolean alive = other.isPresent() ? isAlive(other.get()) : file.isYoungerThan(SILENCE);
        if (alive) {
            throw locked(other);
        }
        LOG.warn("The run that held {} has ended without releasing it: {}", file.path(), describe(other));
        file.delete();
        if (!file.create(holder)) {
            throw locked(file.read());
        }
        settle();
    }

    private static boolean isAlive(LeaseHolder holder) {
        return !holder.hasEnded() && !holder.isSilentFor(SILENCE);
    }

    /** Waits until a run that takes the lease at the same time has done so. The last one of them has the lease. */
    private void settle() {
        try {
            Thread.sleep(SETTLING.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        requireHeld();
    }

    /** Writes a heartbeat. */
    synchronized void refresh() {
        if (isHeld()) {
            holder = holder.refreshed();
            file.write(holder);
        }
    }

    /**
     * Checks that no other run has broken this lease.
     *
     * @throws LockedException if one has
     */
    synchronized void requireHeld() {
        if (!isHeld()) {
            throw locked(file.read());
        }
    }

    /** Whether the file names this holder. A file that cannot be read at the moment counts as that of this lease. */
    private boolean isHeld() {
        return file.read().map(found -> found.token().equals(holder.token())).orElseGet(file::exists);
    }

    /** Deletes the file, unless another run has taken the lease. */
    synchronized void release() {
        try {
            if (isHeld()) {
                file.delete();
                // A run that fails before it writes anything leaves no empty folder.
                if (createsFolder && files.listStatus(folder).length == 0) {
                    files.delete(folder, false);
                }
            }
        } catch (IOException e) {
            LOG.warn("The lease {} cannot be deleted; it ends {} after its last heartbeat", file.path(), SILENCE, e);
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
}
