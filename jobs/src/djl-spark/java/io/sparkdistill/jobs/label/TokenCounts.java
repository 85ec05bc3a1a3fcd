package io.sparkdistill.jobs.label;

import io.sparkdistill.inference.ShippedModel;
import io.sparkdistill.table.Logits;
import io.sparkdistill.teacher.TextModelSpec;
import io.sparkdistill.tokenizer.SubwordTokenizer;
import io.sparkdistill.tokenizer.SubwordTokens;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Adds what the extension does not tell: how many tokens the teacher saw, and whether the text was cut. Rows in are the
 * extension's, which have no schema: key, text, logits. Rows out have {@link #SCHEMA}.
 */
final class TokenCounts implements FlatMapFunction<Iterator<Row>, Row> {
    static final StructType SCHEMA = new StructType()
            .add(Logits.EXAMPLE_KEY, DataTypes.StringType, false)
            .add(Logits.LOGITS, DataTypes.createArrayType(DataTypes.FloatType, false), false)
            .add(Logits.TOKEN_COUNT, DataTypes.IntegerType, false)
            .add(Logits.TRUNCATED, DataTypes.BooleanType, false);

    private static final int KEY = 0;
    private static final int TEXT = 1;
    private static final int GIVEN_LOGITS = 2;

    private final ShippedModel model;

    /** @param model of texts */
    TokenCounts(ShippedModel model) {
        this.model = model;
    }

    @Override
    public Iterator<Row> call(Iterator<Row> rows) throws IOException {
        TextModelSpec spec = (TextModelSpec) model.spec();
        Path file = model.files().path(spec.fingerprint(), TextModelSpec.TOKENIZER);
        SubwordTokenizer tokenizer =
                new SubwordTokenizer(Files.readAllBytes(file), spec.input().maxTokens());
        TaskContext.get().addTaskCompletionListener(task -> {
            tokenizer.close();
        });
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return rows.hasNext();
            }

            @Override
            public Row next() {
                return counted(rows.next(), tokenizer);
            }
        };
    }

    private static Row counted(Row row, SubwordTokenizer tokenizer) {
        SubwordTokens tokens = tokenizer.tokenize(row.getString(TEXT), null);
        return RowFactory.create(row.get(KEY), row.get(GIVEN_LOGITS), tokens.count(), tokens.truncated());
    }
}
