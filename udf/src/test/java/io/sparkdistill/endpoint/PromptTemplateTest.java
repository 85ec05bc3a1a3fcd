package io.sparkdistill.endpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sparkdistill.model.ModelInput;
import java.io.IOException;
import java.net.http.HttpHeaders;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PromptTemplateTest {
    @TempDir
    Path folder;

    @Test
    void fillsPlaceholdersOnceAndLeavesOtherBraces() throws IOException {
        PromptTemplate template = template("{\"of\": \"{classes}\"} {text} / {text-pair}");

        assertThat(template.fill(new ModelInput("a {classes} $1 \\", "{text}", null)))
                .isEqualTo("{\"of\": \"no, yes\"} a {classes} $1 \\ / {text}");
    }

    @Test
    void refusesAPairWithoutAPlaceholderAndAPlaceholderWithoutAPair() throws IOException {
        assertThatThrownBy(() -> template("{text}").fill(new ModelInput("a", "b", null)))
                .hasMessage("Cannot fill the prompt: it has no {text-pair}, and the input has a second text");
        assertThatThrownBy(() -> template("{text}{text-pair}").fill(new ModelInput("a", null, null)))
                .hasMessage("Cannot fill the prompt: it has {text-pair}, and the input has no second text");
        assertThatThrownBy(() -> template("Which class?"))
                .hasMessage(
                        "Cannot use the prompt: it has no {text}, which stands for the text to classify; add it to the template");
    }

    @Test
    void refusesClassesThatAGeneratorLacksAndBytesThatAreNoText() throws IOException {
        Path prompt = Files.writeString(folder.resolve("generate.txt"), "One of {classes}: {text}");
        assertThatThrownBy(() -> PromptTemplate.read(prompt, ""))
                .isInstanceOf(IOException.class)
                .hasMessage(
                        "Cannot use the prompt: it has {classes}, and a model that generates texts has none; write their names into the template");
        Path latin1 = Files.write(folder.resolve("latin1.txt"), new byte[] {'{', 't', 'e', 'x', 't', '}', (byte) 0xe9});
        assertThatThrownBy(() -> PromptTemplate.read(latin1, "no, yes"))
                .isInstanceOf(IOException.class)
                .hasMessage("Cannot use the prompt: it is no UTF-8 text; save it as UTF-8");
    }

    @Test
    void readsRetryAfterInSecondsAndAsADate() {
        Clock clock = Clock.fixed(Instant.parse("2026-01-01T00:00:00Z"), ZoneOffset.UTC);
        assertThat(Gate.retryAfter(headers("1.5"), clock)).hasValue(Duration.ofMillis(1_500));
        assertThat(Gate.retryAfter(headers("Thu, 1 Jan 2026 00:00:30 GMT"), clock))
                .hasValue(Duration.ofSeconds(30));
        assertThat(Gate.retryAfter(headers("soon"), clock)).isEmpty();
    }

    private static HttpHeaders headers(String value) {
        return HttpHeaders.of(Map.of("Retry-After", List.of(value)), (name, each) -> true);
    }

    private PromptTemplate template(String text) throws IOException {
        return PromptTemplate.read(Files.writeString(folder.resolve("prompt.txt"), text), "no, yes");
    }
}
