package io.sparkdistill.jobs.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Checks the colors of all pages by the formulas of WCAG 2.1. */
class ContrastTest {
    /** The least ratio of text on its background at level AA. */
    private static final double LEAST = 4.5;

    private static final Pattern COLOR = Pattern.compile("--(\\w+): (#[0-9a-f]{6})");

    @Test
    void textAndLinesHaveTheContrastOfLevelAaInBothThemes() throws IOException {
        String css;
        try (InputStream in = Templates.class.getResourceAsStream("/io/sparkdistill/jobs/report/report.css")) {
            css = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
        int dark = css.indexOf("@media (prefers-color-scheme: dark)");
        for (String theme : List.of(css.substring(0, dark), css.substring(dark))) {
            Map<String, String> colors = new TreeMap<>();
            Matcher found = COLOR.matcher(theme);
            while (found.find()) {
                colors.putIfAbsent(found.group(1), found.group(2));
            }
            for (String color : List.of("ink", "soft", "link", "c0", "c1", "c2", "c3", "c4", "c5")) {
                for (String background : List.of("page", "panel")) {
                    assertThat(contrast(colors.get(color), colors.get(background)))
                            .as(color + " on " + background)
                            .isGreaterThanOrEqualTo(LEAST);
                }
            }
            assertThat(contrast(colors.get("ink"), colors.get("heat"))).isGreaterThanOrEqualTo(LEAST);
        }
    }

    private static double contrast(String one, String other) {
        double light = Math.max(luminance(one), luminance(other));
        double dark = Math.min(luminance(one), luminance(other));
        return (light + 0.05) / (dark + 0.05);
    }

    private static double luminance(String color) {
        return 0.2126 * linear(color, 1) + 0.7152 * linear(color, 3) + 0.0722 * linear(color, 5);
    }

    private static double linear(String color, int from) {
        double value = Integer.parseInt(color.substring(from, from + 2), 16) / 255.0;
        return value <= 0.03928 ? value / 12.92 : Math.pow((value + 0.055) / 1.055, 2.4);
    }
}
