package io.sparkdistill.jobs.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkdistill.jobs.LocalSpark;
import java.util.List;
import org.junit.jupiter.api.Test;

class DiagnosisTest {
    @Test
    void namesVersionsAndLibrariesOfThisMachine() {
        Diagnosis diagnosis = Diagnosis.of(LocalSpark.session());

        assertThat(diagnosis.facts())
                .extracting(Diagnosis.Fact::name)
                .contains("Spark", "Scala", "PyTorch", "tokenizers", "native libraries in", "master");
        assertThat(diagnosis.facts())
                .contains(new Diagnosis.Fact("Spark", LocalSpark.session().version()))
                .contains(new Diagnosis.Fact("tokenizers", "loaded"));
    }

    @Test
    void everyFaultHasItsRemedy() {
        Machine poor = machine(256L << 20, 1L << 30);

        assertThat(Diagnosis.faults("driver", poor))
                .containsExactly(
                        "The driver on host has a heap of 268 MB only; set --driver-memory to 2g or more",
                        "The driver on host has 1.1 GB of free disk in /tmp; set spark.local.dir to a folder with more");
        assertThat(Diagnosis.faults("driver", machine(2L << 30, 9L << 30))).isEmpty();
        assertThat(new Diagnosis(List.of(), List.of("It leaks; mend it")).toString())
                .endsWith("1 faults:" + System.lineSeparator() + "- It leaks; mend it");
    }

    @Test
    void instructionsAreThoseThatLinuxLists() {
        assertThat(Machine.instructionsOf("model name\t: x\nflags\t\t: fpu avx2 avx512f avx512_vnni amx_tile\n"))
                .containsExactly("AVX2", "AVX-512", "AVX-512 VNNI", "AMX");
        assertThat(Machine.instructionsOf("Features\t: fp asimd sve\n")).containsExactly("NEON", "SVE");
        assertThat(Machine.instructionsOf("")).isEmpty();
    }

    private static Machine machine(long heap, long disk) {
        return new Machine("host", "17", "Linux", 2, List.of(), 8L << 30, heap, "/tmp", disk, List.of());
    }
}
