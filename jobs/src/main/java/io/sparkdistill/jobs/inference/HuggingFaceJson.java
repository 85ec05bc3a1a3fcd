package io.sparkdistill.jobs.inference;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sparkdistill.format.ExternalData;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads the JSON files that Hugging Face saves beside a model. */
public final class HuggingFaceJson {
    /** The name of the file that describes the model. */
    public static final String CONFIG = "config.json";

    private static final Logger LOG = LoggerFactory.getLogger(HuggingFaceJson.class);
    private static final ObjectMapper JSON = new ObjectMapper();

    private HuggingFaceJson() {}

    /** Returns a file beside another one; empty if there is none, or it is something else. */
    public static Optional<JsonNode> beside(Configuration hadoop, String file, String name) {
        Path path = new Path(ExternalData.beside(file, name));
        try (InputStream in = path.getFileSystem(hadoop).open(path)) {
            return Optional.of(JSON.readTree(in)).filter(JsonNode::isObject);
        } catch (IOException | RuntimeException e) {
            LOG.debug("There is no {} to compare with", path, e);
            return Optional.empty();
        }
    }

    /** Returns the names of the outputs of a model in their order; none if no file beside it has them. */
    public static List<String> outputNames(Configuration hadoop, String model) {
        return beside(hadoop, model, CONFIG).map(HuggingFaceJson::outputNames).orElse(List.of());
    }

    /** Returns the names of the outputs in a {@value #CONFIG}, in their order. */
    public static List<String> outputNames(JsonNode config) {
        JsonNode byIndex = config.path("id2label");
        List<String> names = new ArrayList<>();
        for (int i = 0; byIndex.has(Integer.toString(i)); i++) {
            names.add(byIndex.path(Integer.toString(i)).asText());
        }
        return names;
    }
}
