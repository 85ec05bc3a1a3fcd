package io.sparkdistill.jobs.train.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sparkdistill.jobs.job.InputException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VectorFileTest {
    private static final String GLOVE = "good 1 2.5\n. . 3 -4e-2\nGood 7 7\nbad 0 0\n";

    @TempDir
    Path folder;

    @Test
    void readsTheWordsAskedForInLowerCaseTheFirstOfEach() throws IOException {
        VectorFile file = file(write("glove.txt", GLOVE));
        Map<String, float[]> vectors = file.read(word -> !word.equals("bad"));
        assertThat(vectors).containsOnlyKeys("good", ". .");
        assertThat(vectors.get("good")).containsExactly(1, 2.5f);
        assertThat(vectors.get(". .")).containsExactly(3, -0.04f);
    }

    @Test
    void skipsTheFirstLineOfWord2VecAndFastTextAndOpensGzipByItsName() throws IOException {
        Path packed = folder.resolve("cc.vec.gz");
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(packed))) {
            out.write("2 2\nfilm 1 2 \nfilms 3 4 \n".getBytes(StandardCharsets.UTF_8));
        }
        assertThat(file(packed).check()).contains("cc.vec.gz");
        assertThat(file(packed).read(word -> true)).containsOnlyKeys("film", "films");
    }

    @Test
    void saysWhatIsWrongAndWhere() throws IOException {
        assertThatThrownBy(() -> file(folder.resolve("none.txt")).check())
                .isInstanceOf(InputException.class)
                .hasMessageStartingWith("Cannot read student.embeddings-file: ");
        Path wide = write("wide.txt", "word 1 2 3\n");
        assertThatThrownBy(() -> file(wide).check())
                .isInstanceOf(InputException.class)
                .hasMessageEndingWith(
                        "wide.txt: its vectors have 3 values, but embedding-size is 2; set one of the two");
        Path broken = write("broken.txt", "one 1 2\ntwo 1\n");
        assertThatThrownBy(() -> file(broken).read(word -> true))
                .isInstanceOf(InputException.class)
                .hasMessageEndingWith("broken.txt: line 2 is not a word and 2 values");
        Path letters = write("letters.txt", "one 1 2\ntwo 1 x\n");
        assertThatThrownBy(() -> file(letters).read(word -> true))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("letters.txt: line 2 has a value that is not a number: ");
    }

    private Path write(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }

    private static VectorFile file(Path path) {
        return new VectorFile(path.toString(), 2, new Configuration());
    }
}
