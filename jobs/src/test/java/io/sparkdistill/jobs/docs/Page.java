package io.sparkdistill.jobs.docs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A page of the documentation in Markdown.
 *
 * @param path relative to the folder of the tests
 */
record Page(Path path, String text) {
    private static final Path ROOT = Path.of("..");
    private static final Pattern FENCED = Pattern.compile("(?ms)^```(\\w*)\\n(.*?)^```$");
    private static final Pattern LINK = Pattern.compile("!?\\[[^\\]]*\\]\\(([^)\\s]+)\\)");
    private static final Pattern CODE = Pattern.compile("`([^`\\n]+)`");
    private static final Pattern HEADING = Pattern.compile("(?m)^#+ (.+)$");

    static Page of(Path path) {
        try {
            return new Page(path, Files.readString(path));
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + path, e);
        }
    }

    static Page of(String path) {
        return of(ROOT.resolve(path));
    }

    /** Every page: those of the root and those of {@code docs}. */
    static List<Page> all() throws IOException {
        List<Page> pages = new ArrayList<>();
        for (Path folder : List.of(ROOT, ROOT.resolve("docs"), ROOT.resolve("docs/decisions"))) {
            try (Stream<Path> files = Files.list(folder)) {
                files.filter(file -> file.toString().endsWith(".md")).sorted().forEach(file -> pages.add(of(file)));
            }
        }
        return pages;
    }

    /** The targets of all links and images, as they are written. */
    List<String> links() {
        return LINK.matcher(prose())
                .results()
                .map(link -> link.group(1))
                .filter(target -> !target.matches("(https?|mailto):.*"))
                .toList();
    }

    /** What stands between backticks in the prose. */
    List<String> code() {
        return CODE.matcher(prose()).results().map(code -> code.group(1)).toList();
    }

    /** The blocks of a language, such as {@code hocon}. */
    List<String> blocks(String language) {
        return FENCED.matcher(text)
                .results()
                .filter(block -> block.group(1).equals(language))
                .map(block -> block.group(2))
                .toList();
    }

    /** The anchors of all headings, formed as GitHub forms them. */
    Set<String> anchors() {
        return new HashSet<>(HEADING.matcher(prose())
                .results()
                .map(heading -> anchor(heading.group(1)))
                .toList());
    }

    /** The rows of the first table after a heading, each with its cells; the row of titles comes first. */
    List<List<String>> table(String heading) {
        int start = text.indexOf("\n" + heading + "\n");
        if (start < 0) {
            throw new IllegalArgumentException("Cannot find the heading %s in %s".formatted(heading, path));
        }
        return text.substring(start)
                .lines()
                .dropWhile(line -> !line.startsWith("|"))
                .takeWhile(line -> line.startsWith("|"))
                .filter(line -> !line.startsWith("|--"))
                .map(Page::cells)
                .toList();
    }

    private static List<String> cells(String line) {
        return Stream.of(line.substring(1).split("(?<!\\\\)\\|"))
                .map(String::strip)
                .toList();
    }

    private static String anchor(String heading) {
        return heading.toLowerCase(Locale.ROOT)
                .replaceAll("[^\\p{L}\\p{N}_ -]", "")
                .replace(' ', '-');
    }

    private String prose() {
        return FENCED.matcher(text).replaceAll((MatchResult block) -> "");
    }
}
