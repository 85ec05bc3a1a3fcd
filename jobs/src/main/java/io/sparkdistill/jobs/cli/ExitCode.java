package io.sparkdistill.jobs.cli;

import io.sparkdistill.jobs.config.ConfigurationException;
import io.sparkdistill.jobs.job.InputException;
import io.sparkdistill.jobs.job.RequirementException;
import io.sparkdistill.jobs.job.TooManyRejectedException;
import io.sparkdistill.jobs.storage.LockedException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Lists the exit codes of the process, each with the exceptions that it stands for. */
enum ExitCode {
    SUCCESS(0, "success", List.of()),
    FAILED(1, "the run failed although configuration and inputs are right; the log has the stack trace", List.of()),
    BAD_CONFIGURATION(2, "the command line or the configuration is wrong", List.of(ConfigurationException.class)),
    BAD_INPUT(3, "data, a model or a folder is not what the configuration says", List.of(InputException.class)),
    NOT_GOOD_ENOUGH(
            4,
            "a teacher rejected more examples than label.max-rejected-share allows, or a student does not meet evaluate.require",
            List.of(TooManyRejectedException.class, RequirementException.class)),
    LOCKED(5, "another run writes to the same folder", List.of(LockedException.class));

    private final int code;
    private final String meaning;
    private final List<Class<? extends Exception>> errors;

    ExitCode(int code, String meaning, List<Class<? extends Exception>> errors) {
        this.code = code;
        this.meaning = meaning;
        this.errors = errors;
    }

    int code() {
        return code;
    }

    /** Returns the exit code of an exception of spark-distill; empty for other exceptions. */
    static Optional<ExitCode> of(Throwable error) {
        return Arrays.stream(values())
                .filter(code -> code.errors.stream().anyMatch(type -> type.isInstance(error)))
                .findFirst();
    }

    /** Returns the meaning of every exit code, for {@code --help}. */
    static Map<String, String> help() {
        Map<String, String> help = new LinkedHashMap<>();
        for (ExitCode code : values()) {
            help.put(Integer.toString(code.code), code.meaning);
        }
        return help;
    }
}
