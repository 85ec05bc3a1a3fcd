package io.sparkdistill.engine;

import java.util.List;
import java.util.regex.Pattern;

/** Extracts the relevant line of an engine's exception. */
public final class RootMessage {
    /** The beginning of PyTorch's stack of native frames. */
    private static final String FRAMES = "Exception raised from";

    private static final Pattern ERROR = Pattern.compile("(\\w+\\.)*\\w*(Error|Exception)\\b.*");

    private RootMessage() {}

    /**
     * Returns the innermost message as one line. Below a stack trace of TorchScript it is the last line that names an
     * error; in any other message it is the first line.
     */
    public static String of(Throwable error) {
        Throwable root = root(error);
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

    /** Returns the innermost cause of an exception; the exception itself if it has none. */
    static Throwable root(Throwable error) {
        Throwable root = error;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root;
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
