package io.sparkdistill.jobs.input;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkdistill.jobs.augment.AgedFiles;
import io.sparkdistill.jobs.cli.VaultFileSystem;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileIdentityTest {
    @TempDir
    Path folder;

    @Test
    void aKnownFileIsNotReadAgainThoughItsStoredPathLacksThePassword() throws IOException {
        Configuration hadoop = new Configuration();
        hadoop.set("fs.vault.impl", VaultFileSystem.class.getName());
        AgedFiles.write(folder.resolve("1.txt"), List.of("a film"));
        var path = new org.apache.hadoop.fs.Path("vault://ann:pa55word@store" + folder + "/1.txt");
        List<FileStatus> files = List.of(path.getFileSystem(hadoop).getFileStatus(path));
        FileIdentity identity = new FileIdentity(hadoop);

        List<KnownFile> first = identity.look(files, List.of());
        String stored = new InputSnapshot(Map.of("input.train[0]", first)).json();
        List<KnownFile> known =
                InputSnapshot.parse(stored).orElseThrow().files().get("input.train[0]");
        AgedFiles.hide(folder.resolve("1.txt"));

        assertThat(stored).contains("vault://***@store").doesNotContain("pa55word");
        assertThat(identity.look(files, known)).isEqualTo(first);
        assertThat(identity.look(files, List.of()).get(0).content())
                .as("the file has other content")
                .isNotEqualTo(first.get(0).content());
    }
}
