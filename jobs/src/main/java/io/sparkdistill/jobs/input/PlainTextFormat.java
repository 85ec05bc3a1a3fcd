package io.sparkdistill.jobs.input;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.regexp_replace;
import static org.apache.spark.sql.functions.split;
import static org.apache.spark.sql.functions.when;

import io.sparkdistill.jobs.config.InputEntry;
import io.sparkdistill.jobs.config.InputFormat;
import java.io.IOException;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** Reads text files: one text per line, or one text per file. */
final class PlainTextFormat implements FileFormat {
    private static final String VALUE = "value";
    private static final String FROM = "file";
    private static final String DECODED = "decoded";

    private final InputEntry entry;
    private final Configuration hadoop;
    private final CharacterDecoder decoder;

    PlainTextFormat(InputEntry entry, Configuration hadoop) {
        this.entry = entry;
        this.hadoop = hadoop;
        this.decoder = new CharacterDecoder(entry.layout().encoding());
    }

    @Override
    public void check(FileStatus file) throws IOException {
        PartitionColumns.after(new ColumnNames(entry, file.getPath().toString(), List.of(VALUE)))
                .requireAll();
        TextSample.of(entry, file, hadoop).requireReadable();
    }

    @Override
    public Dataset<Row> read(SparkSession spark, List<String> paths) {
        boolean lines = entry.format() == InputFormat.TEXT;
        boolean cutHere = lines && !decoder.hasPlainLineBreaks();
        Dataset<Row> rows = texts(spark, paths, decoder, !lines || cutHere);
        if (cutHere) {
            Column text = regexp_replace(col(DECODED), "(\\r\\n|\\r|\\n)$", "");
            Column cut = when(col(DECODED).isNull(), array(lit(null))).otherwise(split(text, "\\r\\n|\\r|\\n"));
            rows = rows.withColumn(DECODED, explode(cut));
        }
        Column malformed = col(VALUE).isNotNull().and(col(DECODED).isNull());
        return RowShape.of(
                rows,
                entry,
                col(FROM),
                when(malformed, decoder.decodedLeniently(col(VALUE))),
                when(malformed, decoder.reason()),
                name -> name.equals(VALUE) ? col(DECODED) : PartitionColumns.value(col(FROM), name));
    }

    /** Reads lines or whole files: their bytes, their text (null if malformed) and the URI of their file. */
    static Dataset<Row> texts(SparkSession spark, List<String> paths, CharacterDecoder decoder, boolean whole) {
        Column bytes = col(VALUE).cast("binary");
        return FileFormat.reader(spark)
                .option("wholetext", whole)
                .text(paths.toArray(String[]::new))
                .select(
                        bytes.as(VALUE),
                        decoder.decodedBytes(bytes).as(DECODED),
                        col(FILE).as(FROM));
    }
}
