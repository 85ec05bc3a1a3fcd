package io.sparkdistill.distill;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.io.Serializable;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Measures how well a model's confidence matches its accuracy. It accumulates row by row, and the bins of several
 * partitions can be merged.
 *
 * <p>The confidence of a prediction is its largest probability. It falls into one of {@code M} bins of equal width
 * {@code ((m-1)/M, m/M]}. The expected calibration error is {@code sum_m n_m / n * |accuracy_m - confidence_m|}, from 0
 * to 1.
 *
 * @see <a href="https://arxiv.org/abs/1706.04599">Guo, Pleiss, Sun, Weinberger 2017, equation 3</a>
 */
public final class Calibration implements Serializable {
    /** The number of bins that most papers use. */
    public static final int DEFAULT_BINS = 15;

    private static final String OPERATION = "measure calibration";

    private final long[] rows;
    private final long[] correct;
    private final double[] confidences;

    /** Creates an accumulator with {@value #DEFAULT_BINS} bins. */
    public Calibration() {
        this(DEFAULT_BINS);
    }

    /** @param bins number of bins, at least 1 */
    public Calibration(int bins) {
        Check.that(bins >= 1, OPERATION, "bins must be at least 1", bins);
        rows = new long[bins];
        correct = new long[bins];
        confidences = new double[bins];
    }

    /**
     * Adds one prediction.
     *
     * @param probabilities one probability per class
     * @param label the true class, from 0
     */
    public void add(double[] probabilities, int label) {
        Check.probabilities(probabilities, OPERATION);
        Check.classIndex(label, probabilities.length, OPERATION, "label");
        int predicted = Predictions.indexOfLargest(probabilities);
        add(probabilities[predicted], label, predicted);
    }

    /**
     * Adds one prediction.
     *
     * @param confidence the probability of the predicted class, in 0..1
     * @param label the true class
     * @param predicted the predicted class
     */
    public void add(double confidence, int label, int predicted) {
        Check.probability(confidence, OPERATION, "confidence");
        // A float on the edge of a bin may lie above it after conversion to double: values within one ulp belong to the
        // edge.
        double position = (confidence - Math.ulp((float) confidence)) * rows.length;
        int bin = Math.max(0, Math.min(rows.length, (int) Math.ceil(position)) - 1);
        rows[bin]++;
        correct[bin] += predicted == label ? 1 : 0;
        confidences[bin] += confidence;
    }

    /** Adds the rows of another accumulator, which must have the same number of bins. */
    public void merge(Calibration other) {
        Check.that(
                rows.length == other.rows.length,
                OPERATION,
                "both must have the same number of bins",
                rows.length + " and " + other.rows.length);
        for (int i = 0; i < rows.length; i++) {
            rows[i] += other.rows[i];
            correct[i] += other.correct[i];
            confidences[i] += other.confidences[i];
        }
    }

    /** Writes the bins that hold rows, in the form that {@link #read} reads. */
    public void write(DataOutput out) throws IOException {
        out.writeInt(rows.length);
        out.writeInt(
                (int) IntStream.range(0, rows.length).filter(i -> rows[i] > 0).count());
        for (int i = 0; i < rows.length; i++) {
            if (rows[i] > 0) {
                out.writeInt(i);
                out.writeLong(rows[i]);
                out.writeLong(correct[i]);
                out.writeDouble(confidences[i]);
            }
        }
    }

    /** Reads bins that {@link #write} wrote. */
    public static Calibration read(DataInput in) throws IOException {
        Calibration calibration = new Calibration(in.readInt());
        for (int filled = in.readInt(); filled > 0; filled--) {
            int bin = in.readInt();
            calibration.rows[bin] = in.readLong();
            calibration.correct[bin] = in.readLong();
            calibration.confidences[bin] = in.readDouble();
        }
        return calibration;
    }

    /** Returns the expected calibration error, from 0 to 1; NaN without rows. */
    public double error() {
        double gaps = 0;
        for (int i = 0; i < rows.length; i++) {
            gaps += Math.abs(correct[i] - confidences[i]);
        }
        return gaps / rows();
    }

    /** Returns the maximum calibration error: the largest gap of any bin that has rows, from 0 to 1; NaN without rows. */
    public double maximumError() {
        return bins().stream()
                .filter(bin -> bin.rows() > 0)
                .mapToDouble(bin -> Math.abs(bin.accuracy() - bin.confidence()))
                .max()
                .orElse(Double.NaN);
    }

    /** Returns the number of predictions added. */
    public long rows() {
        return IntStream.range(0, rows.length).mapToLong(i -> rows[i]).sum();
    }

    /** Returns all bins in order of confidence, empty ones included: the points of a reliability diagram. */
    public List<Bin> bins() {
        return IntStream.range(0, rows.length).mapToObj(this::bin).toList();
    }

    private Bin bin(int index) {
        double width = 1.0 / rows.length;
        return new Bin(
                index * width,
                (index + 1) * width,
                rows[index],
                confidences[index] / rows[index],
                (double) correct[index] / rows[index]);
    }

    /**
     * A bin holds the predictions whose confidence lies in one interval.
     *
     * @param lower confidence above which the interval begins, exclusive
     * @param upper highest confidence of the interval, inclusive
     * @param rows number of predictions in the bin
     * @param confidence mean confidence of these predictions; NaN without predictions
     * @param accuracy share of these predictions that are correct; NaN without predictions
     */
    public record Bin(double lower, double upper, long rows, double confidence, double accuracy) {}
}
