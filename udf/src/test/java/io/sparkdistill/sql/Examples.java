package io.sparkdistill.sql;

import io.sparkdistill.distill.Softmax;
import io.sparkdistill.distill.Vectors;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** Random logits and two distributions a row, of one element type. */
final class Examples {
    private Examples() {}

    static Dataset<Row> of(SparkSession session, int rows, int classes, DataType element) {
        Random random = new Random(42);
        List<Row> examples = new ArrayList<>();
        for (int i = 0; i < rows; i++) {
            double[] logits = random.doubles(classes, -8, 8).toArray();
            double[] others = random.doubles(classes, -8, 8).toArray();
            examples.add(RowFactory.create(
                    array(logits, element),
                    array(Softmax.softTargets(logits, 1), element),
                    array(Softmax.softTargets(others, 1), element)));
        }
        DataType array = DataTypes.createArrayType(element);
        StructType schema =
                new StructType().add("logits", array).add("p", array).add("q", array);
        // An RDD, because the optimizer computes on local rows by itself, without generated code.
        return session.createDataFrame(
                JavaSparkContext.fromSparkContext(session.sparkContext()).parallelize(examples, 2), schema);
    }

    private static Object array(double[] values, DataType element) {
        return element.equals(DataTypes.FloatType) ? Vectors.narrow(values) : values;
    }
}
