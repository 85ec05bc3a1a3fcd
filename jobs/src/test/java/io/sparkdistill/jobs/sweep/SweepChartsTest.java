package io.sparkdistill.jobs.sweep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.sparkdistill.jobs.report.Axis;
import io.sparkdistill.jobs.report.XyChart;
import io.sparkdistill.jobs.sweep.SweepCharts.Point;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SweepChartsTest {
    @Test
    void aFewNumbersHaveATickEachAndTheBestOfEachWordIsJoined() {
        List<XyChart> charts = charts("train.temperature", List.of("1", "2", "4", "8"));

        assertThat(charts)
                .extracting(XyChart::title)
                .containsExactly("Accuracy against temperature, at the end", "Accuracy against loss, at the end");
        assertThat(charts.get(0).x().scale()).isEqualTo(Axis.Scale.LOGARITHMIC);
        assertThat(charts.get(0).x().marks()).extracting(Axis.Tick::label).containsExactly("1", "2", "4", "8");
        assertThat(charts.get(0).series()).extracting(XyChart.Series::name).containsExactly("loss kl", "loss mse");
        assertThat(charts.get(0).description()).contains("Best for 8: 0.9400.");
    }

    @Test
    void aValueHasItsColorWhereOthersHaveNoPoint() {
        Map<String, List<String>> values =
                Map.of("train.temperature", List.of("1", "2"), "train.loss", List.of("kl", "mse"));
        List<Point> points = List.of(
                new Point(Map.of("train.temperature", "1", "train.loss", "mse"), 0.7),
                new Point(Map.of("train.temperature", "2", "train.loss", "mse"), 0.8));

        assertThat(new SweepCharts("at the end", "accuracy", values, points).byKey())
                .singleElement()
                .satisfies(chart -> assertThat(chart.series())
                        .extracting(XyChart.Series::name, XyChart.Series::color)
                        .containsExactly(tuple("loss mse", 1)));
    }

    @Test
    void valuesThatOnlyLookLikeNumbersAreNames() {
        XyChart chart = charts("data.version", List.of("1.2.3", "1.10")).get(0);

        assertThat(chart.x().marks()).extracting(Axis.Tick::label).containsExactly("1.2.3", "1.10");
        assertThat(chart.x().scale()).isEqualTo(Axis.Scale.LINEAR);
    }

    private static List<XyChart> charts(String key, List<String> values) {
        List<Point> points = new ArrayList<>();
        for (String value : values) {
            for (String loss : List.of("kl", "mse")) {
                Map<String, String> of = new LinkedHashMap<>();
                of.put(key, value);
                of.put("train.loss", loss);
                points.add(new Point(of, 0.8 + points.size() / 50.0));
            }
        }
        Map<String, List<String>> all = new LinkedHashMap<>();
        all.put(key, values);
        all.put("train.loss", List.of("kl", "mse"));
        return new SweepCharts("at the end", "accuracy", all, points).byKey();
    }
}
