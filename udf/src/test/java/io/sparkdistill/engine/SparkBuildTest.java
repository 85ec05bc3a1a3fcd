package io.sparkdistill.engine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SparkBuildTest {
    @Test
    void runsOnTheSparkThatItIsBuiltFor() {
        assertThat(SparkBuild.mismatch()).isEmpty();
        assertThat(SparkBuild.mismatch("2.13", "2.13.17", "4.1.0")).isEmpty();
    }

    @Test
    void namesBothVersionsOfScalaAndTheRemedy() {
        assertThat(SparkBuild.mismatch("2.12", "2.13.17", "4.1.0"))
                .contains("Cannot run on Spark 4.1.0 with Scala 2.13.17: this jar is built for Scala 2.12;"
                        + " use a Spark for Scala 2.12, or build the jar by `mvn -Pspark-4 clean package`");
        assertThat(SparkBuild.mismatch("2.13", "2.12.18", "3.5.5"))
                .contains("Cannot run on Spark 3.5.5 with Scala 2.12.18: this jar is built for Scala 2.13;"
                        + " use a Spark for Scala 2.13, or build the jar by `mvn clean package`");
    }
}
