package io.sparkdistill.jobs.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sparkdistill.jobs.config.ConfigurationException;
import io.sparkdistill.jobs.storage.Leases.ExistingLeases;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LeasesTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path folder;

    @Test
    void areHeldByOneRunAtATime() throws IOException {
        try (Leases held = take(ExistingLeases.RESPECT)) {
            held.requireHeld();
            ObjectNode holder = holder();
            assertThatThrownBy(() -> take(ExistingLeases.RESPECT))
                    .isInstanceOf(LockedException.class)
                    .hasMessage(
                            "Cannot write to file:%s: another run writes there: %s on %s, process %d, since %s (last heartbeat %s); wait until it has ended, or, if it has, pass --break-lock"
                                    .formatted(
                                            output(),
                                            System.getProperty("user.name"),
                                            holder.get("host").asText(),
                                            ProcessHandle.current().pid(),
                                            holder.get("start").asText(),
                                            holder.get("heartbeat").asText()));
            held.requireHeld();
        }
        assertThat(file()).doesNotExist();
        assertThatCode(() -> take(ExistingLeases.RESPECT).close()).doesNotThrowAnyException();
    }

    @Test
    void areTakenByOneOfManyThatTryAtOnce() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            for (int round = 0; round < 20; round++) {
                List<Future<Leases>> tries = new ArrayList<>();
                for (int i = 0; i < 8; i++) {
                    tries.add(threads.submit(() -> {
                        try {
                            return take(ExistingLeases.RESPECT);
                        } catch (LockedException e) {
                            return null;
                        }
                    }));
                }
                List<Leases> taken = new ArrayList<>();
                for (Future<Leases> each : tries) {
                    if (each.get() != null) {
                        taken.add(each.get());
                    }
                }
                assertThat(taken).hasSize(1);
                taken.get(0).close();
            }
        } finally {
            threads.shutdown();
        }
    }

    @Test
    void areTakenOverFromAProcessThatIsNotThereAnyMore() throws Exception {
        leave(Map.of("process", endedProcess()));
        try (Leases taken = take(ExistingLeases.RESPECT)) {
            taken.requireHeld();
            assertThat(holder().get("process").asLong())
                    .isEqualTo(ProcessHandle.current().pid());
        }
    }

    @Test
    void areTakenOverFromAProcessWhoseNumberAnotherOneHasNow() throws IOException {
        leave(Map.of("processStart", "2020-01-01T00:00:00Z"));
        assertThatCode(() -> take(ExistingLeases.RESPECT).close()).doesNotThrowAnyException();
    }

    @Test
    void areTakenOverFromAnotherMachineOnceItIsSilent() throws Exception {
        Map<String, Object> elsewhere = new LinkedHashMap<>(Map.of("processes", "another", "process", endedProcess()));
        elsewhere.put("heartbeat", Instant.now().minusSeconds(100).toString());
        leave(elsewhere);
        assertThatThrownBy(() -> take(ExistingLeases.RESPECT)).isInstanceOf(LockedException.class);
        elsewhere.put("heartbeat", Instant.now().minusSeconds(200).toString());
        leave(elsewhere);
        assertThatCode(() -> take(ExistingLeases.RESPECT).close()).doesNotThrowAnyException();
    }

    @Test
    void areRespectedWhileTheyAreBeingWritten() throws IOException {
        Files.createDirectories(output());
        Files.writeString(file(), "{");
        assertThatThrownBy(() -> take(ExistingLeases.RESPECT))
                .isInstanceOf(LockedException.class)
                .hasMessageContaining("another run writes there: unknown;");
    }

    @Test
    void areBrokenOnDemandAndTheirHolderNotices() {
        Leases first = take(ExistingLeases.RESPECT);
        try (Leases second = take(ExistingLeases.BREAK)) {
            assertThatThrownBy(first::requireHeld).isInstanceOf(LockedException.class);
            first.close();
            assertThatCode(second::requireHeld).as("not released by the first").doesNotThrowAnyException();
        }
    }

    @Test
    void areRefreshedWhileTheFileSystemOfAnotherOneFails() throws IOException {
        Map<org.apache.hadoop.fs.Path, String> both = Map.of(path("out"), "output", path("logits"), "label.logits");
        try (Leases held = Leases.take(both, new Configuration(), ExistingLeases.RESPECT)) {
            for (List<String> names : List.of(List.of("out", "logits"), List.of("logits", "out"))) {
                Path obstacle = folder.resolve(names.get(0)).resolve("._lease.json.part");
                Path refreshed = folder.resolve(names.get(1)).resolve("_lease.json");
                Files.createDirectory(obstacle);
                Files.setLastModifiedTime(refreshed, FileTime.from(Instant.EPOCH));
                held.beat();
                assertThat(Files.getLastModifiedTime(refreshed).toInstant()).isAfter(Instant.EPOCH);
                Files.delete(obstacle);
            }
        }
    }

    @Test
    void areFreeOnceTheyAreDeletedByHand() throws IOException {
        Leases forgotten = take(ExistingLeases.RESPECT);
        Files.delete(file());
        Files.writeString(output().resolve("._lease.json.crc"), "of the lease that was deleted");
        try (Leases taken = take(ExistingLeases.RESPECT)) {
            taken.requireHeld();
        }
        forgotten.close();
    }

    @Test
    void areAllTakenOrNone() {
        Map<org.apache.hadoop.fs.Path, String> both = new LinkedHashMap<>();
        both.put(path("logits"), "logits");
        both.put(path("out"), "output");
        try (Leases held = take(ExistingLeases.RESPECT)) {
            held.requireHeld();
            assertThatThrownBy(() -> Leases.take(both, new Configuration(), ExistingLeases.RESPECT))
                    .isInstanceOf(LockedException.class);
            assertThat(folder.resolve("logits/_lease.json")).doesNotExist();
        }
    }

    @Test
    void sayWhyAFolderCannotBeWritten() throws IOException {
        Files.writeString(output(), "a file");
        assertThatThrownBy(() -> take(ExistingLeases.RESPECT))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageStartingWith("output: Cannot write to " + output() + ": ")
                .hasMessageEndingWith("; name a folder that this user may write");
    }

    private Leases take(ExistingLeases existing) {
        return Leases.take(Map.of(path("out"), "output"), new Configuration(), existing);
    }

    private org.apache.hadoop.fs.Path path(String name) {
        return new org.apache.hadoop.fs.Path(folder.resolve(name).toString());
    }

    private Path output() {
        return folder.resolve("out");
    }

    private Path file() {
        return output().resolve("_lease.json");
    }

    private ObjectNode holder() throws IOException {
        return (ObjectNode) JSON.readTree(file().toFile());
    }

    /** Leaves a lease of this process, but for some fields. */
    private void leave(Map<String, Object> fields) throws IOException {
        Files.createDirectories(output());
        ObjectNode holder = JSON.valueToTree(LeaseHolder.here());
        holder.setAll((ObjectNode) JSON.valueToTree(fields));
        Files.writeString(file(), holder.toString());
        Files.writeString(output().resolve("._lease.json.crc"), "of something else");
    }

    private static long endedProcess() throws IOException, InterruptedException {
        Process process = new ProcessBuilder("true").start();
        process.waitFor();
        return process.pid();
    }
}
