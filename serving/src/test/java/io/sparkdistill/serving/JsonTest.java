package io.sparkdistill.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {
    @Test
    void readsEveryKindOfValue() throws IOException {
        assertThat(Json.parse(" {\"a\" : [1, -2.5e-3, true, false, null, []],\n\"b\": {}, \"c\": \"’\"} "))
                .isEqualTo(Map.of(
                        "a", Arrays.asList(1.0, -0.0025, true, false, null, List.of()), "b", Map.of(), "c", "’"));
    }

    @Test
    void readsEscapes() throws IOException {
        assertThat(Json.parse("\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u2019\\ud83c\\udf89\""))
                .isEqualTo("\"\\/\b\f\n\r\t’🎉");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "[1",
                "[1,]",
                "{\"a\"}",
                "{\"a\":}",
                "{a:1}",
                "\"a",
                "\"\\x\"",
                "\"\\u12\"",
                "tru",
                "1 2",
                "1-",
                "[1 2]"
            })
    void refusesWhatIsNoJson(String text) {
        assertThatThrownBy(() -> Json.parse(text))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("Cannot read JSON: ");
    }

    @Test
    void saysWhereAndWhatIsMissing() {
        assertThatThrownBy(() -> Json.parse("{\"a\" 1}")).hasMessage("Cannot read JSON: ':' expected at character 5");
    }
}
