package io.sparkdistill.jobs.export;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.sparkdistill.export.OnnxExport;
import io.sparkdistill.student.StudentModel;
import io.sparkdistill.text.HashedNgrams;
import io.sparkdistill.text.TextEncoder;
import io.sparkdistill.text.Vocabulary;
import io.sparkdistill.text.Words;
import java.util.List;

/**
 * Holds the content of {@code serving.json}. It describes how an example becomes the inputs of the model, and its
 * outputs classes. {@link io.sparkdistill.serving.Student} reads it.
 *
 * @param format version of this description
 * @param student id of the student's provenance
 * @param network of the student
 * @param classes names in the order of the outputs
 * @param inputs of the ONNX model
 * @param outputs of the ONNX model
 * @param text how texts become word ids; null for features
 * @param example an example with the student's answer
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record Serving(
        int format,
        String student,
        String network,
        List<String> classes,
        List<String> inputs,
        List<String> outputs,
        Text text,
        ServingExample example) {

    private static final int FORMAT = 1;

    Serving {
        classes = List.copyOf(classes);
        inputs = List.copyOf(inputs);
        outputs = List.copyOf(outputs);
    }

    /**
     * Describes how a text becomes word ids: convert it to lower case, find all matches of the pattern, truncate the
     * list, look every word up in the vocabulary (its id is its line, from 0), and pad to the longest text of the
     * batch.
     *
     * @param pattern regular expression of a word, with Unicode classes
     * @param maximumWords to which a text is truncated
     * @param padding id with which short texts are padded
     * @param unknown id of a word that is not in the vocabulary, and the only id of a text without words
     * @param ngrams n-grams, for a student that reads them: see {@link Ngrams}; null for others
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Text(
            @JsonProperty("lower-case") boolean lowerCase,
            String pattern,
            @JsonProperty("max-words") int maximumWords,
            String vocabulary,
            int padding,
            int unknown,
            Ngrams ngrams) {

        static Text of(TextEncoder encoder) {
            return new Text(
                    true,
                    Words.pattern(),
                    encoder.maximumWords(),
                    Vocabulary.FILE,
                    Vocabulary.PADDING,
                    Vocabulary.UNKNOWN,
                    Ngrams.of(encoder));
        }
    }

    /**
     * Describes the n-grams of a text: see {@link HashedNgrams}. A word that is not in the vocabulary has the ids of the
     * n-grams of its characters instead of {@link Text#unknown}. The ids of the n-grams of words come after those of all
     * words.
     *
     * @param words words of the longest n-gram of words
     * @param minimumCharacters characters of the shortest n-gram of characters
     * @param maximumCharacters characters of the longest one; 0 for none
     * @param buckets number of buckets
     * @param first id of the first bucket
     */
    record Ngrams(
            int words,
            @JsonProperty("min-characters") int minimumCharacters,
            @JsonProperty("max-characters") int maximumCharacters,
            int buckets,
            int first) {
        private static Ngrams of(TextEncoder encoder) {
            HashedNgrams ngrams = encoder.ngrams();
            return ngrams.equals(HashedNgrams.NONE)
                    ? null
                    : new Ngrams(
                            ngrams.words(),
                            ngrams.minimumCharacters(),
                            ngrams.maximumCharacters(),
                            ngrams.buckets(),
                            encoder.vocabulary().size());
        }
    }

    static Serving of(StudentModel model, String provenance, List<String> classes, ServingExample example) {
        return new Serving(
                FORMAT,
                provenance,
                model.network().name(),
                classes,
                OnnxExport.inputs(model.task()),
                List.of(OnnxExport.LOGITS, OnnxExport.PROBABILITIES),
                model.encoder().map(Text::of).orElse(null),
                example);
    }

    Serving with(ServingExample other) {
        return new Serving(format, student, network, classes, inputs, outputs, text, other);
    }
}
