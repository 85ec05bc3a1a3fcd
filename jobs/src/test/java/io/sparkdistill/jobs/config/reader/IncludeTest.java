package io.sparkdistill.jobs.config.reader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sparkdistill.jobs.config.ConfigurationException;
import io.sparkdistill.jobs.config.DistillConfig;
import io.sparkdistill.jobs.config.SweepConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IncludeTest {
    private static final String REST =
            """
            input.train = [{ path = train.tsv, label = label }]
            teachers = [{ name = t, model = student-folder }]
            """;

    @TempDir
    Path folder;

    @BeforeEach
    void writeBase() throws IOException {
        write("base.conf", "output = o\ntask.classes = 2\naugment.copies = 3\nseed = 7\n");
    }

    @Test
    void aSearchInAFileThatIncludesAListOfVariantsTakesItsPlace() throws IOException {
        write("variants.conf", "sweep = [{ name = a, set = [\"seed=2\"] }]\n");
        SweepConfig sweep =
                load("include \"base.conf\"\ninclude \"variants.conf\"\nsweep { parameters = [{ key = seed, values = [3, 4] }] }\n"
                                + REST)
                        .sweep();
        assertThat(sweep.variants()).isEmpty();
        assertThat(sweep.parameters()).hasSize(1);
        assertThat(sweep.parallel()).isEqualTo(1);
        assertThat(sweep.halving()).isEqualTo(new SweepConfig.Halving(1, 3));
    }

    @Test
    void readsFilesBesideTheOneThatIncludesThem() throws IOException {
        write("sub/middle.conf", "include \"../base.conf\"\nseed = 8\n");
        DistillConfig config = load("include \"sub/middle.conf\"\naugment.copies = 4\n" + REST);
        assertThat(config.output()).isEqualTo("o");
        assertThat(config.seed()).isEqualTo(8);
        assertThat(config.augment().copies()).isEqualTo(4);
    }

    @Test
    void readsEveryWayToNameAFile() throws IOException {
        write("plain.json", "{\"seed\": 11}");
        write("train.conf", "patience = 5\nepochs = ${patience}\n");
        String base = folder.resolve("base.conf").toString();
        for (String include : List.of(
                "\"" + base + "\"",
                "\"file://" + base + "\"",
                "file(\"" + base + "\")",
                "required(\"base.conf\")",
                "required(file(\"" + base + "\"))",
                "url(\"file:" + base + "\")",
                "\"base\"")) {
            assertThat(load("include " + include + "\n" + REST).seed())
                    .as(include)
                    .isEqualTo(7);
        }
        DistillConfig nested = load("include \"base\"\ninclude \"plain\"\ntrain { include \"train.conf\" }\n" + REST);
        assertThat(nested.seed()).isEqualTo(11);
        assertThat(nested.train().stopping().epochs()).isEqualTo(5);
    }

    @Test
    void namesTheFileThatAWrongValueIsIn() throws IOException {
        write("base.conf", "output = o\ntask.classes = 2\ntrain.epoch = 3\n");
        assertThatThrownBy(() -> load("include \"base.conf\"\n" + REST))
                .hasMessage(folder.resolve("base.conf") + ": 3: unknown key train.epoch; did you mean train.epochs?");
        write("base.conf", "output = o\ntask.classes = 1\n");
        assertThatThrownBy(() -> load("include \"base.conf\"\n" + REST))
                .hasMessage(folder.resolve("base.conf") + ": 2: task.classes must be at least 2: 1");
    }

    @Test
    void refusesAFileThatIsNotThereRequiredOrNot() {
        for (String include : List.of("\"none.conf\"", "required(\"none.conf\")")) {
            assertThatThrownBy(() -> load("include " + include + "\n" + REST))
                    .isInstanceOf(ConfigurationException.class)
                    .hasMessageStartingWith("%s: Cannot include none.conf: no such file: %s;"
                            .formatted(folder.resolve("my.conf"), folder.resolve("none.conf")));
        }
    }

    @Test
    void refusesACycleAndTheClassPath() throws IOException {
        write("a.conf", "include \"b.conf\"\n");
        write("b.conf", "include \"a.conf\"\n");
        assertThatThrownBy(() -> load("include \"a.conf\"\n" + REST))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageStartingWith(folder.resolve("b.conf") + ": Cannot include a.conf: it includes itself: ")
                .hasMessageEndingWith("%1$s/a.conf -> %1$s/b.conf -> %1$s/a.conf".formatted(folder));
        assertThatThrownBy(() -> load("include classpath(\"reference.conf\")\n" + REST))
                .hasMessageEndingWith("Cannot include reference.conf: it is on the class path; name a file");
    }

    @Test
    void includesAnAbsoluteFileInASettingOfTheCommandLine() throws IOException {
        write("train.conf", "epochs = 5\n");
        String file = folder.resolve("train.conf").toString();
        DistillConfig config = load("include \"base.conf\"\n" + REST, "train={include \"" + file + "\"}");
        assertThat(config.train().stopping().epochs()).isEqualTo(5);
    }

    private DistillConfig load(String text, String... overrides) {
        return ConfigLoader.load(text, folder.resolve("my.conf").toString(), List.of(overrides), Map.of());
    }

    private void write(String name, String text) throws IOException {
        Files.createDirectories(folder.resolve(name).getParent());
        Files.writeString(folder.resolve(name), text);
    }
}
