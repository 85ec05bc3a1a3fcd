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
import java.util.regex.Pattern;

/** An S3 server that keeps objects in its memory: S3Proxy, in a process of its own. */
final class S3 implements RemoteStore {
    private static final String BUCKET = "bucket";
    private static final int LIMIT_SECONDS = 60;

    private static final String ROOT = "tests/";
    private static final Pattern KEY = Pattern.compile("<Key>([^<]*)</Key>");
    private static final int OK = 200;

    private final HttpClient client = HttpClient.newHttpClient();
    private final int port;
    private final Process server;

    /**
     * Starts it. Over a folder it would not do: it answers the deletion of a marker of a folder that has files with an
     * error, which the client of S3A repeats for minutes.
     *
     * @param folder folder of its settings and of what it prints
     */
    S3(Path folder) throws IOException, InterruptedException {
        this.port = freePort();
        Path settings = Files.write(folder.resolve("s3proxy.properties"), settings());
        this.server = new ProcessBuilder(
                        ProcessHandle.current().info().command().orElseThrow(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        ClusterJars.path("s3proxy"),
                        "org.gaul.s3proxy.Main",
                        "--properties",
                        settings.toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("s3proxy.out").toFile())
                .start();
        awaitServer();
        send(request("").PUT(HttpRequest.BodyPublishers.noBody()), HttpResponse.BodyHandlers.ofString());
    }

    private List<String> settings() {
        return List.of(
                "s3proxy.authorization=none",
                "s3proxy.endpoint=http://127.0.0.1:" + port,
                "jclouds.provider=transient",
                "jclouds.identity=none",
                "jclouds.credential=none");
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
                        "connection.ssl.enabled", "false",
                        "access.key", "tests",
                        "secret.key", "secret-of-tests")
                .forEach((key, value) ->
                        options.addAll(List.of("--conf", "spark.hadoop.fs.s3a.%s=%s".formatted(key, value))));
        return options;
    }

    @Override
    public void put(Path local, String path) throws IOException {
        send(
                request("/" + ROOT + path).PUT(HttpRequest.BodyPublishers.ofFile(local)),
                HttpResponse.BodyHandlers.ofString());
    }

    @Override
    public void get(String path, Path local) throws IOException {
        for (String key : keys(path)) {
            Path file = local.resolve(key.substring(ROOT.length() + path.length() + 1));
            Files.createDirectories(file.getParent());
            send(request("/" + key), HttpResponse.BodyHandlers.ofFile(file));
        }
    }

    @Override
    public long files(String path) throws IOException {
        return keys(path).size();
    }

    /** Returns the keys of a file, or of all files of a folder; the marker of a folder ends in a slash. */
    private List<String> keys(String path) throws IOException {
        String listing = send(
                        request("?list-type=2&prefix=" + ROOT + path), HttpResponse.BodyHandlers.ofString())
                .body();
        assertThat(listing).doesNotContain("<IsTruncated>true");
        return KEY.matcher(listing)
                .results()
                .map(match -> match.group(1))
                .filter(key -> !key.endsWith("/"))
                .filter(key -> key.equals(ROOT + path) || key.startsWith(ROOT + path + "/"))
                .toList();
    }

    private HttpRequest.Builder request(String object) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:%d/%s%s".formatted(port, BUCKET, object)));
    }

    private <T> HttpResponse<T> send(HttpRequest.Builder request, HttpResponse.BodyHandler<T> body)
            throws IOException {
        try {
            HttpResponse<T> answer = client.send(request.build(), body);
            assertThat(answer.statusCode()).as("%s", answer.body()).isEqualTo(OK);
            return answer;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        server.destroy();
    }
}
