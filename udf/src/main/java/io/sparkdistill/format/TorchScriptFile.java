package io.sparkdistill.format;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/** Reads the code and the storage types within a TorchScript archive. */
final class TorchScriptFile {
    /** How the pickled attributes begin: the protocol, then the module and the name of the model's class. */
    private static final Pattern MODEL_CLASS = Pattern.compile("^\\u0080.c(\\S+)\n(\\S+)\n", Pattern.DOTALL);

    private static final String FORWARD = "(?s)class %s\\(Module\\):.*?def forward\\(self: [^,)]*,?(.*?)\\) ->";
    private static final Pattern ARGUMENT = Pattern.compile("(\\w+):");

    private static final List<String> REDUCED =
            List.of("BFloat16Storage", "HalfStorage", "QInt8", "QUInt8", "quantized");

    private TorchScriptFile() {}

    /** Returns whether a file is an archive of TorchScript code; one of weights alone is not. */
    static boolean isOne(Path file) {
        try (ZipFile archive = new ZipFile(file.toFile())) {
            return archive.stream().anyMatch(entry -> entry.getName().endsWith("/constants.pkl"))
                    && archive.stream().anyMatch(entry -> entry.getName().contains("/code/"));
        } catch (IOException e) {
            return false;
        }
    }

    /** Returns whether some weights or operations have 16 bits or fewer. */
    static boolean reducedPrecision(Path file) throws IOException {
        try (ZipFile archive = new ZipFile(file.toFile())) {
            for (ZipEntry entry : archive.stream().toList()) {
                if (entry.getName().endsWith(".py") || entry.getName().endsWith(".pkl")) {
                    byte[] bytes = archive.getInputStream(entry).readAllBytes();
                    String text = new String(bytes, StandardCharsets.ISO_8859_1);
                    if (REDUCED.stream().anyMatch(text::contains)) {
                        return true;
                    }
                }
            }
            return false;
        }
    }

    /** The names of what a model's forward takes; empty where the archive does not tell them. */
    static List<String> inputs(Path file) throws IOException {
        try (ZipFile archive = new ZipFile(file.toFile())) {
            Matcher model = MODEL_CLASS.matcher(text(archive, "data.pkl"));
            if (!model.find()) {
                return List.of();
            }
            String code = text(archive, "code/" + model.group(1).replace('.', '/') + ".py");
            Matcher forward = Pattern.compile(FORWARD.formatted(Pattern.quote(model.group(2))))
                    .matcher(code);
            return forward.find()
                    ? ARGUMENT.matcher(forward.group(1))
                            .results()
                            .map(name -> name.group(1))
                            .toList()
                    : List.of();
        }
    }

    /** A file within the one folder of an archive; empty if there is none. */
    private static String text(ZipFile archive, String name) throws IOException {
        for (ZipEntry entry : archive.stream().toList()) {
            if (entry.getName().endsWith("/" + name)) {
                return new String(archive.getInputStream(entry).readAllBytes(), StandardCharsets.ISO_8859_1);
            }
        }
        return "";
    }
}
