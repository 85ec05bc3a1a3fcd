package io.sparkdistill.jobs.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SecretsTest {
    @ParameterizedTest
    @CsvSource({
        "s3a://key:secret@bucket/a, s3a://***@bucket/a",
        "cannot read https://token@host/a and http://u:p@host/b, cannot read https://***@host/a and http://***@host/b",
        "abfs://container@account/a, abfs://container@account/a",
        "mail to ann@example.com, mail to ann@example.com",
        "hdfs://host:8020/a@b, hdfs://host:8020/a@b"
    })
    void hidesTheUserInformationOfUris(String text, String redacted) {
        assertThat(Secrets.redact(text)).isEqualTo(redacted);
    }

    @Test
    void hidesTheValuesOfSecretEnvironmentVariablesTheLongestFirst() {
        List<String> values = Secrets.values(Map.of(
                "STORE_PASSWORD", "hunter22",
                "MY_API_KEY", "hunter22-and-more",
                "AWS_ACCESS_KEY_ID", "AKIA123",
                "TOKENIZER", "/models/tokenizer.json",
                "SHORT_TOKEN", "true",
                "HOME", "/home/ann"));
        assertThat(Secrets.redact(
                        "hunter22-and-more, hunter22, AKIA123, /models/tokenizer.json true /home/ann", values))
                .isEqualTo("***, ***, ***, /models/tokenizer.json true /home/ann");
    }

    @Test
    void givesSparkAPatternThatHidesItselfToo() {
        Pattern pattern = Pattern.compile(Secrets.pattern(List.of("hunter22 (new)", "hunter22")));
        assertThat(pattern.matcher("Scan parquet [s3a://key:secret@bucket/hunter22 (new)/a]")
                        .replaceAll("*"))
                .isEqualTo("Scan parquet [s3a*bucket/*/a]");
        assertThat(pattern.matcher("hdfs://host:8020/a").find()).isFalse();
        assertThat(pattern.matcher(pattern.pattern()).find()).isTrue();
    }
}
