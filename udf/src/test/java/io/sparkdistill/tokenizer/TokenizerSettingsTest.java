package io.sparkdistill.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sparkdistill.tokenizer.TokenizerSettings.Side;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class TokenizerSettingsTest {
    @Test
    void takesPaddingAndTruncationFromTheirSections() throws IOException {
        TokenizerSettings settings = parse(
                """
                {"padding": {"direction": "Left", "pad_id": 5, "pad_type_id": 3, "pad_token": "<pad>"},
                 "truncation": {"direction": "Left", "max_length": 8, "strategy": "LongestFirst", "stride": 2},
                 "added_tokens": [{"id": 0, "content": "[PAD]"}, {"id": 9, "content": "<new>"}],
                 "model": {"vocab": {"a": 4, "b": 7}}}
                """);
        assertThat(settings).isEqualTo(new TokenizerSettings(5, 3, Side.LEFT, Side.LEFT, 9));
        assertThat(settings.padding(TokenizerOutput.INPUT_IDS)).isEqualTo(5);
        assertThat(settings.padding(TokenizerOutput.ATTENTION_MASK)).isZero();
        assertThat(settings.padding(TokenizerOutput.TOKEN_TYPE_IDS)).isEqualTo(3);
        assertThat(settings.start(3, 8)).isEqualTo(5);
    }

    @Test
    void findsThePaddingTokenAmongAddedTokensAndInTheVocabulary() throws IOException {
        String roberta = "{\"added_tokens\": [{\"id\": 0, \"content\": \"<s>\"}, {\"id\": 1, \"content\": \"<pad>\"}],"
                + " \"model\": {\"vocab\": {\"<s>\": 0, \"<pad>\": 1, \"a\": 2}}}";
        assertThat(parse(roberta)).isEqualTo(new TokenizerSettings(1, 0, Side.RIGHT, Side.RIGHT, 2));
        String gpt2 = "{\"padding\": null, \"added_tokens\": [{\"id\": 50256, \"content\": \"<|endoftext|>\"}],"
                + " \"model\": {\"vocab\": {\"a\": 64}}}";
        assertThat(parse(gpt2).padId()).isEqualTo(50256);
        String qwen = "{\"added_tokens\": [{\"id\": 11, \"content\": \"<|fim_pad|>\"},"
                + " {\"id\": 10, \"content\": \"<|endoftext|>\"}], \"model\": {\"vocab\": {\"a\": 1}}}";
        assertThat(parse(qwen).padId()).isEqualTo(10);
        String unigram =
                "{\"model\": {\"vocab\": [[\"<cls>\", 0.0], [\"<sep>\", 0.0], [\"<pad>\", 0.0], [\"a\", -1.5]]}}";
        assertThat(parse(unigram).padId()).isEqualTo(2);
        assertThat(parse(unigram).largestId()).isEqualTo(3);
    }

    @Test
    void padsWithZeroOnTheRightWhereNothingIsSaid() throws IOException {
        assertThat(parse("{}")).isEqualTo(new TokenizerSettings(0, 0, Side.RIGHT, Side.RIGHT, -1));
    }

    @Test
    void refusesWhatIsNoJsonObject() {
        assertThatThrownBy(() -> parse("")).isInstanceOf(IOException.class).hasMessage("it is no JSON object");
        assertThatThrownBy(() -> parse("[]")).isInstanceOf(IOException.class).hasMessage("it is no JSON object");
        assertThatThrownBy(() -> parse("[PAD]"))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("it is not JSON: ");
    }

    private static TokenizerSettings parse(String json) throws IOException {
        return TokenizerSettings.parse(json.getBytes(StandardCharsets.UTF_8));
    }
}
