package io.sparkdistill.jobs.init;


import io.sparkdistill.jobs.LocalSpark;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InitTest {
    @TempDir
    static Path folder;

    private static InitKinds kinds;

    private final StringWriter said = new StringWriter();

    @BeforeAll
    static void write() throws IOException {
        kinds = new InitKinds(folder);
    }

    @Test
    void readsNamesOfClassesFromCsv() throws IOException {
        String written = init(options(List.of(kinds.csv())));
        System.out.println(written);
        System.out.println(said);
    }

    @Test
    void all() throws IOException {
        for (List<String> data : List.of(List.of(kinds.tsv()), List.of(kinds.json()), List.of(kinds.parquet()), List.of(kinds.pairs()), List.of(kinds.features()), List.of(kinds.texts()), kinds.images())) {
            System.out.println(init(options(data)));
        }
        System.out.println(said);
        System.out.println(init(new InitOptions(
                List.of(kinds.csv()),
                new InitOptions.Purposes(List.of(), List.of(), List.of()),
                Optional.of(kinds.teacher()),
                Optional.empty(),
                InitOptions.Columns.GUESSED,
                List.of(),
                Optional.of(folder.resolve("a.conf").toString()),
                Optional.empty(),
                true)));
        System.out.println(said);
    }

    private InitOptions options(List<String> data) {
        return new InitOptions(
                data,
                new InitOptions.Purposes(List.of(), List.of(), List.of()),
                Optional.empty(),
                Optional.empty(),
                InitOptions.Columns.GUESSED,
                List.of(),
                Optional.of(folder.resolve("written.conf").toString()),
                Optional.of(folder.resolve("output").toString()),
                true);
    }

    private String init(InitOptions options) throws IOException {
        PrintWriter out = new PrintWriter(said);
        String file = new Init(LocalSpark.session(), new Configuration(), Dialog.silent(out)).run(options);
        return Files.readString(Path.of(file));
    }
}
