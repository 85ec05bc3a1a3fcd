package io.sparkdistill.jobs.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.sparkdistill.jobs.Launcher;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The files for schedulers call one command, which the launcher understands. */
class SchedulesTest {
    private static final Path FILES = Launcher.ROOT.resolve("docker/schedules");
    /** The five fields of a time, the user, and the command. */
    private static final Pattern LINE = Pattern.compile("(?m)^(?:[-*/,0-9]+ ){5}(\\w+) (.*)$");
    /** Prints the arguments of the operator that runs a command, names replaced by their constants. */
    private static final String READ_DAG =
            """
            import ast, sys
            tree = ast.parse(open(sys.argv[1]).read())
            constants = {node.targets[0].id: ast.literal_eval(node.value)
                         for node in tree.body if isinstance(node, ast.Assign)}
            compile(tree, sys.argv[1], "exec")
            for node in ast.walk(tree):
                if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "BashOperator":
                    for word in node.keywords:
                        value = word.value
                        if isinstance(value, ast.Name):
                            print(word.arg, constants[value.id])
                        elif isinstance(value, ast.Constant):
                            print(word.arg, value.value)
            """;

    private static final int NO_SUCH_COMMAND = 127;

    @TempDir
    Path folder;

    @Test
    void cronAndAirflowCallTheSameCommandWhichTheLauncherUnderstands() throws Exception {
        String command = cron().replaceFirst("^cd \\S+ && \\{ ", "").replaceFirst(" >>.*", "");
        assertThat(command)
                .startsWith("bin/spark-distill pipeline ")
                .contains(" --config ", " --status-file nightly-status.json");
        assertThat(dag()).containsEntry("bash_command", command).containsEntry("skip_on_exit_code", "5");

        // Neither the jar nor Spark is started.
        Map<String, String> dryRun = Map.of(
                "SPARK_DISTILL_DRY_RUN",
                "1",
                "SPARK_DISTILL_JAR",
                Launcher.ROOT.resolve("pom.xml").toString(),
                "SPARK_HOME",
                Launcher.ROOT.resolve("bin/spark-home").toString());
        Launcher.Result result = run(command, dryRun);
        assertThat(result.exitCode()).as(result.output()).isZero();
        assertThat(result.output().lines())
                .endsWith("pipeline", "--status-file", "nightly-status.json", "--config", "conf/nightly.conf");
    }

    @Test
    void cronSaysTheCodeOfARunThatFailed() throws Exception {
        Path application =
                Files.createDirectories(folder.resolve("application/bin")).getParent();
        Path script =
                Files.writeString(application.resolve("bin/spark-distill"), "#!/bin/sh\necho no such file\nexit 3\n");
        assertThat(script.toFile().setExecutable(true)).isTrue();
        Launcher.Result result = run(cron().replace("/opt/spark-distill", application.toString()), Map.of());
        assertThat(result.output())
                .isEqualTo("spark-distill ended with code 3: see nightly-status.json and nightly.log\n");
        assertThat(application.resolve("nightly.log")).hasContent("no such file\n");
    }

    private static String cron() throws IOException {
        Matcher line = LINE.matcher(Files.readString(FILES.resolve("nightly.crontab")));
        assertThat(line.find()).isTrue();
        // cron reads a % as the end of the line.
        assertThat(line.group(2)).doesNotContain("%");
        return line.group(2);
    }

    private Map<String, String> dag() throws Exception {
        Path script = Files.writeString(folder.resolve("read_dag.py"), READ_DAG);
        String file = FILES.resolve("nightly_dag.py").toString();
        Launcher.Result result = run("python3 " + script + " " + file, Map.of());
        assumeThat(result.exitCode()).as("there is no python3").isNotEqualTo(NO_SUCH_COMMAND);
        assertThat(result.exitCode()).as(result.output()).isZero();
        return result.output()
                .lines()
                .collect(Collectors.toMap(
                        line -> line.substring(0, line.indexOf(' ')), line -> line.substring(line.indexOf(' ') + 1)));
    }

    private static Launcher.Result run(String command, Map<String, String> environment) throws Exception {
        return Launcher.run(Launcher.ROOT, environment, List.of("sh", "-c", command));
    }
}
