package io.sparkdistill.jobs.input;

import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.udf;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.api.java.UDF2;
import org.apache.spark.sql.catalyst.catalog.ExternalCatalogUtils;
import org.apache.spark.sql.expressions.UserDefinedFunction;
import org.apache.spark.sql.types.DataTypes;

/** Reads partition columns, which Spark and Hive write as names of folders, {@code column=value}. Values are texts. */
final class PartitionColumns {
    private static final String NULL = "__HIVE_DEFAULT_PARTITION__";
    private static final UDF2<String, String, String> VALUE = (file, column) -> value(new Path(new URI(file)), column);
    private static final UserDefinedFunction OF_FILE = udf(VALUE, DataTypes.StringType);

    private PartitionColumns() {}

    /** Returns the columns of a file, followed by the partition columns that the file itself does not have. */
    static ColumnNames after(ColumnNames ofFile) {
        List<String> all = new ArrayList<>(ofFile.columns());
        for (String name : names(new Path(ofFile.source()))) {
            if (all.stream().noneMatch(name::equalsIgnoreCase)) {
                all.add(name);
            }
        }
        return new ColumnNames(ofFile.entry(), ofFile.source(), all);
    }

    /** Returns the names of the partition columns of a file, outermost folder first. */
    private static List<String> names(Path file) {
        List<String> names = new ArrayList<>();
        for (Path folder = file.getParent(); folder != null; folder = folder.getParent()) {
            int equals = folder.getName().indexOf('=');
            if (equals > 0) {
                names.add(
                        0,
                        ExternalCatalogUtils.unescapePathName(folder.getName().substring(0, equals)));
            }
        }
        return names;
    }

    /** Returns the value of a partition column, from the URI of the file. */
    static Column value(Column file, String column) {
        return OF_FILE.apply(file, lit(column));
    }

    private static String value(Path file, String column) {
        for (Path folder = file.getParent(); folder != null; folder = folder.getParent()) {
            String name = folder.getName();
            int equals = name.indexOf('=');
            if (equals > 0
                    && ExternalCatalogUtils.unescapePathName(name.substring(0, equals))
                            .equals(column)) {
                String value = name.substring(equals + 1);
                return value.equals(NULL) ? null : ExternalCatalogUtils.unescapePathName(value);
            }
        }
        return null;
    }
}
