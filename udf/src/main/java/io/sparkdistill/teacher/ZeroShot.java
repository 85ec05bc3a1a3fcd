package io.sparkdistill.teacher;

import io.sparkdistill.distill.InvalidInputException;
import java.io.Serializable;
import java.util.List;

/**
 * A zero-shot classification asks a model of natural-language inference, for every class, whether a text entails a
 * hypothesis with the name of the class. The logit of entailment is the logit of the class (Yin et al. 2019, <a
 * href="https://arxiv.org/abs/1909.00161">arXiv:1909.00161</a>).
 *
 * @param hypothesis template with {@value #CLASS}
 * @param classes names of the classes, in order
 * @param outputs number of outputs of the model
 * @param entailment index of the output for entailment
 */
public record ZeroShot(String hypothesis, List<String> classes, int outputs, int entailment) implements Serializable {
    /** Stands for the name of a class. */
    public static final String CLASS = "{class}";

    public ZeroShot {
        classes = List.copyOf(classes);
        if (!hypothesis.contains(CLASS)) {
            throw new InvalidInputException(
                    "ask for classes", "a hypothesis must contain %s: %s".formatted(CLASS, hypothesis));
        }
    }

    /** Returns the hypotheses of all classes. */
    List<String> hypotheses() {
        return classes.stream().map(name -> hypothesis.replace(CLASS, name)).toList();
    }

    /** Returns the logits of the classes from the outputs for their hypotheses, from a position on. */
    float[] logits(float[][] results, int from) {
        float[] logits = new float[classes.size()];
        for (int i = 0; i < logits.length; i++) {
            logits[i] = results[from + i][entailment];
        }
        return logits;
    }
}
