package io.sparkdistill.jobs.augment;

import io.sparkdistill.augment.ImageShift;
import io.sparkdistill.table.Floats;
import io.sparkdistill.table.TransferSet;
import java.util.Iterator;
import java.util.stream.IntStream;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;

/** Makes the shifted copies of an image, as a function of Spark with rows of {@link TextCopyMaker#SCHEMA}. */
final class ImageCopyMaker implements FlatMapFunction<Row, Row> {
    private final ImageShift shift;
    private final int copies;

    ImageCopyMaker(ImageShift shift, int copies) {
        this.shift = shift;
        this.copies = copies;
    }

    @Override
    public Iterator<Row> call(Row example) {
        float[] image = Floats.array(example, example.fieldIndex(TransferSet.FEATURES));
        return IntStream.range(0, copies)
                .mapToObj(number -> RowFactory.create(
                        example.getAs(TransferSet.EXAMPLE_KEY),
                        example.getAs(TransferSet.LABEL),
                        null,
                        null,
                        shift.copy(image, number),
                        0L,
                        0L,
                        0L,
                        0L,
                        0L))
                .iterator();
    }
}
