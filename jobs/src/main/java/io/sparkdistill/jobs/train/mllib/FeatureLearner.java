package io.sparkdistill.jobs.train.mllib;

import io.sparkdistill.table.TransferSet;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Fits one kind of student on features to weighted examples. */
public sealed interface FeatureLearner permits LogisticFeatures, TreesFeatures, XgboostFeatures {
    /** The column of the features as a vector of MLlib, which the pipeline reads too. */
    String VECTOR = "features";

    /** Returns the name of the kind of student. */
    String name();

    /**
     * Checks what the learner needs, before Spark starts.
     *
     * @throws io.sparkdistill.jobs.config.ConfigurationException if something is missing
     */
    default void check() {}

    /**
     * Fits the student.
     *
     * @param copies weighted copies of the examples: {@link WeightedCopies}, with
     *     their features in {@link #VECTOR} and their keys in {@link TransferSet#EXAMPLE_KEY}
     */
    Fitted fit(Dataset<Row> copies, Task task);

    /**
     * Describes what is fitted.
     *
     * @param features length of a feature vector
     * @param classes number of classes
     * @param temperature of the soft targets; 1 without a teacher
     * @param seed of random choices
     */
    record Task(int features, int classes, double temperature, long seed) {}

    /** Is a fitted student. */
    interface Fitted {
        /** Returns the number of fitted values. */
        long parameterCount();

        /** Computes the logits of features. */
        float[] logits(float[] features);

        /** Returns the objective after each iteration; empty for a student that is fitted without iterations. */
        Optional<double[]> losses();

        /** Writes the files of the student, and others that describe it. */
        void save(Path folder) throws IOException;

        /** Returns the student as a pipeline of MLlib. */
        PipelineModel pipeline(Dataset<Row> schema);
    }
}
