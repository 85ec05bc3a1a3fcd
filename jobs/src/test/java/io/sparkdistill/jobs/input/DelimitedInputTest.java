package io.sparkdistill.jobs.input;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.sparkdistill.jobs.job.InputException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class DelimitedInputTest {
    private static final String UTF_16 = "UTF-16";
    private static final String MALFORMED = "rejected: the row is malformed";

    @TempDir
    Path folder;

    /** What the file is, its settings, its content, and its rows. */
    static Stream<Arguments> files() {
        return Stream.of(
                // Quotes
                arguments(
                        "tsv of unbalanced quotes",
                        "",
                        "text\tlabel\n\"good\t1\nbad \"x\t0\n\"fine\" x\t1\nawful\"\t0\n",
                        List.of("\"good -> 1", "bad \"x -> 0", "\"fine\" x -> 1", "awful\" -> 0")),
                arguments(
                        "tsv of quotes that pair over lines",
                        "",
                        "text\tlabel\n\"good\t1\nfine\"\t0\n",
                        List.of("\"good -> 1", "fine\" -> 0")),
                arguments(
                        "tsv of pandas",
                        "",
                        "text\tlabel\n\"two\nlines, \"\"a\"\" \tb\"\t1\nplain\t0\n",
                        List.of("two\nlines, \"a\" \tb -> 1", "plain -> 0")),
                arguments(
                        "tsv of Spark",
                        "",
                        "text\tlabel\n\"he said \\\"no\\\"\nand left\"\t1\nC:\\x\t0\n",
                        List.of("he said \"no\"\nand left -> 1", "C:\\x -> 0")),
                arguments(
                        "tsv all quoted",
                        "",
                        "\"text\"\t\"label\"\n\"a\"\t\"1\"\n\"b\"\t\"0\"\n",
                        List.of("a -> 1", "b -> 0")),
                arguments(
                        "tsv with one line in quotes",
                        "",
                        "text\tlabel\n\"To be\"\t1\nor not\t0\n",
                        List.of("\"To be\" -> 1", "or not -> 0")),
                arguments("tsv of one column with line breaks", "", "text\n\"a\nb\"\n\"c \"\"d\"\"\"\ne\n", List.of()),
                arguments(
                        "csv of pandas",
                        "format=csv",
                        "text,label\n\"C:\\\",1\n\"a\r\nb, \"\"c\"\"\",0\n",
                        List.of("C:\\ -> 1", "a\r\nb, \"c\" -> 0")),
                arguments(
                        "csv of Spark",
                        "format=csv",
                        "text,label\n\"say \\\"hi\\\", Bob\",1\nx,0\n",
                        List.of("say \"hi\", Bob -> 1", "x -> 0")),
                arguments(
                        "csv with inches",
                        "format=csv",
                        "text,label\na 5\" screen,1\n\"b, c\",0\n",
                        List.of("a 5\" screen -> 1", "b, c -> 0")),
                arguments(
                        "csv with single quotes",
                        "format=csv, quote=\"'\"",
                        "text,label\n'a, ''b''',1\n\"c\",0\n",
                        List.of("a, 'b' -> 1", "\"c\" -> 0")),
                arguments(
                        "csv without quotes",
                        "format=csv, quote=none",
                        "text,label\n\"a,1\nb\",0\n",
                        List.of("\"a -> 1", "b\" -> 0")),
                // Separators, line breaks, headers
                arguments(
                        "semicolons",
                        "format=csv, separator=\";\"",
                        "text;label\na,b;1\nc;0\n",
                        List.of("a,b -> 1", "c -> 0")),
                arguments(
                        "bars",
                        "format=csv, separator=\"||\"",
                        "text||label\na|b||1\nc||0\n",
                        List.of("a|b -> 1", "c -> 0")),
                arguments(
                        "CRLF and a byte order mark",
                        "format=csv",
                        "\uFEFFtext,label\r\na,1\r\nb,0\r\n",
                        List.of("a -> 1", "b -> 0")),
                arguments(
                        "a quoted header behind a byte order mark",
                        "format=csv",
                        "\uFEFF\"text\",\"label\"\r\n\"a\",1\r\n\"b\",0\r\n",
                        List.of("a -> 1", "b -> 0")),
                arguments(
                        "CRLF below a header that ends in LF",
                        "format=csv",
                        "label,text\n1,\"a\nb\"\r\n0,c\r\n1,d\n",
                        List.of("a\nb -> 1", "c -> 0", "d -> 1")),
                arguments(
                        "LF below a header that ends in CRLF",
                        "format=csv",
                        "label,text\r\n1,\"a, b\"\n0,c\n1,d\r\n",
                        List.of("a, b -> 1", "c -> 0", "d -> 1")),
                arguments("carriage returns alone", "", "text\tlabel\ra\t1\rb\t0\r", List.of("a -> 1", "b -> 0")),
                arguments(
                        "a header with spaces",
                        "format=csv",
                        "text, label\na, 1\nb, 0 \n",
                        List.of("a -> 1", "b -> 0")),
                arguments("a header in capitals", "", "Text\tLABEL \na\t1\nb\t0\n", List.of("a -> 1", "b -> 0")),
                arguments(
                        "names that differ in case",
                        "",
                        "Text\ttext\tlabel\nA\ta\t1\nB\tb\t0\n",
                        List.of("a -> 1", "b -> 0")),
                arguments(
                        "a column twice that is not read",
                        "",
                        "x\ttext\tx\tlabel\n1\ta\t2\t1\n1\tb\t2\t0\n",
                        List.of("a -> 1", "b -> 0")),
                arguments(
                        "dots and backticks in names",
                        "text=\"a.`b`\"",
                        "a.`b`\tlabel\na\t1\nb\t0\n",
                        List.of("a -> 1", "b -> 0")),
                arguments(
                        "a header in Greek",
                        "text=\"κείμενο\"",
                        "κείμενο\tlabel\nα\t1\nβ\t0\n",
                        List.of("α -> 1", "β -> 0")),
                arguments(
                        "a header over two lines",
                        "format=csv, text=\"the text\\n(English)\"",
                        "\"the text\n(English)\",label\na,1\nb,0\n",
                        List.of("a -> 1", "b -> 0")),
                arguments(
                        "no header",
                        "header=false, text=\"0\", label=\"1\"",
                        "a\t1\nb\t0\n",
                        List.of("a -> 1", "b -> 0")),
                arguments(
                        "NUL, hash and backslash",
                        "",
                        "text\tlabel\n\u0000a\t1\n#b\\\t0\n\u0000\u0000c\t1\n",
                        List.of("\u0000a -> 1", "#b\\ -> 0", "\u0000\u0000c -> 1")),
                arguments("blank lines", "", "\n\ntext\tlabel\n\na\t1\n   \nb\t0\n\n", List.of("a -> 1", "b -> 0")),
                arguments(
                        "rows of too few and too many columns",
                        "",
                        "text\tlabel\na\t1\nb\nc\t0\tx\nd\t0\n",
                        List.of("a -> 1", MALFORMED, MALFORMED, "d -> 0")),
                arguments(
                        "a row of very many columns",
                        "",
                        "text\tlabel\na\t1\n" + "x\t".repeat(30_000) + "1\nd\t0\n",
                        List.of("a -> 1", MALFORMED, "d -> 0")),
                // Labels
                arguments(
                        "labels in many spellings",
                        "",
                        "text\tlabel\na\t1.0\nb\t \u00a00 \nc\tTrue\nd\tfalse\ne\t\"1\"\nf\t1e0\ng\t-0.0\n",
                        List.of("a -> 1", "b -> 0", "c -> 1", "d -> 0", "e -> 1", "f -> 1", "g -> 0")),
                arguments(
                        "labels that are no class",
                        "",
                        "text\tlabel\na\t1\nb\t-\nc\t-1\nd\t2\ne\t0.5\nf\t\ng\t0\n",
                        List.of(
                                "a -> 1",
                                not("-"),
                                not("-1"),
                                not("2"),
                                not("0.5"),
                                "rejected: the label is missing",
                                "g -> 0")),
                arguments(
                        "labels left out",
                        "without-labels=[\"-\", 2, 1]",
                        "text\tlabel\na\t1\nb\t-\nc\t2\nd\t1.0\ng\t0\n",
                        List.of("g -> 0")));
    }

    private static String not(String label) {
        return "rejected: the label is not a class: " + label;
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("files")
    void readsWhatOthersWrite(String name, String settings, String content, List<String> rows) throws IOException {
        Files.writeString(folder.resolve("t.txt"), content);
        if (rows.isEmpty()) {
            assertThat(unlabeled(settings).rows())
                    .containsExactly("seed -> 1", "a\nb -> null", "c \"d\" -> null", "e -> null");
        } else {
            assertThat(labeled(settings).rows()).isEqualTo(rows);
        }
    }

    private Reading labeled(String settings) {
        return new Reading(folder, "input.train=[{path=${data}/t.txt, label=label, " + settings + "}]");
    }

    private Reading unlabeled(String settings) throws IOException {
        Files.writeString(folder.resolve("train.txt"), "text\tlabel\nseed\t1\n");
        return new Reading(
                folder,
                "input.train=[{path=${data}/train.txt, label=label}]",
                "input.unlabeled=[{path=${data}/t.txt, " + settings + "}]");
    }

    @Test
    void readsNoRowsTogetherThatAQuoteOpens() throws IOException {
        String rows = IntStream.range(0, 100)
                .mapToObj(i -> (i == 5 || i == 60 ? "\"oops " + i : "text " + i) + "," + i % 2)
                .collect(Collectors.joining("\n"));
        Files.writeString(folder.resolve("t.txt"), "text,label\n" + rows);
        assertThat(labeled("format=csv").rows()).hasSize(100).contains("text 6 -> 0", "text 59 -> 1", "text 99 -> 1");
        Files.writeString(folder.resolve("t.txt"), "text,label\n" + rows.replace("\"oops 60", "oops"));
        assertThat(labeled("format=csv").rows()).hasSize(100).contains("text 6 -> 0", "text 99 -> 1", "oops -> 0");
        Files.writeString(folder.resolve("t.txt"), "text,label\na,1\n\"" + "x\n".repeat(20) + "\",0\nb,0\n");
        assertThat(labeled("format=csv, multi-line=true, max-lines=9").rows())
                .containsExactly(
                        "a -> 1",
                        "rejected: the row has more than max-lines = 9 lines: a quote may not be closed",
                        "b -> 0");
    }

    @ParameterizedTest
    @MethodSource("encodings")
    void readsOtherEncodings(String encoding, String charset) throws IOException {
        String content = "text\tlabel\nun café agréable\t1\nbien\t0\n";
        Files.write(folder.resolve("t.txt"), content.getBytes(Charset.forName(charset)));
        assertThat(labeled("encoding=" + encoding).rows()).containsExactly("un café agréable -> 1", "bien -> 0");
    }

    static Stream<Arguments> encodings() {
        return Stream.of(
                arguments(UTF_16, UTF_16),
                arguments("UTF-16LE", "UTF-16LE"),
                arguments("windows-1252", "windows-1252"),
                arguments("ISO-8859-1", "ISO-8859-1"));
    }

    @Test
    void tellsWhatIsNotUtf8() throws IOException {
        Path file = folder.resolve("t.txt");
        Files.write(file, "text\tlabel\nun café\t1\nbien\t0\n".getBytes(StandardCharsets.ISO_8859_1));
        assertRefused(
                "",
                "t.txt is not UTF-8 in 1 of its first 3 lines; set input.train[0].encoding to what it is,"
                        + " such as windows-1252");
        Files.write(file, "text\tlabel\na\t1\nb\t0\n".getBytes(StandardCharsets.UTF_16));
        assertRefused("", "t.txt is UTF-16, by its byte order mark; set input.train[0].encoding = UTF-16");
        Files.write(file, "\uFEFFtext\tlabel\na\t1\nb\t0\n".getBytes(Charset.forName("UTF-32LE")));
        assertRefused("", "t.txt is UTF-32, by its byte order mark; set input.train[0].encoding = UTF-32");
        Files.write(file, "text\tlabel\na\t1\nb\t0\n".getBytes(StandardCharsets.UTF_16LE));
        assertRefused(
                "", "t.txt is not UTF-8: many of its bytes are 0; set input.train[0].encoding, perhaps to UTF-16LE");
        Files.write(file, "text\tlabel\nà\t1\nZ\t0\n".getBytes(StandardCharsets.UTF_8));
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length - 4] = (byte) 0xE9;
        Files.write(file, bytes);
        assertThat(labeled("").rows()).containsExactly("à -> 1", "rejected: the row is not UTF-8; see encoding");
    }

    @Test
    void tellsWhatIsNoTextOrHasNoSuchColumn() throws IOException {
        Files.writeString(folder.resolve("t.txt"), "text;label\na;1\n");
        assertRefused(
                "format=csv",
                "its columns are text;label; name one of these, or set input.train[0].format,"
                        + " or input.train[0].separator");
        Files.writeString(folder.resolve("t.txt"), "text,label,label\na,1,1\n");
        assertRefused(
                "format=csv",
                "Cannot choose column label of input.train[0] in file:" + folder.resolve("t.txt")
                        + ": several fit: its columns are text, label, label; name them differently");
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(folder.resolve("t.txt")))) {
            out.write("text\tlabel\na\t1\n".getBytes(StandardCharsets.UTF_8));
        }
        assertRefused("", "t.txt is compressed by gzip; let its name end in .gz, for input.train[0]");
    }

    @Test
    void namesNoMoreColumnsThanAReaderReads() throws IOException {
        String wide = IntStream.range(0, 12_000).mapToObj(i -> "c" + i).collect(Collectors.joining(","));
        Files.writeString(folder.resolve("t.txt"), "x," + wide.substring(0, 5_000) + "\n1\n");
        assertThatThrownBy(() -> labeled("format=csv").rows()).satisfies(refused -> assertThat(refused.getMessage())
                .contains("its columns are x, c0, c1,", "c38 and 9", "more; name one of these")
                .hasSizeLessThan(600));
        Files.writeString(folder.resolve("t.txt"), wide + "," + wide + ",text,label\n1\n");
        assertRefused("format=csv", "t.txt has 24002 columns, and Spark's reader takes 20480; leave some out");
        Files.writeString(folder.resolve("t.txt"), "\n  \n\n");
        assertRefused("format=csv", "Cannot use input.train[0]: none of its 0 rows can be used");
    }

    @Test
    void readsEachFileOfAFolderInTheDialectThatFitsIt() throws IOException {
        Files.createDirectories(folder.resolve("d"));
        Files.writeString(folder.resolve("d/a.tsv"), "text\tlabel\n\"two\nlines\"\t1\n");
        Files.writeString(folder.resolve("d/b.tsv"), "text\tlabel\n\"a\" b\t0\nc \"d\t1\n");
        Files.writeString(folder.resolve("d/c.tsv"), "text\tlabel\rold\t1\r");
        assertThat(some("limit=9"))
                .containsExactlyInAnyOrder("two\nlines -> 1", "\"a\" b -> 0", "c \"d -> 1", "old -> 1");
    }

    @Test
    void refusesATableOfALakehouse() throws IOException {
        Files.createDirectories(folder.resolve("d/_delta_log"));
        Files.writeString(folder.resolve("d/_delta_log/0.json"), "{}");
        Files.writeString(folder.resolve("d/a.tsv"), "text\tlabel\na\t1\n");
        assertThatThrownBy(() -> some("limit=9"))
                .isInstanceOf(InputException.class)
                .hasMessage(
                        "Cannot read input.train[0]: file:" + folder + "/d is a table of Delta, Hudi or Iceberg, whose"
                                + " files hold rows that are deleted too; register it in Spark's catalog, and set"
                                + " input.train[0].format = table");
    }

    private void assertRefused(String settings, String message) {
        assertThatThrownBy(() -> labeled(settings).rows())
                .isInstanceOf(InputException.class)
                .hasMessageContaining(message);
    }

    @Test
    void findsColumnsByNameInEachFileOfAFolder() throws IOException {
        Files.createDirectories(folder.resolve("d/deeper"));
        Files.writeString(folder.resolve("d/a.csv"), "text,label\ngood,1\n");
        Files.writeString(folder.resolve("d/b.csv"), "label,text\n0,awful\n");
        Files.writeString(folder.resolve("d/deeper/c.csv"), "id,Text,label\n7,\"x, y\",1\n");
        Files.writeString(folder.resolve("d/empty.csv"), "");
        Files.writeString(folder.resolve("d/header.csv"), "label,text\n");
        Files.writeString(folder.resolve("d/_SUCCESS"), "");
        Files.writeString(folder.resolve("d/.hidden.csv"), "nothing");
        String entry = "label=label, format=csv}]";
        Reading all = new Reading(folder, "input.train=[{path=${data}/d, " + entry);
        assertThat(all.rows()).containsExactlyInAnyOrder("good -> 1", "awful -> 0", "x, y -> 1");
        assertThat(new Reading(folder, "input.train=[{path=\"" + folder + "/d/*\", " + entry).rows())
                .containsExactlyInAnyOrder("good -> 1", "awful -> 0", "x, y -> 1");
        Files.writeString(folder.resolve("d/c.csv"), "title,label\nx,1\n");
        assertThatThrownBy(() -> new Reading(folder, "input.train=[{path=${data}/d, " + entry).rows())
                .isInstanceOf(InputException.class)
                .hasMessageContaining("Cannot find column text of input.train[0] in file:" + folder.resolve("d/c.csv")
                        + ": its columns are title, label");
    }

    @Test
    void takesRowsByTheNamesOfFilesAndTheirLines() throws IOException {
        Files.createDirectories(folder.resolve("d"));
        for (int file = 0; file < 6; file++) {
            int rows = file == 4 ? 40 : file + 1;
            String lines = IntStream.range(0, rows)
                    .mapToObj(i -> "x".repeat(rows) + i + "\t1\n")
                    .collect(Collectors.joining());
            Files.writeString(folder.resolve("d/" + file + ".tsv"), "text\tlabel\n" + lines);
        }
        assertThat(some("limit=4")).containsExactlyInAnyOrder("x0 -> 1", "xx0 -> 1", "xx1 -> 1", "xxx0 -> 1");
        assertThat(some("skip=5, limit=3")).containsExactlyInAnyOrder("xxx2 -> 1", "xxxx0 -> 1", "xxxx1 -> 1");
        assertThat(some("skip=49, limit=2")).containsExactlyInAnyOrder("x".repeat(40) + "39 -> 1", "xxxxxx0 -> 1");
        assertThat(some("skip=55")).containsExactly("xxxxxx5 -> 1");
    }

    private List<String> some(String part) {
        return new Reading(folder, "input.train=[{path=${data}/d, label=label, " + part + "}]").rows();
    }

    @Test
    void readsPathsWithOddCharacters() throws IOException {
        for (String name : List.of("my dätä 100%25 +#é.tsv", "a[1]{b,c}.tsv", "x=y, z?.tsv", "back`tick's.tsv")) {
            Files.writeString(folder.resolve(name), "text\tlabel\na\t1\n");
            assertThat(new Reading(folder, "input.train=[{path=${data}\"/" + name + "\", label=label}]").rows())
                    .as(name)
                    .containsExactly("a -> 1");
        }
        Files.createDirectories(folder.resolve("10:00"));
        Files.writeString(folder.resolve("10:00/t.tsv"), "text\tlabel\na\t1\n");
        assertThat(new Reading(folder, "input.train=[{path=${data}\"/10:00\", label=label}]").rows())
                .containsExactly("a -> 1");
        Files.writeString(folder.resolve("10:00/b:c.tsv"), "text\tlabel\na\t1\n");
        assertThatThrownBy(() -> new Reading(folder, "input.train=[{path=${data}\"/10:00\", label=label}]").rows())
                .isInstanceOf(InputException.class)
                .hasMessage(
                        "Cannot read input.train[0]: Hadoop's local file system opens no file with a colon in its name:"
                                + " file:" + folder + "/10:00/b:c.tsv; rename it");
    }

    @Test
    void noticesAFileThatChangedInPlace() throws IOException {
        Path file = folder.resolve("t.txt");
        Files.writeString(file, "text\tlabel\ngood\t1\n");
        var time = Files.getLastModifiedTime(file);
        String before = labeled("").identity();
        assertThat(labeled("").identity()).isEqualTo(before);
        Files.writeString(file, "text\tlabel\nevil\t1\n");
        Files.setLastModifiedTime(file, time);
        assertThat(labeled("").identity()).isNotEqualTo(before);
    }

    @Test
    void tellsOfLabelsThatCountFromOne() throws IOException {
        Files.writeString(folder.resolve("t.txt"), "text\tlabel\na\t1\nb\t2\n");
        assertRefused(
                "",
                "Cannot use the labels of input.train: there is no 0, but a 2: labels are 0 to 1"
                        + " (task.classes = 2); if they count from 1, set task.class-names to them in order");
    }
}
