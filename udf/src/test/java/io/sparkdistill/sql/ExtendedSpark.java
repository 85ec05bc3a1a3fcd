package io.sparkdistill.sql;

import java.util.List;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** A local Spark that knows of this project by the one setting only. */
final class ExtendedSpark {
    private static final String SETTING = "spark.sql.extensions";
    private static final String EXTENSIONS = "io.sparkdistill.sql.DistillExtensions";
    private static final SparkSession SESSION = SparkSession.builder()
            .master("local[2]")
            .appName("sql")
            .config(SETTING, EXTENSIONS)
            .config("spark.ui.enabled", false)
            .config("spark.sql.shuffle.partitions", 3)
            .config("spark.driver.host", "localhost")
            .getOrCreate();

    static {
        // Many tests make a task fail on purpose.
        SESSION.sparkContext().setLogLevel("OFF");
    }

    private ExtendedSpark() {}

    /** A session of its own, whose settings and views nobody else sees. */
    static SparkSession session() {
        return SESSION.newSession();
    }

    /** A session of the same context that was built without the setting: it knows of this project what a call adds. */
    static SparkSession withoutSetting() {
        SparkConf conf = SESSION.sparkContext().conf();
        conf.remove(SETTING);
        SparkSession.clearActiveSession();
        SparkSession.clearDefaultSession();
        try {
            return SparkSession.builder().getOrCreate();
        } finally {
            conf.set(SETTING, EXTENSIONS);
            SparkSession.setDefaultSession(SESSION);
            SparkSession.clearActiveSession();
        }
    }

    /** The only value of the only row. */
    static Object value(SparkSession session, String statement) {
        List<Row> rows = session.sql(statement).collectAsList();
        if (rows.size() != 1 || rows.get(0).length() != 1) {
            throw new AssertionError("one value expected of " + statement + ": " + rows);
        }
        return rows.get(0).get(0);
    }
}
