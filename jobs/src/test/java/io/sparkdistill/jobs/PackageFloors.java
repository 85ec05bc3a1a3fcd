package io.sparkdistill.jobs;

import com.tngtech.archunit.core.domain.JavaClass;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The drawing of packages in CONTRIBUTING.md: the floor of each package, those of a module above all of the one before.
 *
 * @param floors by the name of the package
 */
record PackageFloors(Map<String, Integer> floors) {
    private static final String ROOT = "io.sparkdistill";
    private static final Map<String, String> MODULES = Map.of("serving", ROOT, "udf", ROOT, "jobs", ROOT + ".jobs");
    private static final Pattern MODULE = Pattern.compile("^(serving|udf|jobs)/ .*");
    private static final Pattern PACKAGE = Pattern.compile("^ {1,2}([ \\d]{1,2}) ([a-z]+(?:/[a-z]+)*)/(?: .*)?$");

    static PackageFloors read() {
        Map<String, Integer> floors = new TreeMap<>();
        String module = null;
        int floor = 0;
        for (String line : drawing().lines().toList()) {
            Matcher heading = MODULE.matcher(line);
            Matcher drawn = PACKAGE.matcher(line);
            if (heading.matches()) {
                module = MODULES.get(heading.group(1));
                floor++;
            } else if (drawn.matches()) {
                floor += drawn.group(1).isBlank() ? 0 : 1;
                floors.put(module + "." + drawn.group(2).replace('/', '.'), floor);
            } else {
                throw new IllegalStateException("Cannot read a line of the drawing in CONTRIBUTING.md: " + line);
            }
        }
        return new PackageFloors(floors);
    }

    private static String drawing() {
        try {
            String page = Files.readString(Path.of("../CONTRIBUTING.md"));
            int start = page.indexOf("\nserving/ ") + 1;
            return page.substring(start, page.indexOf("\n```", start));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static boolean isOurs(JavaClass type) {
        return type.getPackageName().startsWith(ROOT);
    }

    /** Whether one class may depend on another: within its package, and on lower floors. */
    boolean allows(JavaClass from, JavaClass to) {
        return from.getPackageName().equals(to.getPackageName()) || floor(to) < floor(from);
    }

    private int floor(JavaClass type) {
        return floors.getOrDefault(type.getPackageName(), 0);
    }
}
