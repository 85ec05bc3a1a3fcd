package io.sparkdistill.endpoint;

import io.sparkdistill.model.BatchResult;
import io.sparkdistill.model.LogitsModel;
import io.sparkdistill.model.ModelUnavailableException;
import io.sparkdistill.model.RowResult;
import io.sparkdistill.model.Usage;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Semaphore;
import org.apache.spark.TaskContext;

/** Asks the questions of one task: many at a time, within its pace. */
final class EndpointPredictor implements LogitsModel.Predictor<Prompt> {
    private final Questions questions;
    private final Pace pace;
    private final Semaphore inFlight;

    EndpointPredictor(Questions questions, Pace pace, int maxInFlight) {
        this.questions = questions;
        this.pace = pace;
        this.inFlight = new Semaphore(maxInFlight);
    }

    @Override
    public BatchResult predict(List<Prompt> batch) {
        List<CompletableFuture<Questions.Answered>> answers = new ArrayList<>(batch.size());
        CompletableFuture<Void> failed = new CompletableFuture<>();
        try {
            for (Prompt prompt : batch) {
                inFlight.acquire();
                if (failed.isDone() || isKilled()) {
                    inFlight.release();
                    break;
                }
                pace.await(prompt);
                answers.add(ask(prompt, failed));
            }
            List<RowResult> rows = new ArrayList<>(batch.size());
            Usage usage = Usage.NONE;
            for (CompletableFuture<Questions.Answered> answer : answers) {
                rows.add(answer.join().result());
                usage = usage.plus(answer.join().usage());
            }
            if (rows.size() < batch.size()) {
                throw new ModelUnavailableException("Cannot ask the endpoint: the task is killed", null);
            }
            return BatchResult.of(new BatchResult.Answers(rows, usage));
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ModelUnavailableException("Cannot ask the endpoint: the task is interrupted", e);
        } finally {
            answers.forEach(answer -> answer.cancel(true));
        }
    }

    private CompletableFuture<Questions.Answered> ask(Prompt prompt, CompletableFuture<Void> failed) {
        return questions.ask(prompt).whenComplete((answered, error) -> {
            inFlight.release();
            if (error != null) {
                failed.complete(null);
            } else {
                pace.record(prompt, answered.usage());
            }
        });
    }

    private static boolean isKilled() {
        TaskContext task = TaskContext.get();
        return task != null && task.isInterrupted();
    }

    @Override
    public void close() {
        // All answers have arrived.
    }
}
