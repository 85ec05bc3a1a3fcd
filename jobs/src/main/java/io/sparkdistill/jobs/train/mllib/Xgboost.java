package io.sparkdistill.jobs.train.mllib;

import io.sparkdistill.jobs.config.ConfigurationException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.apache.spark.ml.Estimator;
import org.apache.spark.ml.Model;
import org.apache.spark.package$;
import org.apache.spark.sql.Dataset;

/**
 * Reaches XGBoost4J-Spark by the names of its classes: its jar, with libraries for five platforms, is the user's to add, and
 * this project is built and used without it.
 */
final class Xgboost {
    /** The Maven coordinates of the version whose names are used here. */
    static final String COORDINATES = "ml.dmlc:xgboost4j-spark_2.12:2.1.4";

    private static final String CLASSIFIER = "ml.dmlc.xgboost4j.scala.spark.XGBoostClassifier";
    private static final String VERSION_FILE = "xgboost4j-version.properties";
    private static final String LIBRARY = "ml.dmlc.xgboost4j.java.XGBoostJNI";

    private Xgboost() {}

    /**
     * Checks that XGBoost is on the class path of this JVM, that its version is supported, and that its native library loads.
     *
     * @throws ConfigurationException if not
     */
    static void require() {
        requireSpark(package$.MODULE$.SPARK_VERSION());
        if (fault(CLASSIFIER).isPresent()) {
            throw new ConfigurationException(
                    "student.network needs a jar that is not on the class path: for Spark 3.5, add `--packages %s` to spark-submit: xgboost"
                            .formatted(COORDINATES));
        }
        requireVersion(version());
        libraryFault().ifPresent(fault -> {
            throw new ConfigurationException(
                    "Cannot train student.network xgboost: XGBoost's native library does not load on the driver: "
                            + fault);
        });
    }

    /** Checks the version of Spark: with Spark 4.1, XGBoost4J-Spark fits, but lacks a library that saves the pipeline. */
    static void requireSpark(String version) {
        if (!version.startsWith("3.")) {
            throw new ConfigurationException(
                    "student.network must not be xgboost with Spark %s: XGBoost4J-Spark is for Spark 3.5; train with that, and predict with either version"
                            .formatted(version));
        }
    }

    /** Checks the version of XGBoost: others have other names, or another format of models. */
    static void requireVersion(String version) {
        if (!version.startsWith("2.1.")) {
            throw new ConfigurationException(
                    "Cannot train student.network xgboost: the class path has XGBoost %s, and 2.1 is supported; use `--packages %s`"
                            .formatted(version, COORDINATES));
        }
    }

    private static String version() {
        Properties properties = new Properties();
        try (InputStream file = loader().getResourceAsStream(VERSION_FILE)) {
            if (file != null) {
                properties.load(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + VERSION_FILE, e);
        }
        return properties.getProperty("version", "of unknown version");
    }

    private static ClassLoader loader() {
        return Thread.currentThread().getContextClassLoader();
    }

    /** Returns why the native library does not load in this JVM; empty if it does. */
    static Optional<String> libraryFault() {
        return fault(LIBRARY);
    }

    private static Optional<String> fault(String name) {
        try {
            Class.forName(name, true, loader());
            return Optional.empty();
        } catch (ClassNotFoundException | LinkageError e) {
            return Optional.of((e.getCause() == null ? e : e.getCause()).toString());
        }
    }

    /**
     * Fits a classifier.
     *
     * @param parameters of Spark ML, by name
     */
    static Model<?> fit(Dataset<?> examples, Map<String, Object> parameters) {
        Estimator<?> classifier = classifier();
        parameters.forEach((name, value) -> classifier.set(classifier.getParam(name), value));
        return classifier.fit(examples);
    }

    private static Estimator<?> classifier() {
        try {
            return Class.forName(CLASSIFIER, true, loader())
                    .asSubclass(Estimator.class)
                    .getConstructor()
                    .newInstance();
        } catch (ReflectiveOperationException e) {
            throw otherVersion(CLASSIFIER, e);
        }
    }

    /** Returns the fitted booster in XGBoost's JSON format of models. */
    static byte[] json(Model<?> model) {
        return (byte[]) call(call(model, "nativeBooster"), "toByteArray", "json");
    }

    /** Returns the mean loss on the training examples after each round. */
    static double[] losses(Model<?> model) {
        float[] history = (float[]) call(call(model, "summary"), "trainObjectiveHistory");
        double[] losses = new double[history.length];
        for (int round = 0; round < losses.length; round++) {
            losses[round] = history[round];
        }
        return losses;
    }

    private static Object call(Object object, String method, String... arguments) {
        Class<?>[] types = new Class<?>[arguments.length];
        Arrays.fill(types, String.class);
        try {
            return object.getClass().getMethod(method, types).invoke(object, (Object[]) arguments);
        } catch (InvocationTargetException e) {
            throw new IllegalStateException("Cannot call %s of XGBoost".formatted(method), e.getCause());
        } catch (ReflectiveOperationException e) {
            throw otherVersion(method, e);
        }
    }

    private static IllegalStateException otherVersion(String name, ReflectiveOperationException e) {
        return new IllegalStateException(
                "Cannot use the version of XGBoost on the class path: it lacks %s; use %s".formatted(name, COORDINATES),
                e);
    }
}
