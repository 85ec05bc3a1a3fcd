package io.sparkdistill.jobs.clusters;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.commons.io.FileUtils;

/** An S3 server over a local folder: S3Proxy, in a process of its own. */
final class S3 implements RemoteStore {
    private static final String BUCKET = "bucket";
    private static final int LIMIT_SECONDS = 60;

    private final Path bucket;
    private final int port;
    private final Process server;

    /** Starts it with its objects in a local folder. */
    S3(Path objects) throws IOException, InterruptedException {
        this.bucket = Files.createDirectories(objects.resolve("store").resolve(BUCKET));
        this.port = freePort();
        Path settings = Files.write(objects.resolve("s3proxy.properties"), settings());
        this.server = new ProcessBuilder(
                        ProcessHandle.current().info().command().orElseThrow(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        ClusterJars.path("s3proxy"),
                        "org.gaul.s3proxy.Main",
                        "--properties",
                        settings.toString())
                .redirectErrorStream(true)
                .redirectOutput(objects.resolve("s3proxy.out").toFile())
                .start();
        awaitServer();
    }

    private List<String> settings() {
        return List.of(
                "s3proxy.authorization=none",
                "s3proxy.endpoint=http://127.0.0.1:" + port,
                "jclouds.provider=filesystem-nio2",
                "jclouds.identity=none",
                "jclouds.credential=none",
                "jclouds.filesystem.basedir=" + bucket.getParent());
    }

    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private void awaitServer() throws InterruptedException {
        long deadline = System.nanoTime() + LIMIT_SECONDS * 1_000_000_000L;
        while (System.nanoTime() < deadline) {
            try (Socket socket = new Socket()) {
                socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
                return;
            } catch (IOException notYet) {
                Thread.sleep(100);
            }
        }
        close();
        throw new IllegalStateException("Cannot start S3Proxy");
    }

    @Override
    public String root() {
        return "s3a://" + BUCKET + "/tests";
    }

    @Override
    public List<String> options() {
        List<String> options = new ArrayList<>();
        Map.of(
                        "endpoint", "http://127.0.0.1:" + port,
                        "path.style.access", "true",
                        // S3Proxy keeps folders as folders, and cannot delete the marker of one that has files.
                        "directory.marker.retention", "keep",
                        "connection.ssl.enabled", "false",
                        "access.key", "tests",
                        "secret.key", "secret-of-tests")
                .forEach((key, value) ->
                        options.addAll(List.of("--conf", "spark.hadoop.fs.s3a.%s=%s".formatted(key, value))));
        return options;
    }

    private Path local(String path) {
        return bucket.resolve("tests").resolve(path);
    }

    /** Puts it through the server, which then has what a client asks for, such as the ETag. */
    @Override
    public void put(Path local, String path) throws IOException {
        URI object = URI.create("http://127.0.0.1:%d/%s/tests/%s".formatted(port, BUCKET, path));
        try {
            HttpResponse<String> answer = HttpClient.newHttpClient()
                    .send(
                            HttpRequest.newBuilder(object)
                                    .PUT(HttpRequest.BodyPublishers.ofFile(local))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString());
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void get(String path, Path local) throws IOException {
        FileUtils.copyDirectory(local(path).toFile(), local.toFile());
    }

    @Override
    public long files(String path) throws IOException {
        if (!Files.exists(local(path))) {
            return 0;
        }
        try (Stream<Path> files = Files.walk(local(path))) {
            return files.filter(Files::isRegularFile).count();
        }
    }

    @Override
    public void close() {
        server.destroy();
    }
}
