package io.sparkdistill.jobs.export;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.sparkdistill.inference.StagedModel;
import io.sparkdistill.serving.Input;
import io.sparkdistill.student.TorchScriptDescription;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/** Writes a TorchScript student as it is, with what DJL Serving and the libraries of Hugging Face read beside it. */
final class TorchScriptFolder implements ExportFolder {
    private static final String CONFIG = "config.json";

    private final Path folder;
    private final StagedModel student;
    private final TorchScriptDescription script;
    private final ExportFacts facts;
    private final Function<List<Input>, float[][]> reference;

    TorchScriptFolder(
            Path folder,
            StagedModel student,
            TorchScriptDescription script,
            ExportFacts facts,
            Function<List<Input>, float[][]> reference) {
        this.folder = folder;
        this.student = student;
        this.script = script;
        this.facts = facts;
        this.reference = reference;
    }

    @Override
    public List<String> write() throws IOException {
        for (String file : List.of(TorchScriptDescription.MODEL, TorchScriptDescription.TOKENIZER)) {
            Files.copy(student.file(file), folder.resolve(file));
        }
        ServingExample example = ServingExample.ofTexts(false);
        float[] logits = reference.apply(List.of(example.input()))[0];
        Serving.of(script, facts, example)
                .with(TorchScriptDescription.MODEL, logits)
                .write(folder);
        Files.write(folder.resolve(CONFIG), new ObjectMapper().writeValueAsBytes(config()));
        Files.writeString(folder.resolve(ServingProperties.FILE), ServingProperties.torchScript(script));
        return List.of(TorchScriptDescription.MODEL + ": the student's file, unchanged");
    }

    private Map<String, Object> config() {
        Map<String, String> names = new TreeMap<>();
        for (int i = 0; i < facts.classes().size(); i++) {
            names.put(Integer.toString(i), facts.classes().get(i));
        }
        return Map.of("id2label", names, "problem_type", "single_label_classification");
    }
}
