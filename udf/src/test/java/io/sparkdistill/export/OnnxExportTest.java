package io.sparkdistill.export;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkdistill.network.Mlp;
import io.sparkdistill.student.StudentModel;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What does not depend on the network: for the rest see {@code NetworkContract}. */
class OnnxExportTest {
    @Test
    void givesTheSameBytesForTheSameStudent() {
        try (StudentModel model = StudentModel.forFeatures(new Mlp(List.of(8), 0), 5, 2, 8)) {
            assertThat(OnnxExport.of(model)).isEqualTo(OnnxExport.of(model));
        }
    }
}
