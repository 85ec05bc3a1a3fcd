package io.sparkdistill.jobs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;

/** The jar says what is in it: licenses, notices and a bill of materials. */
class ShadedJarIT {
    @Test
    void carriesLicensesNoticesAndABillOfMaterials() throws IOException {
        try (ZipFile jar = new ZipFile(
                Launcher.ROOT.resolve("jobs/target/spark-distill.jar").toFile())) {
            assertThat(text(jar, "META-INF/LICENSE")).contains("Apache License", "Version 2.0, January 2004");
            assertThat(text(jar, "META-INF/NOTICE")).contains("Apache OpenNLP");
            assertThat(text(jar, "ThirdPartyNotices.txt")).contains("onnx");
            JsonNode bill = new ObjectMapper().readTree(text(jar, "META-INF/sbom/bom.json"));
            assertThat(bill.get("bomFormat").asText()).isEqualTo("CycloneDX");
            List<String> components = bill.get("components").findValuesAsText("name");
            assertThat(components)
                    .contains("pytorch-engine", "tokenizers", "onnxruntime", "opennlp-tools", "picocli")
                    .doesNotContain("spark-core_2.12", "assertj-core");
            for (JsonNode component : bill.get("components")) {
                assertThat(component.path("licenses"))
                        .as(component.get("purl").asText())
                        .isNotEmpty();
            }
        }
    }

    private static String text(ZipFile jar, String name) throws IOException {
        assertThat(jar.getEntry(name)).as(name).isNotNull();
        try (InputStream in = jar.getInputStream(jar.getEntry(name))) {
            return new String(in.readAllBytes(), UTF_8);
        }
    }
}
