package io.sparkdistill.jobs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The jar says what is in it: licenses, notices and a bill of materials. */
class ShadedJarIT {
    private static final String BILL = "META-INF/sbom/bom.json";

    private ZipFile jar;

    @BeforeEach
    void open() throws IOException {
        jar = new ZipFile(Launcher.ROOT.resolve("jobs/target/spark-distill.jar").toFile());
    }

    @AfterEach
    void close() throws IOException {
        jar.close();
    }

    @Test
    void carriesLicensesAndNotices() throws IOException {
        assertThat(text("META-INF/LICENSE")).contains("Apache License", "Version 2.0, January 2004");
        assertThat(text("META-INF/NOTICE")).contains("Apache OpenNLP");
        assertThat(jar.getEntry("ThirdPartyNotices.txt")).as("of ONNX Runtime").isNotNull();
    }

    @Test
    void carriesABillOfMaterialsUnlessMavenWasOffline() throws IOException {
        assumeThat(jar.getEntry(BILL)).as("CycloneDX makes it online only").isNotNull();
        JsonNode bill = new ObjectMapper().readTree(text(BILL));
        assertThat(bill.get("bomFormat").asText()).isEqualTo("CycloneDX");
        assertThat(bill.get("components").findValuesAsText("name"))
                .contains("pytorch-engine", "tokenizers", "onnxruntime", "opennlp-tools", "picocli")
                .doesNotContain("spark-core_2.12", "assertj-core");
    }

    private String text(String name) throws IOException {
        assertThat(jar.getEntry(name)).as(name).isNotNull();
        try (InputStream in = jar.getInputStream(jar.getEntry(name))) {
            return new String(in.readAllBytes(), UTF_8);
        }
    }
}
