package io.sparkdistill.jobs.clusters;

import io.sparkdistill.jobs.Launcher;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The instructions of a Dockerfile, each in one line.
 *
 * @param text the whole file
 */
record Dockerfile(String text, List<String> instructions) {
    private static final Pattern VARIABLE = Pattern.compile("(\\w+)=(\"[^\"]*\"|\\S+)");

    /** Reads a file of the folder {@code docker}. */
    static Dockerfile read(String name) {
        try {
            String text = Files.readString(Launcher.ROOT.resolve("docker").resolve(name));
            String joined = text.replaceAll("(?m)^#.*\n", "").replaceAll("\\\\\n\\s*", "");
            return new Dockerfile(
                    text, joined.lines().filter(line -> !line.isBlank()).toList());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns the paths that COPY takes from the project. */
    List<String> copiedFromTheProject() {
        List<String> paths = new ArrayList<>();
        for (String instruction : instructions) {
            if (instruction.startsWith("COPY ") && !instruction.contains("--from=")) {
                List<String> words = Arrays.stream(instruction.split(" ", -1))
                        .skip(1)
                        .filter(word -> !word.startsWith("--"))
                        .toList();
                paths.addAll(words.subList(0, words.size() - 1));
            }
        }
        return paths;
    }

    /** Returns the commands that RUN executes as a user. */
    List<String> stepsOf(String user) {
        List<String> steps = new ArrayList<>();
        String current = "";
        for (String instruction : instructions) {
            if (instruction.startsWith("FROM ")) {
                current = "";
            } else if (instruction.startsWith("USER ")) {
                current = instruction.substring("USER ".length());
            } else if (instruction.startsWith("RUN ") && current.equals(user)) {
                steps.add(instruction.substring("RUN ".length()));
            }
        }
        return steps;
    }

    /** Returns the variables of all ENV instructions. */
    Map<String, String> environment() {
        return variables("ENV ");
    }

    /** Returns the default of a build argument. */
    String argument(String name) {
        return variables("ARG ").get(name);
    }

    private Map<String, String> variables(String kind) {
        Map<String, String> variables = new HashMap<>();
        for (String instruction : instructions) {
            Matcher variable = VARIABLE.matcher(instruction);
            while (instruction.startsWith(kind) && variable.find()) {
                variables.put(variable.group(1), variable.group(2).replace("\"", ""));
            }
        }
        return variables;
    }
}
