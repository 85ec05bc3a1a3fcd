package io.sparkdistill.format;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/** Reads the code and the storage types within a TorchScript archive. */
final class TorchScriptFile {
    private static final List<String> REDUCED =
            List.of("BFloat16Storage", "HalfStorage", "QInt8", "QUInt8", "quantized");

    private TorchScriptFile() {}

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
}
