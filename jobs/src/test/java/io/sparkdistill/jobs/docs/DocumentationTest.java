package io.sparkdistill.jobs.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.sparkdistill.jobs.config.reader.ConfigLoader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class DocumentationTest {
    private static final Pattern FILE_NAME =
            Pattern.compile(".*\\.(json|html|md|png|txt|tsv|csv|conf|pt|onnx|safetensors|bin)");
    /** A class by its name, or by its package and name. */
    private static final Pattern CLASS_NAME = Pattern.compile("([a-z]+/)*[A-Z]\\w*[a-z]\\w*");

    private static final Pattern MESSAGE = Pattern.compile("(Cannot [^…`]{4,}?) ?[…:=].*|(Cannot [^…`]+)");

    @Test
    void everyRelativeLinkLeadsToAFileAndItsAnchorToAHeading() throws IOException {
        Set<String> broken = new TreeSet<>();
        for (Page page : Page.all()) {
            for (String link : page.links()) {
                int hash = link.indexOf('#');
                String file = hash < 0 ? link : link.substring(0, hash);
                Path target = file.isEmpty() ? page.path() : page.path().resolveSibling(file);
                boolean leads = Files.exists(target)
                        && (hash < 0 || Page.of(target).anchors().contains(link.substring(hash + 1)));
                if (!leads) {
                    broken.add(page.path() + ": " + link);
                }
            }
        }
        assertThat(broken).isEmpty();
    }

    @Test
    void everyPageOfTheGuideCanBeReachedFromTheReadme() throws IOException {
        Set<Path> reached = new TreeSet<>();
        List<Path> pending = new ArrayList<>(List.of(Path.of("../README.md")));
        while (!pending.isEmpty()) {
            Path page = pending.remove(0).normalize();
            if (reached.add(page) && page.toString().endsWith(".md")) {
                Page.of(page).links().stream()
                        .map(link -> link.replaceFirst("#.*", ""))
                        .filter(file -> !file.isEmpty())
                        .forEach(file -> pending.add(page.resolveSibling(file)));
            }
        }
        assertThat(reached)
                .containsAll(
                        Page.all().stream().map(Page::path).map(Path::normalize).toList());
    }

    @Test
    void everyConfigurationKeyThatIsNamedExists() throws IOException {
        Set<String> unknown = new TreeSet<>();
        for (Page page : Page.all()) {
            page.code().stream()
                    .filter(code -> !FILE_NAME.matcher(code).matches())
                    .filter(code -> ReferenceKeys.isKeyLike(code) && !ReferenceKeys.exists(code))
                    .forEach(code -> unknown.add(page.path() + ": " + code));
        }
        assertThat(unknown).isEmpty();
    }

    @Test
    void everyExampleOfAConfigurationIsReadWithoutAProblem() throws IOException {
        int examples = 0;
        for (Page page : Page.all()) {
            for (String block : page.blocks("hocon")) {
                examples++;
                assertThatCode(() -> ConfigLoader.load(
                                ReferenceKeys.REQUIRED + block, page.path().toString(), List.of(), Map.of()))
                        .as(page.path() + ":\n" + block)
                        .doesNotThrowAnyException();
            }
        }
        assertThat(examples).isPositive();
    }

    @Test
    void everyMessageOfTheTroubleshootingTableIsInTheSources() {
        String sources = sources();
        List<String> messages = Page.of("docs/operations.md").code().stream()
                .map(MESSAGE::matcher)
                .filter(message -> message.matches())
                .map(message -> message.group(1) == null ? message.group(2) : message.group(1))
                .toList();
        assertThat(messages).isNotEmpty().allSatisfy(message -> assertThat(sources.contains(message))
                .as(message)
                .isTrue());
    }

    @Test
    void everyClassThatContributingNamesIsInTheSources() {
        List<String> files = Stream.of("../serving/src", "../udf/src", "../jobs/src")
                .flatMap(DocumentationTest::javaFiles)
                .map(file -> file.toString().replace('\\', '/'))
                .toList();
        List<String> classes = Page.of("CONTRIBUTING.md").code().stream()
                .filter(code -> CLASS_NAME.matcher(code).matches())
                .toList();
        assertThat(classes).isNotEmpty().allMatch(code -> files.stream()
                .anyMatch(file -> file.endsWith("/" + code + ".java")));
    }

    private static String sources() {
        StringBuilder all = new StringBuilder();
        for (String module : List.of("../serving/src/main/java", "../udf/src/main/java", "src/main/java")) {
            javaFiles(module).forEach(file -> all.append(read(file)));
        }
        return all.toString();
    }

    private static Stream<Path> javaFiles(String folder) {
        try (Stream<Path> files = Files.walk(Path.of(folder))) {
            return files.filter(file -> file.toString().endsWith(".java")).toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
