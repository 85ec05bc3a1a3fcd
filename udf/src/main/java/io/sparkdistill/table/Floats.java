package io.sparkdistill.table;

import java.util.List;
import org.apache.spark.sql.Row;
import scala.collection.Seq;

/** Reads arrays of floats from rows. */
public final class Floats {
    private Floats() {}

    /** Returns the array in a column of type {@code array<float>}; null if the column is null. */
    public static float[] array(Row row, int column) {
        return row.isNullAt(column) ? null : array(row.<Float>getList(column));
    }

    /** Returns the arrays in a column of type {@code array<array<float>>}. */
    public static float[][] matrix(Row row, int column) {
        List<Seq<Float>> rows = row.getList(column);
        float[][] matrix = new float[rows.size()][];
        for (int i = 0; i < matrix.length; i++) {
            matrix[i] = array(rows.get(i));
        }
        return matrix;
    }

    private static float[] array(List<Float> values) {
        float[] floats = new float[values.size()];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = values.get(i);
        }
        return floats;
    }

    private static float[] array(Seq<Float> values) {
        float[] floats = new float[values.size()];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = values.apply(i);
        }
        return floats;
    }
}
