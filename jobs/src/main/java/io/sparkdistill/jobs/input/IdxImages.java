package io.sparkdistill.jobs.input;

import io.sparkdistill.jobs.config.InputEntry;
import io.sparkdistill.jobs.config.InputFormat;
import io.sparkdistill.jobs.job.InputException;
import java.io.DataInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.stream.LongStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.util.SerializableConfiguration;

/**
 * Reads images and labels of a pair of IDX files, as a function of Spark. Every task opens both files, skips to its own
 * range and reads it, so that no process holds more than a few thousand images, even if the files are compressed.
 */
final class IdxImages implements FlatMapFunction<long[], Row> {
    private static final String INDEX = "index";
    private static final int IMAGES_OF_A_TASK = 5000;
    private static final float BRIGHTEST = 255;

    private static final StructType SCHEMA = new StructType()
            .add(INDEX, DataTypes.LongType, false)
            .add(InputFormat.IDX_FEATURES, DataTypes.createArrayType(DataTypes.FloatType, false), false)
            .add(InputFormat.IDX_LABEL, DataTypes.StringType, true);

    private final String key;
    private final String images;
    private final String labels;
    private final SerializableConfiguration hadoop;

    private IdxImages(InputEntry entry, Configuration hadoop) {
        this.key = entry.key();
        this.images = entry.path();
        this.labels = entry.labels().orElse(null);
        this.hadoop = new SerializableConfiguration(hadoop);
    }

    /**
     * Reads the images of an entry: their number in the file, their pixels from 0 to 1 in row-major order, and their
     * label as text, which is null without a file of labels.
     */
    static Dataset<Row> read(SparkSession spark, InputEntry entry) {
        JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
        IdxImages images = new IdxImages(entry, context.hadoopConfiguration());
        List<long[]> ranges = images.ranges(entry.part());
        return spark.createDataFrame(
                context.parallelize(ranges, Math.max(1, ranges.size())).flatMap(images), SCHEMA);
    }

    /**
     * Returns ranges of images: the first number, from 0, and the one after the last. Kryo supports arrays, not
     * records.
     */
    private List<long[]> ranges(InputEntry.Part part) {
        try (DataInputStream in = open(images)) {
            long end = Math.min(part.end(), IdxHeader.read(in).count());
            return LongStream.iterate(part.skip(), from -> from < end, from -> from + IMAGES_OF_A_TASK)
                    .mapToObj(from -> new long[] {from, Math.min(end, from + IMAGES_OF_A_TASK)})
                    .toList();
        } catch (IOException e) {
            throw new InputException("Cannot read %s: %s: %s".formatted(key, images, e.getMessage()), e);
        }
    }

    @Override
    public Iterator<Row> call(long[] range) throws IOException {
        int count = Math.toIntExact(range[1] - range[0]);
        byte[] classes = labels == null ? null : values(labels, range);
        byte[] pixels = values(images, range);
        int size = pixels.length / count;
        List<Row> rows = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            float[] features = new float[size];
            for (int j = 0; j < size; j++) {
                features[j] = Byte.toUnsignedInt(pixels[i * size + j]) / BRIGHTEST;
            }
            String label = classes == null ? null : Integer.toString(Byte.toUnsignedInt(classes[i]));
            rows.add(RowFactory.create(range[0] + i, features, label));
        }
        return rows.iterator();
    }

    private byte[] values(String path, long[] range) throws IOException {
        try (DataInputStream in = open(path)) {
            long size = IdxHeader.read(in).itemSize();
            in.skipNBytes(range[0] * size);
            return in.readNBytes(Math.toIntExact((range[1] - range[0]) * size));
        }
    }

    private DataInputStream open(String path) throws IOException {
        InputFiles files = InputFiles.of(path, key, "path", hadoop.value());
        return new DataInputStream(files.open(files.files().get(0)));
    }
}
