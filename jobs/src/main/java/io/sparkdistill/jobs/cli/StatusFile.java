package io.sparkdistill.jobs.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sparkdistill.jobs.config.Secrets;
import io.sparkdistill.jobs.job.Job;
import io.sparkdistill.jobs.job.JobResult;
import io.sparkdistill.jobs.storage.SmallFiles;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes how a command has ended to a file, as JSON for schedulers, whether it succeeds or fails. */
final class StatusFile {
    private static final Logger LOG = LoggerFactory.getLogger(StatusFile.class);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final ObjectNode status = JSON.createObjectNode();
    private final ArrayNode jobs = JSON.createArrayNode();
    private final Instant start = Instant.now();

    /**
     * Starts to record a command.
     *
     * @param command name on the command line
     */
    StatusFile(String command) {
        status.put("command", command);
    }

    /** Records the output folder of the command. */
    void setOutput(String output) {
        status.put("output", output);
    }

    /** Returns a job that does the same and is recorded: its verb, counts, summary and duration. */
    Job recorded(Job job) {
        return new Recorded(job);
    }

    void writeSuccess(String file, Configuration hadoop) {
        write(file, hadoop, ExitCode.SUCCESS, "");
    }

    /** Writes the exit code and the message of a failure. A failure to write it is logged, and the first one stays. */
    void writeFailure(String file, Configuration hadoop, Throwable error) {
        Failure failure = Failure.of(error);
        try {
            write(file, hadoop, failure.exitCode(), failure.message());
        } catch (RuntimeException e) {
            LOG.warn("The status of the run cannot be written: {}", e.getMessage());
        }
    }

    private void write(String file, Configuration hadoop, ExitCode exit, String message) {
        Instant end = Instant.now();
        status.put("exitCode", exit.code());
        status.put("exit", ExitCode.help().get(Integer.toString(exit.code())));
        status.put("message", message);
        status.put("start", start.toString());
        status.put("end", end.toString());
        status.put("seconds", Duration.between(start, end).toMillis() / 1e3);
        status.set("jobs", jobs);
        try {
            String json = Secrets.redact(JSON.writerWithDefaultPrettyPrinter().writeValueAsString(status));
            new SmallFiles(hadoop).write(new Path(file), json.getBytes(StandardCharsets.UTF_8));
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    private final class Recorded implements Job {
        private final Job job;

        Recorded(Job job) {
            this.job = job;
        }

        @Override
        public String verb() {
            return job.verb();
        }

        @Override
        public void validate() {
            job.validate();
        }

        @Override
        public boolean writes() {
            return job.writes();
        }

        @Override
        public JobResult run(SparkSession spark) {
            long began = System.nanoTime();
            JobResult result = job.run(spark);
            ObjectNode done = jobs.addObject();
            done.put("verb", job.verb());
            done.put("seconds", (System.nanoTime() - began) / 1e9);
            if (result instanceof Record counts) {
                done.set("result", JSON.valueToTree(counts));
            }
            done.put("summary", result.summary());
            return result;
        }
    }
}
