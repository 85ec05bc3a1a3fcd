package io.sparkdistill.engine;

import java.util.List;
import java.util.regex.Pattern;

/** Finds the message that matters in an engine's exception. */
public final class RootMessage {
    /** Where PyTorch's stack of native frames begins. */
    private static final String FRAMES = "Exception raised from";

    private static final Pattern ERROR = Pattern.compile("(\\w+\\.)*\\w*(Error|Exception)\\b.*");

    private RootMessage() {}

    /**
     * The innermost message in one line. Below a stack of TorchScript, the error is the last line that names one; any
     * other message begins with its error.
     */
    public static String of(Throwable error) {
        Throwable root = error;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        if (root.getMessage() == null) {
            return root.toString();
        }
        List<String> lines = root.getMessage()
                .lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .takeWhile(line -> !line.startsWith(FRAMES))
                .toList();
        if (lines.isEmpty()) {
            return root.toString();
        }
        return root.getMessage().contains("Traceback of TorchScript") ? torchScript(lines) : lines.get(0);
    }

    private static String torchScript(List<String> lines) {
        for (int i = lines.size() - 1; i >= 0; i--) {
            if (ERROR.matcher(lines.get(i)).matches()) {
                return String.join(" ", lines.subList(i, lines.size()));
            }
        }
        return lines.get(lines.size() - 1);
    }
}
