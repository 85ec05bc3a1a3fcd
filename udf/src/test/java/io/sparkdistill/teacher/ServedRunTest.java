package io.sparkdistill.teacher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServedRunTest {
    private static final String ID = "20261127-065530-3f2a";

    @TempDir
    Path output;

    @Test
    void anOutputFolderStandsForTheStudentOfItsServedRun() throws IOException {
        serve(ID);
        assertThat(folder("")).isEqualTo(output + "/runs/" + ID + "/student");
        assertThat(folder("/")).isEqualTo(output + "/runs/" + ID + "/student");
        serve("20261128-065530-77aa");
        assertThat(folder("")).isEqualTo(output + "/runs/20261128-065530-77aa/student");
    }

    @Test
    void aModelInAnOutputFolderStandsForThatOfTheServedRun() throws IOException {
        serve(ID);
        for (String model : new String[] {"student", "student-2", "student-12", "baseline"}) {
            assertThat(folder("/" + model)).isEqualTo(output + "/runs/" + ID + "/" + model);
        }
    }

    @Test
    void anyOtherFolderStandsForItself() throws IOException {
        assertThat(folder("")).isEqualTo(output.toString());
        assertThat(folder("/student")).isEqualTo(output + "/student");
        serve(ID);
        assertThat(folder("/runs/1/student")).isEqualTo(output + "/runs/1/student");
        assertThat(folder("/teacher")).isEqualTo(output + "/teacher");
        assertThat(folder("/student-a")).isEqualTo(output + "/student-a");
    }

    @Test
    void aFileThatNamesNoRunIsAnErrorThatNamesIt() throws IOException {
        for (String content : new String[] {"", "null", "{}", "{\"run\" : \"2026"}) {
            Files.writeString(output.resolve("current.json"), content);
            assertThatThrownBy(() -> folder(""))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining(output + "/current.json: ");
        }
    }

    private String folder(String within) throws IOException {
        return ServedRun.folder(output + within, new Configuration());
    }

    private void serve(String run) throws IOException {
        ServedRun served = new ServedRun(run, "2026-11-27T06:55:30Z", "no run was served before");
        Files.writeString(output.resolve("current.json"), served.json());
        assertThat(ServedRun.parse(served.json())).isEqualTo(served);
    }
}
