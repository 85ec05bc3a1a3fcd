package io.sparkdistill.jobs.clusters;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.sparkdistill.jobs.Launcher;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.commons.io.FileUtils;
import org.apache.spark.package$;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The steps of the Dockerfiles that need no engine, in a bare folder in place of {@code /opt/spark-distill}, as a user
 * who owns nothing else and whose home cannot be written.
 */
class DockerfilesIT {
    private static final Dockerfile CPU = Dockerfile.read("Dockerfile");
    private static final Dockerfile GPU = Dockerfile.read("Dockerfile.gpu");
    private static final String HOME = Launcher.ROOT.resolve("bin/spark-home").toString();
    private static final String NOBODY = "65534";

    @TempDir
    Path folder;

    @Test
    void whatTheyCopyIsThere() {
        List<String> copied = new ArrayList<>(CPU.copiedFromTheProject());
        copied.addAll(GPU.copiedFromTheProject());
        assertThat(copied).contains("jobs/target/spark-distill.jar", "conf", "docker/gpu-entrypoint");
        assertThat(copied)
                .allSatisfy(file -> assertThat(Launcher.ROOT.resolve(file)).exists());
    }

    @Test
    void theyHaveTheVersionsOfTheBuild() {
        assertThat(CPU.text()).contains("FROM apache/spark:" + package$.MODULE$.SPARK_VERSION() + "-scala2.12-java17");
        for (String jar : CPU.argument("CLOUD_JARS").split(" ", -1)) {
            String[] parts = jar.split(":", -1);
            assertThat(Launcher.ROOT.resolve("jobs/target/clusters/spark"))
                    .isDirectoryContaining("glob:**/" + parts[1] + "-" + parts[2] + ".jar");
        }
        String torch = GPU.environment().get("PYTORCH_VERSION");
        assertThat(GPU.text()).contains("FROM pytorch/pytorch:" + torch + "-cuda12.8");
        assertThat(getClass()
                        .getResource("/jnilib/linux-x86_64/%s/libdjl_torch.so"
                                .formatted(GPU.environment().get("PYTORCH_FLAVOR"))))
                .isNotNull();
        assertThat(getClass().getResource("/jnilib/pytorch.properties")).isNotNull();
    }

    @Test
    void theImageUnpacksItsNativesAndRunsTheQuickstartWithAReadOnlyHome() throws Exception {
        boolean root = System.getProperty("user.name").equals("root");
        assumeThat(root && !Files.exists(Path.of("/usr/bin/setpriv"))).isFalse();
        Path application = Files.createDirectory(folder.resolve("application"));
        Files.createSymbolicLink(
                application.resolve("spark-distill.jar"), Launcher.ROOT.resolve("jobs/target/spark-distill.jar"));
        FileUtils.copyDirectory(
                Launcher.ROOT.resolve("conf").toFile(),
                application.resolve("conf").toFile());
        if (root) {
            assertThat(Launcher.run(folder, Map.of(), List.of("chown", "-hR", NOBODY, folder.toString()))
                            .exitCode())
                    .isZero();
        }
        for (String step : CPU.stepsOf("spark")) {
            succeed(root, application, List.of("bash", "-c", here(step, application)));
        }
        assertThat(application.resolve("natives/pytorch")).isNotEmptyDirectory();
        assertThat(application.resolve("natives/tokenizers")).isNotEmptyDirectory();

        succeed(root, application, List.of("chmod", "-R", "a-w", "natives"));
        String printed = succeed(
                root,
                application,
                List.of(
                        HOME + "/bin/spark-submit",
                        "--class",
                        "io.sparkdistill.jobs.cli.Distill",
                        "spark-distill.jar",
                        "quickstart",
                        "--set",
                        "train.epochs=1"));
        assertThat(printed).contains("report: ");
        assertThat(application.resolve("spark-distill-out")).isNotEmptyDirectory();
        succeed(root, application, List.of("chmod", "-R", "u+w", "natives"));
    }

    @Test
    void theEntrypointForGpusNamesTheLibrariesThatComeByThemselves() throws Exception {
        Path libraries = Files.createDirectory(folder.resolve("lib"));
        for (String name : List.of("libtorch.so", "libtorch_cuda.so", "libcudnn.so.9", "libshm.so", "readme")) {
            Files.createFile(libraries.resolve(name));
        }
        Path spark =
                Files.writeString(folder.resolve("entrypoint"), "#!/bin/sh\necho \"$PYTORCH_LIBRARY_EXCLUSION: $@\"\n");
        assertThat(spark.toFile().setExecutable(true)).isTrue();
        Launcher.Result result = Launcher.run(
                folder,
                Map.of("PYTORCH_LIBRARY_PATH", libraries.toString(), "SPARK_ENTRYPOINT", spark.toString()),
                List.of(Launcher.ROOT.resolve("docker/gpu-entrypoint").toString(), "executor", "a b"));
        assertThat(result.output()).isEqualTo("libcudnn.so.9,libshm.so: executor a b\n");
    }

    private static String here(String text, Path application) {
        return text.replace("/opt/spark-distill", application.toString()).replace("/opt/spark/", HOME + "/");
    }

    private String succeed(boolean root, Path application, List<String> command)
            throws IOException, InterruptedException {
        List<String> unprivileged = new ArrayList<>();
        if (root) {
            unprivileged.addAll(List.of("setpriv", "--reuid", NOBODY, "--regid", NOBODY, "--clear-groups"));
        }
        unprivileged.addAll(command);
        Map<String, String> environment = new HashMap<>();
        CPU.environment().forEach((name, value) -> environment.put(name, here(value, application)));
        environment.remove("SPARK_HOME"); // That of Zeppelin.
        environment.put("HOME", "/");
        Launcher.Result result = Launcher.run(application, environment, unprivileged);
        assertThat(result.exitCode()).as(result.output()).isZero();
        return result.output();
    }
}
