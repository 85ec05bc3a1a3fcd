package io.sparkdistill.jobs.generate;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.posexplode;

import io.sparkdistill.inference.ModelSpec;
import io.sparkdistill.jobs.label.ExampleScope;
import io.sparkdistill.jobs.storage.Output;
import io.sparkdistill.table.Generated;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * A scope of sources selects the rows about which texts are written, and the table of these texts.
 *
 * @param examples distinct sources, with the columns of {@link io.sparkdistill.table.TransferSet}
 */
record Sources(Output output, Dataset<Row> examples) implements ExampleScope {
    @Override
    public Dataset<Row> results() {
        return output.read(examples.sparkSession(), Generated.TABLE, Generated.SCHEMA);
    }

    @Override
    public String table() {
        return Generated.TABLE;
    }

    /** Returns a row per text. All texts of a source are in one partition, so a killed append leaves all or none. */
    @Override
    public Dataset<Row> stored(Dataset<Row> given, ModelSpec model) {
        return given.select(
                col(Generated.EXAMPLE_KEY),
                lit(model.name()).as(Generated.GENERATOR),
                lit(model.fingerprint()).as(Generated.FINGERPRINT),
                posexplode(col(Generated.TEXTS)).as(new String[] {Generated.NUMBER, Generated.TEXT}),
                col(Generated.TOKEN_COUNT),
                col(Generated.TRUNCATED));
    }

    /** Returns the number of texts about these sources. */
    long texts(ModelSpec model) {
        return results()
                .where(col(Generated.FINGERPRINT).equalTo(model.fingerprint()))
                .join(examples.select(Generated.EXAMPLE_KEY), Generated.EXAMPLE_KEY, "left_semi")
                .count();
    }
}
