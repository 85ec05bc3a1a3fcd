package io.sparkdistill.jobs.train.mllib;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.sparkdistill.jobs.LocalSpark;
import io.sparkdistill.jobs.config.ConfigurationException;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkContext;
import org.junit.jupiter.api.Test;

/** XGBoost is not on the class path of these tests. */
class XgboostWorkersTest {
    private static SparkConf conf(String key) {
        return new SparkConf(false).set(key, "true");
    }

    @Test
    void refusesMoreWorkersThanTheClusterHasSlots() {
        SparkContext context = LocalSpark.session().sparkContext();
        assertThatThrownBy(() -> new XgboostWorkers(3).require(context))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage(
                        "Cannot train student.network xgboost: student.xgboost.workers = 3 tasks must run at once, and the cluster runs 2: lower it, or give Spark more cores");
    }

    @Test
    void refusesExecutorsThatLackXgboost() {
        SparkContext context = LocalSpark.session().sparkContext();
        assertThatThrownBy(() -> new XgboostWorkers(2).require(context))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage(
                        "Cannot train student.network xgboost: it does not load on the executors: java.lang.ClassNotFoundException: ml.dmlc.xgboost4j.java.XGBoostJNI; add `--packages ml.dmlc:xgboost4j-spark_2.12:2.1.4` to spark-submit");
    }

    @Test
    void refusesADriverThatLacksXgboost() {
        // With Spark 4, no jar is asked for.
        assumeTrue(LocalSpark.session().version().startsWith("3."));
        assertThatThrownBy(Xgboost::require)
                .isInstanceOf(ConfigurationException.class)
                .hasMessage(
                        "student.network needs a jar that is not on the class path: for Spark 3.5, add `--packages ml.dmlc:xgboost4j-spark_2.12:2.1.4` to spark-submit: xgboost");
    }

    @Test
    void refusesSpark4() {
        assertThatThrownBy(() -> Xgboost.requireSpark("4.1.0"))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage(
                        "student.network must not be xgboost with Spark 4.1.0: XGBoost4J-Spark is for Spark 3.5; train with that, and predict with either version");
    }

    @Test
    void refusesOtherVersionsOfXgboost() {
        assertThatCode(() -> Xgboost.requireVersion("2.1.4")).doesNotThrowAnyException();
        assertThatThrownBy(() -> Xgboost.requireVersion("3.1.0"))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage(
                        "Cannot train student.network xgboost: the class path has XGBoost 3.1.0, and 2.1 is supported; use `--packages ml.dmlc:xgboost4j-spark_2.12:2.1.4`");
    }

    @Test
    void refusesSettingsOfSparkThatItDoesNotWorkWith() {
        assertThatThrownBy(() -> XgboostWorkers.requireSettings(conf("spark.dynamicAllocation.enabled")))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage(
                        "Cannot train student.network xgboost with spark.dynamicAllocation.enabled = true: its workers start together, as a barrier stage, which Spark runs on a fixed number of executors only; set it to false");
        SparkConf encrypted = conf("spark.ssl.enabled");
        assertThatThrownBy(() -> XgboostWorkers.requireSettings(encrypted))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage(
                        "Cannot train student.network xgboost with spark.ssl.enabled = true: its workers exchange sums over connections without encryption; set xgboost.spark.ignoreSsl to true to allow that");
        assertThatCode(() -> XgboostWorkers.requireSettings(encrypted.set("xgboost.spark.ignoreSsl", "true")))
                .doesNotThrowAnyException();
    }
}
