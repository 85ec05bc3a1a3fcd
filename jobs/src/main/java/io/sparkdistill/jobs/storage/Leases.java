package io.sparkdistill.jobs.storage;

import java.time.Duration;
import java.util.Deque;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.util.ShutdownHookManager;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Holds the leases of all folders that a run writes to. They are refreshed until the end of the run, then released. */
public final class Leases implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Leases.class);
    private static final Duration HEARTBEAT = Duration.ofSeconds(20);
    /** After Spark has stopped (40), before Hadoop closes its file systems (10). */
    private static final int SHUTDOWN_PRIORITY = 20;

    private final Deque<Lease> held = new ConcurrentLinkedDeque<>();
    private final ScheduledExecutorService heart = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "spark-distill lease");
        thread.setDaemon(true);
        return thread;
    });
    private final Runnable atShutdown = this::release;
    private ScheduledFuture<?> beats;

    private Leases() {}

    /** This setting decides whether leases that other runs hold are respected or broken. */
    public enum ExistingLeases {
        /** A lease of another run ends this run. */
        RESPECT,
        /** A lease of another run is deleted first, since that run is known to have ended. */
        BREAK
    }

    /**
     * Takes the leases of folders, and deletes what killed runs have left in their staging folders.
     *
     * @param folders each with the setting that names it
     * @throws LockedException if another run holds one; none is kept then
     * @throws io.sparkdistill.jobs.config.ConfigurationException if a folder cannot be written
     */
    public static Leases take(Map<Path, String> folders, Configuration hadoop, ExistingLeases existing) {
        Leases leases = new Leases();
        try {
            folders.forEach((folder, setting) -> {
                if (existing == ExistingLeases.BREAK) {
                    Lease.breakLease(folder, hadoop);
                }
                leases.held.push(Lease.take(setting, folder, hadoop));
                new Staging(folder, hadoop).sweep();
            });
            leases.keep();
            return leases;
        } catch (RuntimeException e) {
            leases.close();
            throw e;
        }
    }

    /** Whether a process that is alive holds the lease of a folder. */
    public static boolean isHeld(Path folder, Configuration hadoop) {
        return Lease.isHeld(folder, hadoop);
    }

    private void keep() {
        ShutdownHookManager.get().addShutdownHook(atShutdown, SHUTDOWN_PRIORITY);
        beats = heart.scheduleAtFixedRate(
                this::beat, HEARTBEAT.toMillis(), HEARTBEAT.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Refreshes each lease, whether or not the file systems of the others can be reached. */
    void beat() {
        held.forEach(lease -> {
            try {
                lease.refresh();
            } catch (RuntimeException e) {
                LOG.warn("A lease cannot be refreshed now: {}", e.getMessage());
            }
        });
    }

    /**
     * Checks that all leases are still held.
     *
     * @throws LockedException if somebody has broken one
     */
    public void requireHeld() {
        held.forEach(Lease::requireHeld);
    }

    private void release() {
        if (beats != null) {
            beats.cancel(false);
        }
        heart.shutdown();
        for (Lease lease = held.poll(); lease != null; lease = held.poll()) {
            lease.release();
        }
    }

    @Override
    public void close() {
        release();
        if (!ShutdownHookManager.get().isShutdownInProgress()) {
            ShutdownHookManager.get().removeShutdownHook(atShutdown);
        }
    }
}
