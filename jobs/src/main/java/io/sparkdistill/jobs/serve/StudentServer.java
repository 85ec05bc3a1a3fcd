package io.sparkdistill.jobs.serve;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.sparkdistill.serving.Student;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Serves an exported student over HTTP, for trying it: see {@link Endpoints}. */
public final class StudentServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(StudentServer.class);
    private static final int THREADS = Math.max(2, Runtime.getRuntime().availableProcessors());
    private static final int GRACE_SECONDS = 10;
    private static final long DRAINED = 16L * Body.MAXIMUM;
    private static final int NO_BODY = -1;

    private final HttpServer server;
    private final Endpoints endpoints;
    private final Student student;
    private final List<Teacher> teachers;
    private final ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    private final AtomicInteger open = new AtomicInteger();
    private final CountDownLatch closed = new CountDownLatch(1);

    private StudentServer(HttpServer server, Student student, List<Teacher> teachers) {
        this.server = server;
        this.student = student;
        this.teachers = List.copyOf(teachers);
        this.endpoints = new Endpoints(student, teachers);
    }

    /**
     * Starts a server.
     *
     * @param address port 0 stands for any free port
     * @param student closed with the server
     * @param teachers closed with the server
     * @throws IOException if it cannot listen at the address
     */
    public static StudentServer start(InetSocketAddress address, Student student, List<Teacher> teachers)
            throws IOException {
        HttpServer http = HttpServer.create(address, 0);
        StudentServer server = new StudentServer(http, student, teachers);
        http.setExecutor(server.threads);
        http.createContext("/", server::handle);
        http.start();
        return server;
    }

    /** Returns the port at which the server listens. */
    public int port() {
        return server.getAddress().getPort();
    }

    /** Returns the number of requests that are being answered. */
    int openRequests() {
        return open.get();
    }

    /** Waits until the server is closed. */
    public void await() throws InterruptedException {
        closed.await();
    }

    private void handle(HttpExchange exchange) throws IOException {
        open.incrementAndGet();
        try (exchange) {
            String method = exchange.getRequestMethod();
            boolean isHead = method.equals("HEAD");
            String path = exchange.getRequestURI().getPath();
            Reply reply = endpoints.answer(isHead ? "GET" : method, path, () -> body(exchange));
            if (reply.cause() != null) {
                LOG.error("Cannot answer {} {}", method, path, reply.cause());
            }
            headers(exchange.getResponseHeaders(), reply, path);
            exchange.sendResponseHeaders(
                    reply.status(), isHead || reply.body().length == 0 ? NO_BODY : reply.body().length);
            if (!isHead) {
                exchange.getResponseBody().write(reply.body());
            }
        } finally {
            open.decrementAndGet();
        }
    }

    private static void headers(Headers headers, Reply reply, String path) {
        headers.set("Content-Type", reply.type());
        headers.set("Cache-Control", "no-store");
        headers.set("X-Content-Type-Options", "nosniff");
        headers.set(
                "Content-Security-Policy",
                "default-src 'none'; style-src 'self'; img-src data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'");
        if (reply.status() == HttpProblem.METHOD_NOT_ALLOWED) {
            headers.set("Allow", String.join(", ", Endpoints.methods(path)));
        }
    }

    private static byte[] body(HttpExchange exchange) {
        try {
            InputStream in = exchange.getRequestBody();
            byte[] body = in.readNBytes(Body.MAXIMUM + 1);
            if (body.length > Body.MAXIMUM) {
                // Most clients read the response only when they have sent their request.
                in.skip(DRAINED);
                throw new HttpProblem(
                        HttpProblem.TOO_LARGE,
                        "Cannot read the request: its body must have at most %,d bytes; send several requests"
                                .formatted(Body.MAXIMUM));
            }
            return body;
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read the request: " + e.getMessage(), e);
        }
    }

    /**
     * Answers the requests that have begun, accepts no others, and frees all models. Another call waits for that: when the
     * process is terminated, a shutdown hook and whoever awaits the server both close it.
     */
    @Override
    public synchronized void close() {
        if (closed.getCount() == 0) {
            return;
        }
        // Without open requests, the JDK's server would wait for the whole time.
        server.stop(open.get() == 0 ? 0 : GRACE_SECONDS);
        threads.shutdown();
        try {
            threads.awaitTermination(GRACE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        teachers.forEach(Teacher::close);
        student.close();
        closed.countDown();
    }
}
