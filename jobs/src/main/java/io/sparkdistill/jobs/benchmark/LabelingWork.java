package io.sparkdistill.jobs.benchmark;

import io.sparkdistill.jobs.job.JobContext;
import io.sparkdistill.jobs.label.LabelJob;
import io.sparkdistill.jobs.storage.Output;
import io.sparkdistill.table.Logits;
import io.sparkdistill.table.Rejected;
import io.sparkdistill.table.SoftTargets;
import io.sparkdistill.table.TransferSet;
import java.io.PrintWriter;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.SparkSession;

/**
 * Labeling work is the same for a bare loop and for the verb label: all examples of a run.
 *
 * @param context of a run whose transfer set exists
 */
record LabelingWork(JobContext context) {
    private static final int[] TOKEN_BUDGETS = {128, 256, 512, 1024, 2048, 4096};
    /** The number of texts on which the best batches are searched; all texts would take too long. */
    private static final int SEARCHED_TEXTS = 4000;

    /** Returns the distinct texts, in the order of their keys. */
    List<String> texts(SparkSession spark) {
        Output output = context.output();
        return output.read(spark, TransferSet.TABLE, TransferSet.SCHEMA)
                .union(output.read(spark, TransferSet.EVALUATION_TABLE, TransferSet.SCHEMA))
                .dropDuplicates(TransferSet.EXAMPLE_KEY)
                .orderBy(TransferSet.EXAMPLE_KEY)
                .select(TransferSet.TEXT)
                .as(Encoders.STRING())
                .collectAsList();
    }

    /** Returns the batches with which a bare model is fastest on evenly spaced texts. */
    static Batching bestBatching(BareModel bare, List<String> texts, PrintWriter out) {
        List<String> some = sample(texts);
        Timings search = new Timings();
        bare.logits(some.subList(0, Math.min(100, some.size())), new Batching.ByTokens(TOKEN_BUDGETS[0]));
        Batching best = null;
        double bestSeconds = Double.MAX_VALUE;
        for (int budget : TOKEN_BUDGETS) {
            Batching batching = new Batching.ByTokens(budget);
            search.time(batching.toString(), () -> bare.logits(some, batching));
            double seconds = search.median(batching.toString());
            out.printf("batches of %,d tokens: %.1f rows/s%n", budget, some.size() / seconds);
            if (seconds < bestSeconds) {
                bestSeconds = seconds;
                best = batching;
            }
        }
        out.flush();
        return best;
    }

    private static List<String> sample(List<String> texts) {
        int step = (texts.size() + SEARCHED_TEXTS - 1) / SEARCHED_TEXTS;
        return IntStream.iterate(0, i -> i < texts.size(), i -> i + step)
                .mapToObj(texts::get)
                .toList();
    }

    /** Deletes all labels, and returns a job that labels all examples: reading, labeling, committing, soft targets. */
    LabelJob newJob() {
        context.output().delete(Logits.TABLE);
        context.output().delete(SoftTargets.TABLE);
        context.output().delete(Rejected.TABLE);
        LabelJob job = new LabelJob(context);
        job.validate();
        return job;
    }
}
