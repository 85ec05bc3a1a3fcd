package io.sparkdistill.endpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ApiKeyTest {
    @TempDir
    Path folder;

    @Test
    void readsAKeyWithoutTheWhiteSpaceAroundIt() throws IOException {
        assertThat(key(" sk-4711\r\n").read()).hasValue("sk-4711");
    }

    @Test
    void refusesMoreThanAKeyWithoutRepeatingIt() throws IOException {
        for (String content : new String[] {"sk-4711\n# of the team", "Bearer sk-4711", "sk-\u00e94711"}) {
            ApiKey key = key(content);
            assertThatThrownBy(key::read)
                    .isInstanceOf(IOException.class)
                    .hasMessage("Cannot read the API key: %s has more than the key, or characters that no key has;"
                                    .formatted(folder.resolve("key"))
                            + " leave only the key, one word of ASCII characters, in it");
        }
        ApiKey blank = key(" \n");
        assertThatThrownBy(blank::read)
                .hasMessage("Cannot read the API key: the file is empty: " + folder.resolve("key"));
    }

    private ApiKey key(String content) throws IOException {
        return new ApiKey.File(Files.writeString(folder.resolve("key"), content).toString());
    }
}
