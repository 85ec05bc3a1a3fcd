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
    SUCCESS(0, "success"),
    FAILED(1, "the run failed although configuration and inputs are right; the log has the stack trace"),
    BAD_CONFIGURATION(2, "the command line or the configuration is wrong"),
    BAD_INPUT(3, "data, a model or a folder is not what the configuration says"),
    NOT_GOOD_ENOUGH(
            4,
            "a teacher rejected more examples than label.max-rejected-share allows, or a student does not meet evaluate.require"),
    LOCKED(5, "another run writes to the same folder");

    private final int code;
    private final String meaning;

    ExitCode(int code, String meaning) {
        this.code = code;
        this.meaning = meaning;
    }

    private List<Class<? extends Exception>> errors() {
        return switch (this) {
            case SUCCESS, FAILED -> List.of();
            case BAD_CONFIGURATION -> List.of(ConfigurationException.class);
            case BAD_INPUT -> List.of(InputException.class);
            case NOT_GOOD_ENOUGH -> List.of(TooManyRejectedException.class, RequirementException.class);
            case LOCKED -> List.of(LockedException.class);
        };
    }

    int code() {
        return code;
    }

    /** Returns the exit code of an exception of spark-distill; empty for other exceptions. */
    static Optional<ExitCode> of(Throwable error) {
        return Arrays.stream(values())
                .filter(code -> code.errors().stream().anyMatch(type -> type.isInstance(error)))
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
