package io.sparkdistill.engine;

import java.util.Optional;
import org.apache.spark.package$;
import scala.util.Properties;

/** Compares the Spark that runs this jar with the one that the jar is built for. */
public final class SparkBuild {
    private SparkBuild() {}

    /** Returns why this Spark cannot run the jar, with the remedy; empty if it can. */
    public static Optional<String> mismatch() {
        return mismatch(BuiltScala.VERSION, Properties.versionNumberString(), package$.MODULE$.SPARK_VERSION());
    }

    static Optional<String> mismatch(String built, String scala, String spark) {
        if (scala.startsWith(built + ".")) {
            return Optional.empty();
        }
        String remedy = built.equals("2.12")
                ? "use a Spark for Scala 2.12, or build the jar by `mvn -Pspark-4 clean package`"
                : "use a Spark for Scala %s, or build the jar by `mvn clean package`".formatted(built);
        return Optional.of("Cannot run on Spark %s with Scala %s: this jar is built for Scala %s; %s"
                .formatted(spark, scala, built, remedy));
    }
}
