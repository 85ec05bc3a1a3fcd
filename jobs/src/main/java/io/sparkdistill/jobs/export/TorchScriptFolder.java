package io.sparkdistill.jobs.export;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.sparkdistill.distill.LogitsComparison;
import io.sparkdistill.format.ModelFormat;
import io.sparkdistill.inference.ModelCache;
import io.sparkdistill.inference.StagedModel;
import io.sparkdistill.serving.Input;
import io.sparkdistill.student.TorchScriptDescription;
import io.sparkdistill.teacher.ModelSource;
import io.sparkdistill.teacher.ModelStaging;
import io.sparkdistill.teacher.TextInput;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.apache.hadoop.conf.Configuration;

/** Writes a TorchScript student as it is, with what DJL Serving and the libraries of Hugging Face read beside it. */
final class TorchScriptFolder implements ExportFolder {
    private static final String CONFIG = "config.json";

    private final Path folder;
    private final StagedModel student;
    private final TorchScriptDescription script;
    private final ExportFacts facts;
    private final List<CheckedExample> examples;
    private final Function<List<Input>, float[][]> reference;

    /**
     * Prepares the folder.
     *
     * @param examples examples on which the exported student is compared with the student
     * @param reference computes the student's logits of examples
     */
    TorchScriptFolder(
            Path folder,
            StagedModel student,
            TorchScriptDescription script,
            ExportFacts facts,
            List<CheckedExample> examples,
            Function<List<Input>, float[][]> reference) {
        this.folder = folder;
        this.student = student;
        this.script = script;
        this.facts = facts;
        this.examples = examples;
        this.reference = reference;
    }

    @Override
    public List<String> write() throws IOException {
        for (String file : List.of(TorchScriptDescription.MODEL, TorchScriptDescription.TOKENIZER)) {
            Files.copy(student.file(file), folder.resolve(file));
        }
        ServingExample example = ServingExample.ofTexts(false);
        List<CheckedExample> checked = new ArrayList<>(examples);
        checked.add(CheckedExample.unlabeled(example.input()));
        List<Input> inputs = checked.stream().map(CheckedExample::input).toList();
        float[][] logits = reference.apply(inputs);
        LogitsComparison check = LogitsComparison.of(
                exported(inputs),
                logits,
                checked.stream().mapToInt(CheckedExample::label).toArray());
        ExportFolder.requireSame(check, "PyTorch");
        Serving.of(script, facts, example)
                .with(TorchScriptDescription.MODEL, logits[logits.length - 1])
                .write(folder);
        Files.write(folder.resolve(CONFIG), new ObjectMapper().writeValueAsBytes(config()));
        Files.writeString(folder.resolve(ServingProperties.FILE), ServingProperties.torchScript(script));
        return List.of(TorchScriptDescription.MODEL + ": the student's file, unchanged; " + check.summary());
    }

    /** Computes logits by the files in the folder alone. */
    private float[][] exported(List<Input> inputs) throws IOException {
        ModelSource source = ModelSource.exported(ModelFormat.TORCH_SCRIPT, uri(TorchScriptDescription.MODEL))
                .classes(script.classes())
                .text(uri(TorchScriptDescription.TOKENIZER), new TextInput(script.maxTokens(), script.inputs()));
        try (ModelCache.Lease lease =
                new ModelStaging(new Configuration()).stage(source).trial()) {
            return Reference.logits(lease.model(), inputs);
        }
    }

    private String uri(String file) {
        return folder.resolve(file).toUri().toString();
    }

    private Map<String, Object> config() {
        Map<String, String> names = new TreeMap<>();
        for (int i = 0; i < facts.classes().size(); i++) {
            names.put(Integer.toString(i), facts.classes().get(i));
        }
        return Map.of("id2label", names, "problem_type", "single_label_classification");
    }
}
