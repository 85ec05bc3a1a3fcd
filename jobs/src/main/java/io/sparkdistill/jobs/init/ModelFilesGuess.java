package io.sparkdistill.jobs.init;

import com.typesafe.config.ConfigUtil;
import io.sparkdistill.jobs.job.InputException;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * Finds the files of a teacher.
 *
 * @param model TorchScript or ONNX file, or the folder of a student
 * @param tokenizer its {@code tokenizer.json}; empty for a student and for a model of features
 */
record ModelFilesGuess(String name, String model, Optional<String> tokenizer) {
    private static final List<String> NAMES = List.of("model.onnx", "model.pt", "model.torchscript");
    private static final String TOKENIZER = "tokenizer.json";

    /**
     * Finds the files.
     *
     * @param given file or folder of the model
     * @param tokenizer its tokenizer; empty for the one beside it
     * @param readsText whether the model needs a tokenizer
     * @throws InputException if there is no model, or a tokenizer is missing
     */
    static ModelFilesGuess of(String given, Optional<String> tokenizer, boolean readsText, Configuration hadoop) {
        try {
            Path path = new Path(given);
            FileSystem files = path.getFileSystem(hadoop);
            if (!files.exists(path)) {
                throw new InputException(
                        "Cannot read the teacher: no such file: %s; name a TorchScript or ONNX file, or the folder of a student"
                                .formatted(given));
            }
            Optional<String> inside = files.getFileStatus(path).isFile() ? Optional.of(given) : within(files, given);
            if (inside.isEmpty()) {
                return new ModelFilesGuess(name(path), given, Optional.empty());
            }
            Path model = new Path(inside.get());
            Optional<String> found = tokenizer.or(() -> beside(inside.get())).filter(name -> readsText);
            if (readsText && (found.isEmpty() || !files.exists(new Path(found.get())))) {
                throw new InputException("Cannot find the tokenizer of %s: %s; name it by --tokenizer"
                        .formatted(
                                given,
                                found.map(file -> "no such file: " + file).orElse("no folder")));
            }
            return new ModelFilesGuess(name(model), inside.get(), found);
        } catch (IOException e) {
            throw new InputException("Cannot read the teacher: %s: %s".formatted(given, e.getMessage()), e);
        }
    }

    private static Optional<String> within(FileSystem files, String folder) throws IOException {
        for (String name : NAMES) {
            if (files.exists(new Path(folder, name))) {
                return Optional.of(join(folder, name));
            }
        }
        return Optional.empty();
    }

    private static String join(String folder, String name) {
        return folder.endsWith("/") ? folder + name : folder + "/" + name;
    }

    private static Optional<String> beside(String model) {
        int slash = model.lastIndexOf('/');
        return Optional.of(slash < 0 ? TOKENIZER : model.substring(0, slash + 1) + TOKENIZER);
    }

    /** Returns a name for tables: that of the file, or of its folder where the file is called as all are. */
    private static String name(Path model) {
        String own = model.getName().replaceAll("[.][^.]*$", "");
        boolean usual = own.equals("model")
                && model.getParent() != null
                && !model.getParent().getName().isEmpty();
        String name = (usual ? model.getParent().getName() : own).replaceAll("[^A-Za-z0-9_-]+", "-");
        return name.isEmpty() ? "teacher" : name;
    }

    /**
     * Returns the element of the list of teachers in HOCON.
     *
     * @param classes in the order of the model's outputs; empty for that of the task
     */
    String hocon(List<String> classes) {
        return "{ name = %s, model = %s%s%s }"
                .formatted(
                        PlannedInput.quoted(name),
                        ConfigUtil.quoteString(model),
                        tokenizer
                                .map(file ->
                                        ", tokenizer = %s, max-tokens = 128".formatted(ConfigUtil.quoteString(file)))
                                .orElse(""),
                        classes.isEmpty()
                                ? ""
                                : classes.stream()
                                        .map(PlannedInput::quoted)
                                        .collect(Collectors.joining(", ", ", classes = [", "]")));
    }
}
