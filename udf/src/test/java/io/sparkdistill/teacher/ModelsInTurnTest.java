package io.sparkdistill.teacher;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkdistill.ForkedJvm;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class ModelsInTurnTest {
    /** Heap that the JVM has taken from the start, so that what grows is native memory. */
    private static final List<String> FIXED_HEAP = List.of("-Xms256m", "-Xmx256m", "-XX:+AlwaysPreTouch");

    @Test
    @EnabledOnOs(OS.LINUX)
    void leaveNoNativeMemory(@TempDir Path folder) throws Exception {
        // A leak of one model each would be 700 MB, of the tables that a student computes along its way 350 MB.
        assertThat(grownMegabytes(folder, "-Dspark.distill.models.idle-minutes=0"))
                .isLessThan(150);
        assertThat(grownMegabytes(folder, "-Dspark.distill.models.max-loaded=2"))
                .isLessThan(150);
    }

    private static int grownMegabytes(Path folder, String setting) throws Exception {
        List<String> options =
                List.of(FIXED_HEAP.get(0), FIXED_HEAP.get(1), FIXED_HEAP.get(2), setting, "-Dlog4j2.level=ERROR");
        return Integer.parseInt(new ForkedJvm(ModelsInTurn.class, options, List.of(), folder.toString()).lastLine());
    }
}
