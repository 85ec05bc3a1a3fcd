package io.sparkdistill.jobs.cli;

import io.sparkdistill.jobs.config.ConfigurationException;
import io.sparkdistill.jobs.config.Secrets;
import io.sparkdistill.jobs.run.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A failure gives the exit code and the message of a failed run.
 *
 * @param message one line for the terminal, or one per problem of a configuration; without credentials
 */
record Failure(ExitCode exitCode, String message) {
    private static final Pattern OURS = Pattern.compile("^(Cannot .*)");
    private static final Pattern WRITING = Pattern.compile("while writing rows to (\\S+?)\\.?(?=\\s|$)");
    private static final Pattern READING = Pattern.compile("while reading file (\\S+?)\\.?(?=\\s|$)");

    /** Returns the failure for an exception. The first exception of spark-distill in its chain of causes decides. */
    static Failure of(Throwable error) {
        List<Throwable> chain = chain(error);
        for (Throwable each : chain) {
            Optional<ExitCode> code = ExitCode.of(each);
            if (code.isPresent()) {
                return new Failure(code.get(), Secrets.redact(told(each)));
            }
        }
        String about = about(chain);
        return ExternalFailure.in(chain)
                .map(fault -> new Failure(ExitCode.BAD_INPUT, line(about, fault.what(), fault.remedy())))
                .orElseGet(
                        () -> new Failure(ExitCode.FAILED, line(about, cause(chain), "the log has the stack trace")));
    }

    /** Returns how the process ends after an exception. */
    static Outcome outcome(Throwable error) {
        Failure failure = of(error);
        return new Outcome(failure.exitCode().code(), failure.message());
    }

    private static String told(Throwable ours) {
        return ours instanceof ConfigurationException ? ours.getMessage() : OneLine.of(ours.getMessage());
    }

    private static String line(String about, String what, String remedy) {
        String reason = about.contains(what) ? about : about + ": " + what;
        return Secrets.redact(reason + "; " + remedy);
    }

    /**
     * Returns what could not be done: the outermost message of spark-distill, or the folder or file that Spark names.
     */
    private static String about(List<Throwable> chain) {
        return first(chain, OURS, "$1")
                .or(() -> first(chain, WRITING, "Cannot write $1"))
                .or(() -> first(chain, READING, "Cannot read $1"))
                .orElse("Cannot go on");
    }

    private static Optional<String> first(List<Throwable> chain, Pattern pattern, String replacement) {
        return chain.stream()
                .map(error -> pattern.matcher(OneLine.of(error.getMessage())))
                .filter(Matcher::find)
                .findFirst()
                .map(found -> pattern.matcher(found.group()).replaceFirst(replacement));
    }

    /** Returns the message of the innermost exception or, if it has none, where it was thrown. */
    private static String cause(List<Throwable> chain) {
        Throwable root = chain.get(chain.size() - 1);
        String message = OneLine.of(root.getMessage());
        if (message.startsWith("Cannot ")) {
            return message;
        }
        String type = root.getClass().getSimpleName();
        if (!message.isEmpty()) {
            return type + ": " + message;
        }
        StackTraceElement[] trace = root.getStackTrace();
        return trace.length == 0 ? type : type + " at " + trace[0];
    }

    private static List<Throwable> chain(Throwable error) {
        List<Throwable> chain = new ArrayList<>();
        for (Throwable each = error; each != null && !chain.contains(each); each = each.getCause()) {
            chain.add(each);
        }
        return chain;
    }
}
