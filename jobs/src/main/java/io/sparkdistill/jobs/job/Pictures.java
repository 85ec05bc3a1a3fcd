package io.sparkdistill.jobs.job;

import java.awt.Color;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.BitmapEncoder.BitmapFormat;
import org.knowm.xchart.internal.chartpart.Chart;

/** Charts as files. */
public final class Pictures {
    static {
        // A cluster's machines have no display.
        System.setProperty("java.awt.headless", "true");
    }

    private Pictures() {}

    /** The chart as a PNG. */
    public static byte[] png(Chart<?, ?> chart) {
        chart.getStyler().setChartBackgroundColor(Color.WHITE);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            BitmapEncoder.saveBitmap(chart, out, BitmapFormat.PNG);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot draw a chart", e);
        }
        return out.toByteArray();
    }
}
