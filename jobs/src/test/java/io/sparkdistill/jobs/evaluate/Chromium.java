package io.sparkdistill.jobs.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;

/** Opens a page in headless Chromium, in frames of 1400 and of 400 pixels. */
final class Chromium {
    private static final Path PROGRAM = Path.of("/usr/bin/chromium");
    /** A folder that gets a picture of each page; null for none. */
    private static final String PICTURES = System.getProperty("spark-distill.screenshots");

    private static final String CHECK =
            """
            <!DOCTYPE html><meta charset="utf-8"><body style="margin:0;background:#888">%s
            <script type="application/json">%s</script>
            <script>
              var metrics = JSON.parse(document.querySelector("script").textContent);
              function value(pointer) {
                return pointer.split("/").slice(1).reduce(function (node, step) {
                  return node == null ? node : node[step.replace(/~1/g, "/").replace(/~0/g, "~")];
                }, metrics);
              }
              document.querySelectorAll("iframe").forEach(function (frame) {
                frame.onload = function () {
                  var page = frame.contentDocument, root = page.documentElement;
                  frame.dataset.overflow = root.scrollWidth - root.clientWidth;
                  var figures = Array.from(page.querySelectorAll("[data-figure]"));
                  frame.dataset.figures = figures.length;
                  frame.dataset.wrong = figures.filter(function (figure) {
                    var found = value(figure.dataset.figure);
                    var shown = found == null ? "\\u2013" : found.toFixed(4).replace(/^-0.0000$/, "0.0000");
                    return figure.textContent !== shown;
                  }).map(function (figure) { return figure.dataset.figure; }).join(" ");
                  page.querySelectorAll("th button").forEach(function (button, place) { if (place %% 7 === 0) button.click(); });
                };
              });
            </script>
            """;

    private final Path folder;

    Chromium(Path folder) {
        this.folder = folder;
    }

    /**
     * Checks that a page has no error in its console, needs no horizontal scrolling, and shows the figures of its
     * metrics, in a light and a dark theme.
     *
     * @param name of the pictures
     */
    void check(String name, String html, String metrics) throws IOException, InterruptedException {
        assumeTrue(Files.isExecutable(PROGRAM), "needs chromium");
        for (int dark : new int[] {0, 1}) {
            String shown = open(html, metrics, dark, List.of("--dump-dom"), 1400, 400);
            assertThat(shown).doesNotContain("CONSOLE");
            List<String> frames = shown.lines()
                    .filter(line -> line.contains("<iframe"))
                    .flatMap(line -> List.of(line.split("(?=<iframe)")).stream())
                    .map(line -> line.replaceAll("(?s) srcdoc=\"[^\"]*\"", ""))
                    .toList();
            assertThat(shown.split("data-overflow=\"0\"", -1)).as(name).hasSize(3);
            assertThat(shown.split("data-wrong=\"\"", -1)).as(name).hasSize(3);
            assertThat(shown).containsPattern("data-figures=\"[1-9][0-9]+\"");
            assertThat(frames).isNotEmpty();
            picture(name, html, metrics, dark);
        }
    }

    /** Returns the elements of a page after its scripts have run. */
    Document shown(String html) throws IOException, InterruptedException {
        assumeTrue(Files.isExecutable(PROGRAM), "needs chromium");
        Path page = folder.resolve("page.html");
        Files.writeString(page, html);
        return Jsoup.parse(start(0, 500, List.of("--dump-dom"), page));
    }

    private void picture(String name, String html, String metrics, int dark) throws IOException, InterruptedException {
        if (PICTURES != null) {
            for (int width : new int[] {1400, 400}) {
                Path file = Path.of(PICTURES, "%s-%d-%s.png".formatted(name, width, dark == 1 ? "dark" : "light"));
                open(html, metrics, dark, List.of("--screenshot=" + file), width);
            }
        }
    }

    /** Returns the page around the frames, with what its console has. */
    private String open(String html, String metrics, int dark, List<String> options, int... widths)
            throws IOException, InterruptedException {
        StringBuilder frames = new StringBuilder();
        int most = 500;
        for (int width : widths) {
            most = Math.max(most, width);
            frames.append("<iframe style=\"width:%dpx;height:%dpx;border:0;display:block\" srcdoc=\"%s\"></iframe>"
                    .formatted(
                            width,
                            PICTURES == null ? 900 : 9000,
                            html.replace("&", "&amp;").replace("\"", "&quot;")));
        }
        Path page = folder.resolve("frame.html");
        Files.writeString(page, CHECK.formatted(frames, metrics.replace("<", "\\u003c")));
        return start(dark, most, options, page);
    }

    /** Returns what the browser prints: the elements of the page with --dump-dom, and its console. */
    private String start(int dark, int width, List<String> options, Path page)
            throws IOException, InterruptedException {
        Path shown = folder.resolve("shown.txt");
        List<String> command = new ArrayList<>(List.of(
                PROGRAM.toString(),
                "--headless=new",
                "--no-sandbox",
                "--disable-gpu",
                "--hide-scrollbars",
                "--user-data-dir=" + folder.resolve("browser"),
                "--enable-logging=stderr",
                "--blink-settings=preferredColorScheme=" + (1 - dark),
                "--window-size=%d,%d".formatted(width, PICTURES == null ? 1000 : 9000),
                "--virtual-time-budget=3000"));
        command.addAll(options);
        command.add(page.toUri().toString());
        Process browser = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(shown.toFile())
                .start();
        assertThat(browser.waitFor(180, TimeUnit.SECONDS)).isTrue();
        return Files.readString(shown);
    }
}
