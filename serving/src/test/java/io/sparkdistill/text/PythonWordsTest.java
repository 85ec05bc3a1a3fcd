package io.sparkdistill.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The script docs/examples/classify.py encodes texts as the student does that was trained on them. */
class PythonWordsTest {
    private static final String PROGRAM =
            """
            import json, sys
            sys.path.insert(0, '../docs/examples')
            from classify import words
            rules = {'pattern': open(sys.argv[1], encoding='utf-8').read(), 'max-words': 1000000}
            for text in open(sys.argv[2], encoding='utf-8', newline='\\n').read().split('\\0'):
                print('\\1'.join(words(text, rules)), end='\\0')
            """;
    private static final String ENCODER =
            """
            import sys
            sys.path.insert(0, '../docs/examples')
            from classify import encode
            rules = {'pattern': open(sys.argv[1], encoding='utf-8').read(), 'max-words': 1000000, 'unknown': 1,
                     'hashed-ngrams': {'words': 3, 'min-characters': 2, 'max-characters': 4, 'buckets': 1000, 'first': 4}}
            ids = {'<padding>': 0, '<unknown>': 1, 'a': 2, '.': 3}
            for text in open(sys.argv[2], encoding='utf-8', newline='\\n').read().split('\\0'):
                print(encode(text, rules, ids), end='\\0')
            """;
    private static final String INPUTS =
            """
            import sys
            sys.path.insert(0, '../docs/examples')
            from classify import rows
            rules = {'pattern': open(sys.argv[1], encoding='utf-8').read(), 'n-grams': 3, 'features': 1000, 'seed': 42,
                     'pair-prefix': '  ', 'padding': 1000}
            single, pair = ({'text': rules, 'example': {'text': ''} | second} for second in ({}, {'pair': ''}))
            for text in open(sys.argv[2], encoding='utf-8', newline='\\n').read().split('\\0'):
                print(rows(text, single, {}), rows(text.replace('\\t', ' ') + '\\tA second text.\\n', pair, {}), end='\\0')
            print(rows('-0.5 1e3\\t7\\n', {'example': {'features': [0, 0, 0]}}, {}), end='\\0')
            """;
    // Without a capital sigma: beside a digit or an apostrophe, Java and Python differ in its final form.
    private static final int[] CHARACTERS =
            ("aZz09 _-'’‘\"[]<>.,!?\t\n\r\u000b\f\u001c\u001f\u0085\u00a0\u2003\u2028\u3000\u200b\ufeffßÄéÉİıσςǅⅨ²½٣一ﬁ"
                            + "\u0301\u0308\u20dd\u093e\ud835\udc00\ud83c\udf89\u2014\u2026")
                    .codePoints()
                    .toArray();

    @TempDir
    Path folder;

    @Test
    void splitsAsTheStudentDoes() throws IOException, InterruptedException {
        List<String> texts = texts();
        List<String> words = python(PROGRAM, texts);
        assertThat(words).hasSameSizeAs(texts);
        List<String> differing = new ArrayList<>();
        for (int i = 0; i < words.size(); i++) {
            String expected = String.join("\u0001", Words.split(texts.get(i)));
            if (!expected.equals(words.get(i))) {
                differing.add("%s: %s instead of %s".formatted(texts.get(i), words.get(i), expected));
            }
        }
        assertThat(differing).isEmpty();
    }

    @Test
    void hashesNgramsAsTheStudentDoes() throws IOException, InterruptedException {
        List<String> texts = texts();
        Vocabulary vocabulary = Vocabulary.ofWords(List.of("<padding>", "<unknown>", "a", "."));
        TextEncoder encoder = new TextEncoder(vocabulary, 1_000_000, new HashedNgrams(3, 2, 4, 1_000));
        List<String> expected = texts.stream()
                .map(encoder::encode)
                .map(ids -> ids.length == 0 ? "[1]" : Arrays.toString(ids))
                .toList();
        assertThat(python(ENCODER, texts)).isEqualTo(expected);
    }

    @Test
    void hashesTermsAndReadsFeaturesAsTheStudentDoes() throws IOException, InterruptedException {
        HashedTerms terms = new HashedTerms(3, 1_000);
        List<String> second = Words.split("A second text.");
        List<String> texts = texts();
        List<String> expected = new ArrayList<>();
        for (String text : texts) {
            List<String> first = Words.split(text);
            int[] alone = terms.indices(first, List.of());
            expected.add("[%s] [%s]"
                    .formatted(
                            alone.length == 0 ? "[1000]" : Arrays.toString(alone),
                            Arrays.toString(terms.indices(first, second))));
        }
        expected.add("[[-0.5, 1000.0, 7.0]]");
        assertThat(python(INPUTS, texts)).isEqualTo(expected);
    }

    private static List<String> texts() {
        List<String> texts = new ArrayList<>(List.of(
                "",
                "It's a GOOD film, isn’t it?",
                "the film 's best -- 1990s",
                "A [MASK] <MASK> [mask] [mask",
                "''a'b'",
                "Ο ΣΟΦΟΣ ΛΕΕΙ"));
        Random random = new Random(7);
        for (int i = 0; i < 2_000; i++) {
            int[] drawn = random.ints(random.nextInt(12), 0, CHARACTERS.length)
                    .map(index -> CHARACTERS[index])
                    .toArray();
            texts.add(new String(drawn, 0, drawn.length));
        }
        return texts;
    }

    private List<String> python(String program, List<String> texts) throws IOException, InterruptedException {
        Path pattern = Files.writeString(folder.resolve("pattern"), Words.pattern());
        Path inputs = Files.writeString(folder.resolve("texts"), String.join("\0", texts));
        Path outputs = folder.resolve("words");
        ProcessBuilder python = new ProcessBuilder(
                        "python3", "-B", "-c", program, pattern.toString(), inputs.toString())
                .redirectOutput(outputs.toFile())
                .redirectError(ProcessBuilder.Redirect.INHERIT);
        python.environment().put("PYTHONIOENCODING", "utf-8");
        assertThat(start(python).waitFor()).isZero();
        // The last text ends with a separator too.
        List<String> words = new ArrayList<>(
                List.of(Files.readString(outputs, StandardCharsets.UTF_8).split("\0", -1)));
        words.remove(words.size() - 1);
        return words;
    }

    private static Process start(ProcessBuilder python) {
        try {
            return python.start();
        } catch (IOException e) {
            return abort("Python is not installed: " + e.getMessage());
        }
    }
}
