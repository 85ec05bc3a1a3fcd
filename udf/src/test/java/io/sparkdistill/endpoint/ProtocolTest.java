package io.sparkdistill.endpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sparkdistill.endpoint.Choice.TokenProbability;
import org.junit.jupiter.api.Test;

class ProtocolTest {
    /** What llama-server answers if the most probable first token ends the answer, or is a part of a character. */
    private static final String LLAMA_CPP =
            """
            {"choices": [
              {"text": "", "index": 0, "finish_reason": "stop", "logprobs": {"content": [
                {"id": 2, "token": "", "bytes": [], "logprob": -3.0453782081604004, "top_logprobs": [
                  {"id": 2, "token": "", "bytes": [], "logprob": -3.0453782081604004},
                  {"id": 423, "token": " positive", "bytes": [32, 112], "logprob": -3.393836498260498}]}]}},
              {"text": "\\uFFFD", "index": 1, "finish_reason": "length", "logprobs": null}],
             "usage": {"completion_tokens": 1, "prompt_tokens": 29, "total_tokens": 30}}
            """;

    private static final String LIST = "\"content\": [{\"top_logprobs\": [{\"token\": \"no\", \"logprob\": -0.5}]}]";
    private static final String MAP = "\"top_logprobs\": [{\"no\": %s}]";

    @Test
    void readsTheListsThatLlamaCppGivesForCompletionsToo() throws JsonProcessingException {
        Completion answer = Protocol.COMPLETIONS.read(new ObjectMapper().readTree(LLAMA_CPP));

        Choice ended = answer.choices().get(0);
        assertThat(ended.firstTokens())
                .containsExactly(
                        new TokenProbability("", -3.0453782081604004),
                        new TokenProbability(" positive", -3.393836498260498));
        Choice withinACharacter = answer.choices().get(1);
        assertThat(withinACharacter.firstTokens()).isEmpty();
        assertThat(withinACharacter.isBlank()).isTrue();
        assertThat(withinACharacter.truncated()).isTrue();
        assertThat(answer.usage().tokens()).isEqualTo(30);
    }

    @Test
    void aTokenThatIsListedInBothFormsCountsOnce() throws JsonProcessingException {
        Completion answer = read(LIST + ", " + MAP.formatted("-0.5"));

        assertThat(answer.choices().get(0).firstTokens()).containsExactly(new TokenProbability("no", -0.5));
    }

    @Test
    void aServerThatListsLogitsInsteadOfLogProbabilitiesIsDenied() {
        assertThatThrownBy(() -> read(MAP.formatted("2.0")))
                .isInstanceOf(RequestFailure.Denied.class)
                .hasMessage(
                        "its log-probabilities are none, since the probabilities add up to 7.389056; set samples = 8 to count answers instead");
    }

    private static Completion read(String logProbabilities) throws JsonProcessingException {
        return Protocol.COMPLETIONS.read(new ObjectMapper()
                .readTree("{\"choices\": [{\"text\": \"no\", \"logprobs\": {%s}}]}".formatted(logProbabilities)));
    }
}
