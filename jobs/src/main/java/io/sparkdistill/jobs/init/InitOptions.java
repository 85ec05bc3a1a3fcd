package io.sparkdistill.jobs.init;

import java.util.List;
import java.util.Optional;

/**
 * These options say what a first configuration is made from. What they leave open is guessed.
 *
 * @param data files, folders or patterns with the examples
 * @param purposes files with a purpose that their names do not show
 * @param teacher model file, or folder of a model
 * @param tokenizer {@code tokenizer.json} of the teacher, if it is not beside it
 * @param columns names of columns
 * @param classNames names of the classes in the order of the teacher's outputs; empty to read them from the data
 * @param file that is written
 * @param output folder of all results
 * @param overwrites whether an existing file is replaced
 */
public record InitOptions(
        List<String> data,
        Purposes purposes,
        Optional<String> teacher,
        Optional<String> tokenizer,
        Columns columns,
        List<String> classNames,
        Optional<String> file,
        Optional<String> output,
        boolean overwrites) {
    public InitOptions {
        data = List.copyOf(data);
        classNames = List.copyOf(classNames);
    }

    /** Names files of validation, test and unlabeled examples. */
    public record Purposes(List<String> validation, List<String> test, List<String> unlabeled) {
        public Purposes {
            validation = List.copyOf(validation);
            test = List.copyOf(test);
            unlabeled = List.copyOf(unlabeled);
        }
    }

    /** Names the columns of the text, of the second text of pairs, of features and of the label. */
    public record Columns(
            Optional<String> text, Optional<String> textPair, Optional<String> features, Optional<String> label) {
        /** Guesses all columns. */
        public static final Columns GUESSED =
                new Columns(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
    }

    /** Returns these options with another teacher. */
    InitOptions withTeacher(String other) {
        return new InitOptions(
                data, purposes, Optional.of(other), tokenizer, columns, classNames, file, output, overwrites);
    }
}
