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
 * A lease holder describes the run that holds a lease, as the lease file stores it.
 *
 * @param token random identifier of this lease
 * @param owner name of the user
 * @param host name of the machine
 * @param processes scope within which process IDs are unique: a boot of a kernel and a PID namespace, or else the host
 * @param process process ID
 * @param processStart start time of the process, ISO 8601; empty if unknown
 * @param start time when the lease was taken, ISO 8601
 * @param heartbeat time when the lease was last refreshed, ISO 8601
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
    /** Process IDs are reused, so start times are compared; they are exact to about a second. */
    private static final Duration SAME_START = Duration.ofSeconds(3);

    LeaseHolder {
        Objects.requireNonNull(token, "token");
        Objects.requireNonNull(processes, "processes");
        Objects.requireNonNull(processStart, "processStart");
        Instant.parse(heartbeat);
    }

    /** Returns a holder for this process with a new token. */
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

    /** Returns this holder with the heartbeat of now. */
    LeaseHolder refreshed() {
        return new LeaseHolder(token, owner, host, processes, process, processStart, start, now());
    }

    /** Whether the process is known to have ended: it ran under the same kernel, which has no such process any more. */
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

    /** Whether the last heartbeat is older than this. */
    boolean isSilentFor(Duration time) {
        return Instant.parse(heartbeat).plus(time).isBefore(Instant.now());
    }

    /** Describes the run for messages. */
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

    /** Returns the scope of process IDs. Two containers may share a host name and both number processes from 1. */
    private static String processNumbers() {
        try {
            return Files.readString(Path.of("/proc/sys/kernel/random/boot_id")).strip() + " "
                    + Files.readSymbolicLink(Path.of("/proc/self/ns/pid"));
        } catch (IOException notLinux) {
            return hostName();
        }
    }
}
