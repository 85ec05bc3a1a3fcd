package io.sparkdistill.jobs.cli;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.apache.hadoop.fs.ParentNotDirectoryException;
import org.apache.hadoop.fs.PathNotFoundException;
import org.apache.hadoop.fs.UnsupportedFileSystemException;
import org.apache.hadoop.mapred.InvalidInputException;
import org.apache.hadoop.security.AccessControlException;
import org.apache.spark.SparkThrowable;
import org.apache.spark.sql.AnalysisException;

/**
 * Describes a failure caused by the user's data, disks or permissions, as reported by exceptions of Spark, Hadoop and
 * Java.
 *
 * @param what message of the exception
 */
record ExternalFailure(String what, String remedy) {
    private static final Pattern DAMAGED = Pattern.compile(
            "is not a Parquet file|while reading file|Could not read footer|Malformed ORC|incorrect header check"
                    + "|[Uu]nexpected end of (input stream|ZLIB)|Not in GZIP format");

    /** The packages of decoders: an {@link IOException} that they throw means that the file is damaged. */
    private static final List<String> READERS = List.of(
            "org.apache.hadoop.io.compress.",
            "org.apache.parquet.",
            "org.xerial.snappy.",
            "com.github.luben.zstd.",
            "java.util.zip.");

    private static final int NEAREST_FRAMES = 4;

    /** Lists the kinds of failures, each with its exceptions and the remedy. The first kind that matches is taken. */
    private enum Kind {
        DISK_FULL(says("No space left on device|[Qq]uota.* exceeded"), "make room there, and run it again"),
        PERMISSION(
                is(AccessControlException.class, AccessDeniedException.class)
                        .or(says("Permission denied|Read-only file system|Access Denied")),
                "give this user the right to it, or name another path"),
        FILE_SYSTEM(
                is(UnsupportedFileSystemException.class, UnknownHostException.class)
                        .or(says("FileSystem not found|No FileSystem for scheme")),
                "check the scheme and the host of the path, and that the jars of its file system are on the class path"),
        SYNTAX(
                is(URISyntaxException.class),
                "Hadoop takes what stands before a colon for a scheme: rename the file, or put it into a folder"),
        NO_FOLDER(
                is(ParentNotDirectoryException.class, NotDirectoryException.class, FileAlreadyExistsException.class)
                        .or(is(org.apache.hadoop.fs.FileAlreadyExistsException.class))
                        .or(says("Not a directory|Mkdirs failed")),
                "a file is where a folder must be: name another path"),
        MISSING(
                is(FileNotFoundException.class, NoSuchFileException.class, PathNotFoundException.class)
                        .or(is(InvalidInputException.class)),
                "check that it exists and that nothing else deletes it, and run it again"),
        DAMAGED_FILE(ExternalFailure::isDamaged, "write the file again, or take it out of the input"),
        TABLE(ExternalFailure::isToldBySpark, "check the tables and columns that the configuration names");

        // The predicates compare classes and messages only, so they are immutable.
        @SuppressWarnings("ImmutableEnumChecker")
        private final Predicate<Throwable> matches;

        private final String remedy;

        Kind(Predicate<Throwable> matches, String remedy) {
            this.matches = matches;
            this.remedy = remedy;
        }
    }

    /** Returns the failure of a chain of causes. The innermost exception that matches a kind decides. */
    static Optional<ExternalFailure> in(List<Throwable> chain) {
        for (int i = chain.size() - 1; i >= 0; i--) {
            Throwable error = chain.get(i);
            Optional<Kind> kind = Arrays.stream(Kind.values())
                    .filter(each -> each.matches.test(error))
                    .findFirst();
            if (kind.isPresent()) {
                return Optional.of(new ExternalFailure(words(error), kind.get().remedy));
            }
        }
        return Optional.empty();
    }

    private static String words(Throwable error) {
        String message = OneLine.of(error.getMessage());
        // The message of these exceptions is only the path.
        boolean bare = error instanceof NoSuchFileException || error instanceof AccessDeniedException;
        return bare || message.isEmpty() ? error.getClass().getSimpleName() + ": " + message : message;
    }

    private static Predicate<Throwable> is(Class<?>... types) {
        return error -> Arrays.stream(types).anyMatch(type -> type.isInstance(error));
    }

    private static Predicate<Throwable> says(String pattern) {
        Pattern compiled = Pattern.compile(pattern);
        return error -> compiled.matcher(OneLine.of(error.getMessage())).find();
    }

    private static boolean isDamaged(Throwable error) {
        boolean byReader = error instanceof IOException
                && Arrays.stream(error.getStackTrace()).limit(NEAREST_FRAMES).anyMatch(frame -> READERS.stream()
                        .anyMatch(frame.getClassName()::startsWith));
        return byReader || DAMAGED.matcher(OneLine.of(error.getMessage())).find();
    }

    /** Whether Spark reports an error of data or of a table, not an internal one. Spark 4 renames the error class. */
    @SuppressWarnings("deprecation")
    private static boolean isToldBySpark(Throwable error) {
        if (error instanceof AnalysisException) {
            return true;
        }
        return error instanceof SparkThrowable told
                && error instanceof Exception
                && error.getCause() == null
                && told.getErrorClass() != null
                && !told.getErrorClass().startsWith("INTERNAL_ERROR");
    }
}
