package io.sparkdistill.engine;

import ai.djl.Device;
import ai.djl.Model;
import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import io.sparkdistill.format.ModelFormat;
import io.sparkdistill.network.Mlp;
import io.sparkdistill.student.StudentModel;
import io.sparkdistill.tokenizer.SubwordTokenizer;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Permission;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;

/** Does one thing first in its JVM, and prints which hosts it asked for: a name to look up, or an address to connect to. */
final class OfflineProgram {
    private static final List<String> ASKED = new CopyOnWriteArrayList<>();

    private static final Set<String> OWN_NAMES = new HashSet<>(List.of("localhost", "127.0.0.1"));

    private OfflineProgram() {}

    /** Lets everything happen but the network. */
    @SuppressWarnings("removal")
    private static final class NoNetwork extends SecurityManager {
        @Override
        public void checkPermission(Permission permission) {
            // All else is allowed.
        }

        @Override
        public void checkConnect(String host, int port) {
            if (OWN_NAMES.contains(host)) {
                return; // Logging asks for the name of the machine.
            }
            ASKED.add(host + ":" + port);
            throw new SecurityException("no network: " + host);
        }
    }

    @SuppressWarnings("removal")
    public static void main(String[] arguments) throws Exception {
        OWN_NAMES.add(InetAddress.getLocalHost().getHostName());
        System.setSecurityManager(new NoNetwork());
        Path file = Path.of(arguments[1]);
        String error = "";
        try {
            run(arguments[0], file);
        } catch (SecurityException | IllegalStateException e) {
            error = " " + e.getMessage();
        }
        System.out.println("asked for " + ASKED + error);
    }

    private static void run(String first, Path file) throws Exception {
        switch (first) {
            case "tokenizer" -> {
                try (SubwordTokenizer tokenizer = new SubwordTokenizer(Files.readAllBytes(file), 16)) {
                    tokenizer.tokenize("a good film", null);
                }
            }
            case "model" -> {
                try (Model model = ModelFormat.TORCH_SCRIPT.load("tiny", file, Device.cpu())) {
                    model.getBlock();
                }
            }
            case "student" -> StudentModel.forFeatures(Mlp.standard(), 3, 2, 1).close();
            case "version" -> Djl.version();
            case "djl" -> HuggingFaceTokenizer.newInstance(Files.newInputStream(file), Map.of())
                    .close();
            default -> throw new IllegalArgumentException(first);
        }
    }
}
