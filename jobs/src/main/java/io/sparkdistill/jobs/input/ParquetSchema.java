package io.sparkdistill.jobs.input;

import io.sparkdistill.jobs.config.InputEntry;
import io.sparkdistill.jobs.job.InputException;
import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.metadata.FileMetaData;
import org.apache.parquet.hadoop.util.HadoopInputFile;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Type;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.execution.datasources.parquet.ParquetToSparkSchemaConverter;
import org.apache.spark.sql.internal.SQLConf;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.Metadata;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * A Parquet schema lists the columns of one Parquet file. A column of a type that Spark does not support, such as a
 * time of day, is an error only if it is read. This is a class because Kryo cannot deserialize records.
 */
final class ParquetSchema implements Serializable {
    /** The key of the file's metadata with the schema of Spark, which has further types, such as vectors. */
    private static final String OF_SPARK = "org.apache.spark.sql.parquet.row.metadata";

    private final String path;
    private final String problem;
    private final String[] names;
    /** The types as JSON; null for a type that Spark does not support. */
    private final String[] types;
    /** The reason for each null among the types. */
    private final String[] reasons;

    private ParquetSchema(String path, String problem, int columns) {
        this.path = path;
        this.problem = problem;
        this.names = new String[columns];
        this.types = new String[columns];
        this.reasons = new String[columns];
    }

    /** Reads the schema of a file. A file that is not Parquet is reported when its columns are used. */
    static ParquetSchema read(String path, Configuration hadoop) {
        try (ParquetFileReader reader = ParquetFileReader.open(HadoopInputFile.fromPath(new Path(path), hadoop))) {
            return of(path, reader.getFileMetaData());
        } catch (IOException | RuntimeException e) {
            return new ParquetSchema(path, ErrorMessages.firstLine(e), 0);
        }
    }

    private static ParquetSchema of(String path, FileMetaData file) {
        List<Type> columns = file.getSchema().getFields();
        ParquetSchema schema = new ParquetSchema(path, null, columns.size());
        String ofSpark = file.getKeyValueMetaData().get(OF_SPARK);
        StructType known = ofSpark == null ? null : (StructType) DataType.fromJson(ofSpark);
        for (int i = 0; i < columns.size(); i++) {
            schema.names[i] = columns.get(i).getName();
            try {
                StructField field = known == null ? converted(columns.get(i)) : known.apply(schema.names[i]);
                schema.types[i] = field.dataType().json();
            } catch (Exception e) { // AnalysisException is checked, and Scala throws it unannounced.
                schema.reasons[i] = ErrorMessages.firstLine(e);
            }
        }
        return schema;
    }

    private static StructField converted(Type column) throws AnalysisException {
        return new ParquetToSparkSchemaConverter(SQLConf.get())
                .convert(new MessageType("file", column))
                .apply(0);
    }

    String path() {
        return path;
    }

    /**
     * Returns the names of all columns, followed by the partition columns.
     *
     * @throws InputException if the file is not Parquet
     */
    ColumnNames names(InputEntry entry) {
        if (problem != null) {
            throw new InputException(
                    "Cannot read %s: %s is not a Parquet file, or damaged: %s; set %s.format, or replace it"
                            .formatted(entry.key(), path, problem, entry.key()));
        }
        return PartitionColumns.after(new ColumnNames(entry, path, List.of(names)));
    }

    /**
     * Returns the columns that an entry names, with the types that Spark reads.
     *
     * @throws InputException if Spark cannot read one
     */
    StructType wanted(InputEntry entry) {
        ColumnNames all = names(entry);
        List<StructField> wanted = new ArrayList<>();
        for (int index :
                entry.columns().stream().mapToInt(all::indexOf).distinct().toArray()) {
            if (index < names.length) {
                wanted.add(field(index, entry, all));
            }
        }
        return new StructType(wanted.toArray(StructField[]::new));
    }

    private StructField field(int index, InputEntry entry, ColumnNames all) {
        String name = names[index];
        if (types[index] == null) {
            throw new InputException("Cannot use column %s of %s in %s: %s; convert it"
                    .formatted(name, entry.key(), path, reasons[index]));
        }
        boolean several = all.columns().stream().filter(name::equalsIgnoreCase).count() > 1;
        if (several && !SQLConf.get().caseSensitiveAnalysis()) {
            throw new InputException(
                    "Cannot choose column %s of %s in %s: Spark reads Parquet without regard to case, and several fit;"
                                    .formatted(name, entry.key(), path)
                            + " name them differently, or set spark.sql.caseSensitive=true");
        }
        return new StructField(name, DataType.fromJson(types[index]), true, Metadata.empty());
    }
}
