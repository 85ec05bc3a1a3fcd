package io.sparkdistill.teacher;

import ai.djl.Device;
import io.sparkdistill.engine.PyTorch;
import io.sparkdistill.fixtures.TinyTeacher;
import io.sparkdistill.format.ModelFormat;
import io.sparkdistill.inference.ModelCache;
import io.sparkdistill.inference.ModelFiles;
import io.sparkdistill.inference.ModelIdentity;
import io.sparkdistill.inference.ModelSpec;
import io.sparkdistill.model.LogitsModel;
import io.sparkdistill.model.ModelInput;
import io.sparkdistill.network.BiLstm;
import io.sparkdistill.network.Pooling;
import io.sparkdistill.network.WordVectors;
import io.sparkdistill.student.StudentModel;
import io.sparkdistill.text.TextEncoder;
import io.sparkdistill.text.Vocabulary;
import io.sparkdistill.tokenizer.TokenizerOutput;
import io.sparkdistill.tokenizer.Tokens;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Asks teachers and students of some 20 MB, each once, and prints how large the process is meanwhile and, last, by how
 * many megabytes it is larger after the last than after the first few.
 */
final class ModelsInTurn {
    private static final int MODELS = 50;
    private static final int FIRST = 14;
    private static final int PRINTED = 10;
    private static final int TEACHER_ROWS = 2_500_000;
    private static final int WORDS = 20_000;
    private static final String TEACHER = "teacher";
    private static final String STUDENT = "student";

    private ModelsInTurn() {}

    public static void main(String[] arguments) throws IOException {
        Path folder = Path.of(arguments[0]);
        PyTorch.useThreads(1);
        TinyTeacher.writeLarge(folder.resolve("teacher-model.pt"), TEACHER_ROWS);
        TinyTeacher.writeTokenizer(folder.resolve("teacher-tokenizer.json"));
        writeStudent(folder);
        long first = 0;
        for (int i = 0; i < MODELS; i++) {
            ask(folder, i);
            first = i == FIRST ? megabytes() : first;
            if ((i + 1) % PRINTED == 0) {
                System.out.printf("%d models: %d MB%n", i + 1, megabytes());
            }
        }
        System.out.println(megabytes() - first);
    }

    private static void writeStudent(Path folder) throws IOException {
        Map<String, Long> counts =
                IntStream.range(0, WORDS).boxed().collect(Collectors.toMap(i -> "word" + i, i -> 1L));
        TextEncoder encoder = new TextEncoder(Vocabulary.of(counts, 1, WORDS), 16);
        BiLstm network = new BiLstm(new WordVectors(128, WordVectors.Tuning.BOTH), 32, 8, 0, Pooling.MAX);
        try (StudentModel student = StudentModel.forText(network, encoder, 1, 2, 1)) {
            student.save(folder.resolve(STUDENT));
        }
    }

    /** Each has a fingerprint of its own, as if it were another model. */
    private static void ask(Path folder, int i) {
        boolean teaches = i % 2 == 0;
        String fingerprint = Integer.toString(i);
        ModelSpec spec = teaches
                ? new TextModelSpec(
                        ModelIdentity.named(TEACHER)
                                .withFingerprint(fingerprint)
                                .withClasses(2),
                        ModelFormat.TORCH_SCRIPT,
                        new TextInput(16, List.of(TokenizerOutput.values())),
                        ModelOutput.LOGITS)
                : new StudentSpec(ModelIdentity.named(STUDENT)
                        .withFingerprint(fingerprint)
                        .withClasses(2));
        String path = folder.toString();
        ModelFiles files = teaches
                ? (none, name) -> Path.of(path, TEACHER + "-" + name)
                : (none, name) -> Path.of(path, STUDENT, name);
        try (ModelCache.Lease lease = ModelCache.lease(spec, files, Device.cpu())) {
            answer(lease.model());
        }
    }

    private static <T extends Tokens> void answer(LogitsModel<T> model) {
        try (LogitsModel.Predictor<T> predictor = model.newPredictor()) {
            T tokens = model.tokenize(new ModelInput("a good film", null, null));
            for (int i = 0; i < 3; i++) {
                predictor.predict(List.of(tokens, tokens));
            }
        }
    }

    private static long megabytes() throws IOException {
        String line = Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(each -> each.startsWith("VmRSS:"))
                .findFirst()
                .orElseThrow();
        return Long.parseLong(line.replaceAll("\\D", "")) / 1024;
    }
}
