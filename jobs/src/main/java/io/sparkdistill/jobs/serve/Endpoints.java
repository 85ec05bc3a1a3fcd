package io.sparkdistill.jobs.serve;

import io.sparkdistill.jobs.report.Templates;
import io.sparkdistill.serving.Input;
import io.sparkdistill.serving.Prediction;
import io.sparkdistill.serving.Student;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Answers the requests of a server: {@code /}, {@code /predict}, {@code /health} and {@code /metrics}. */
final class Endpoints {
    private static final String GET = "GET";
    private static final String POST = "POST";
    private static final String OTHER = "other";

    private final Student student;
    private final List<Teacher> teachers;
    private final Page page;
    private final ServerMetrics metrics;

    Endpoints(Student student, List<Teacher> teachers) {
        this.student = student;
        this.teachers = List.copyOf(teachers);
        this.page = new Page(student.classNames(), student.example());
        this.metrics = new ServerMetrics(student.classNames());
    }

    /** Returns the methods of a path; none if there is no such path. */
    static List<String> methods(String path) {
        return switch (path) {
            case "/" -> List.of(GET, POST);
            case "/predict" -> List.of(POST);
            case "/health", "/metrics", "/style.css" -> List.of(GET);
            default -> List.of();
        };
    }

    /** Answers a request, and counts it. */
    Reply answer(String method, String path, Body body) {
        Reply reply = answered(method, path, body);
        metrics.request(methods(path).isEmpty() ? OTHER : path, reply.status());
        return reply;
    }

    private Reply answered(String method, String path, Body body) {
        try {
            List<String> methods = methods(path);
            if (methods.isEmpty()) {
                throw new HttpProblem(
                        HttpProblem.NOT_FOUND,
                        "Cannot find %s: the paths are /, /predict, /health and /metrics".formatted(path));
            }
            if (!methods.contains(method)) {
                throw new HttpProblem(
                        HttpProblem.METHOD_NOT_ALLOWED,
                        "Cannot answer %s %s: the method must be %s"
                                .formatted(method, path, String.join(" or ", methods)));
            }
            return answer(method.equals(POST), path, body);
        } catch (HttpProblem e) {
            return Reply.error(e.status(), e.getMessage());
        } catch (IllegalArgumentException e) {
            return Reply.error(HttpProblem.BAD_REQUEST, e.getMessage());
        } catch (RuntimeException e) {
            return Reply.error(HttpProblem.FAILED, "Cannot answer: the server failed; its log has the reason")
                    .causedBy(e);
        }
    }

    private Reply answer(boolean isPost, String path, Body body) {
        return switch (path) {
            case "/predict" -> predict(body);
            case "/health" -> health();
            case "/metrics" -> Reply.text(ServerMetrics.TYPE, metrics.text());
            case "/style.css" -> Reply.text("text/css; charset=utf-8", Templates.render("serve.css", Map.of()));
            default -> isPost ? form(body) : Reply.html(Reply.OK, page.empty());
        };
    }

    private Reply predict(Body body) {
        Predictions.Request request = Predictions.read(body.bytes());
        return Predictions.reply(request, predict(request.inputs()), student.classNames());
    }

    private List<Prediction> predict(List<Input> inputs) {
        long start = System.nanoTime();
        List<Prediction> predictions = student.predict(inputs);
        metrics.call(predictions, System.nanoTime() - start);
        return predictions;
    }

    private Reply health() {
        Map<String, Object> health = new LinkedHashMap<>();
        health.put("status", "up");
        health.put("classes", student.classNames());
        health.put("teachers", teachers.stream().map(Teacher::name).toList());
        return Reply.json(Reply.OK, health);
    }

    private Reply form(Body body) {
        FormInput form = FormInput.read(body.bytes());
        Input input;
        List<Page.Column> columns = new ArrayList<>();
        try {
            input = form.of(student.example());
            long start = System.nanoTime();
            columns.add(new Page.Column(
                    "student", predict(List.of(input)).get(0).probabilities(), null, milliseconds(start)));
        } catch (IllegalArgumentException e) {
            return Reply.html(HttpProblem.BAD_REQUEST, page.problem(form.text(), form.pair(), e.getMessage()));
        }
        teachers.forEach(teacher -> columns.add(column(teacher, input)));
        return Reply.html(Reply.OK, page.result(form.text(), form.pair(), columns));
    }

    private static Page.Column column(Teacher teacher, Input input) {
        long start = System.nanoTime();
        try {
            float[] probabilities = teacher.probabilities(input);
            return new Page.Column(teacher.name(), probabilities, null, milliseconds(start));
        } catch (IllegalArgumentException | IllegalStateException e) {
            return new Page.Column(teacher.name(), null, e.getMessage(), milliseconds(start));
        }
    }

    private static double milliseconds(long start) {
        return (System.nanoTime() - start) / 1e6;
    }
}
