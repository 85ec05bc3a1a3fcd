package io.sparkdistill.jobs.storage;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/**
 * The run that holds a lease.
 *
 * @param token random, tells this lease from all others
 * @param owner name of the user
 * @param host name of the machine
 * @param processes what numbers the processes: a boot of a kernel and a namespace in it; the host where that is unknown
 * @param process number of the process
 * @param processStart when the process began, ISO 8601; empty where that is unknown
 * @param start when the lease was taken, ISO 8601
 * @param heartbeat when the lease was last refreshed, ISO 8601
 */
@JsonIgnoreProperties(ignoreUnknown = true)
record LeaseHolder(
        String token,
        String owner,
        String host,
        String processes,
        long process,
        String processStart,
        String start,
        String heartbeat) {
    /** A process number may be given away again; starts are exact to a second or so. */
    private static final Duration SAME_START = Duration.ofSeconds(3);

    LeaseHolder {
        Objects.requireNonNull(token, "token");
        Objects.requireNonNull(processes, "processes");
        Objects.requireNonNull(processStart, "processStart");
        Instant.parse(heartbeat);
    }

    /** This process, from now on. */
    static LeaseHolder here() {
        String now = now();
        ProcessHandle process = ProcessHandle.current();
        return new LeaseHolder(
                UUID.randomUUID().toString(),
                System.getProperty("user.name", "unknown"),
                hostName(),
                processNumbers(),
                process.pid(),
                started(process),
                now,
                now);
    }

    /** The same a heartbeat later. */
    LeaseHolder refreshed() {
        return new LeaseHolder(token, owner, host, processes, process, processStart, start, now());
    }

    /** Whether its process is known to have ended: it ran under the same kernel, and is not there any more. */
    boolean hasEnded() {
        if (!processes.equals(processNumbers())) {
            return false;
        }
        Optional<ProcessHandle> running = ProcessHandle.of(process).filter(ProcessHandle::isAlive);
        return running.isEmpty() || !isSameStart(started(running.get()));
    }

    private boolean isSameStart(String other) {
        return processStart.isEmpty()
                || other.isEmpty()
                || Duration.between(Instant.parse(processStart), Instant.parse(other))
                                .abs()
                                .compareTo(SAME_START)
                        <= 0;
    }

    /** Whether its last heartbeat is older than this. */
    boolean isSilentFor(Duration time) {
        return Instant.parse(heartbeat).plus(time).isBefore(Instant.now());
    }

    /** The run in words. */
    String description() {
        return "%s on %s, process %d, since %s (last heartbeat %s)".formatted(owner, host, process, start, heartbeat);
    }

    private static String now() {
        return Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
    }

    private static String started(ProcessHandle process) {
        return process.info().startInstant().map(Instant::toString).orElse("");
    }

    private static String hostName() {
        try {
            return Files.readString(Path.of("/proc/sys/kernel/hostname")).strip();
        } catch (IOException notLinux) {
            return Optional.ofNullable(System.getenv("HOSTNAME"))
                    .or(() -> Optional.ofNullable(System.getenv("COMPUTERNAME")))
                    .orElse("unknown");
        }
    }

    /** Two containers may have one host name, and number their processes each from 1. */
    private static String processNumbers() {
        try {
            return Files.readString(Path.of("/proc/sys/kernel/random/boot_id")).strip() + " "
                    + Files.readSymbolicLink(Path.of("/proc/self/ns/pid"));
        } catch (IOException notLinux) {
            return hostName();
        }
    }
}
