package io.sparkdistill.table;

import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** The table {@code answers/} holds the answers of a cascade: one row per distinct text and cascade. */
public final class Answers {
    public static final String TABLE = "answers";

    public static final String EXAMPLE_KEY = TransferSet.EXAMPLE_KEY;
    public static final String TEXT = TransferSet.TEXT;
    public static final String TEXT_PAIR = TransferSet.TEXT_PAIR;
    public static final String FEATURES = TransferSet.FEATURES;
    /** The class index, from 0. */
    public static final String PREDICTED = Predicted.PREDICTED;
    /** The student's logit margin; null if the student has no prediction. */
    public static final String MARGIN = "margin";
    /** The provenance id of the cascade, which identifies student, teacher and threshold. */
    public static final String CASCADE = "cascade";
    /** The partition column: {@link #STUDENT} or {@link #TEACHER}. */
    public static final String ANSWERED_BY = "answered_by";

    public static final String STUDENT = "student";
    public static final String TEACHER = "teacher";
    /** The folder of the teacher's answers, where tables are plain files. */
    public static final String OF_TEACHER = TABLE + "/" + ANSWERED_BY + "=" + TEACHER;

    public static final StructType SCHEMA = new StructType()
            .add(EXAMPLE_KEY, DataTypes.StringType, false)
            .add(TEXT, DataTypes.StringType, true)
            .add(TEXT_PAIR, DataTypes.StringType, true)
            .add(FEATURES, DataTypes.createArrayType(DataTypes.FloatType, false), true)
            .add(PREDICTED, DataTypes.IntegerType, false)
            .add(MARGIN, DataTypes.DoubleType, true)
            .add(CASCADE, DataTypes.StringType, false)
            .add(ANSWERED_BY, DataTypes.StringType, false);

    private Answers() {}
}
