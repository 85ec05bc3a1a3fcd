package io.sparkdistill.serving;

import java.util.Objects;

/** An input is an example that a student classifies. A student reads one kind of them. */
public sealed interface Input {
    /** A text input holds a single text. */
    record Text(String text) implements Input {
        public Text {
            Objects.requireNonNull(text, "Cannot classify a text: it is null");
        }
    }

    /** A pair holds two texts, such as a premise and a hypothesis. */
    record Pair(String first, String second) implements Input {
        public Pair {
            Objects.requireNonNull(first, "Cannot classify a pair: its first text is null");
            Objects.requireNonNull(second, "Cannot classify a pair: its second text is null");
        }
    }

    /** This input holds dense features, all of which must be finite. */
    record Features(float[] values) implements Input {
        public Features {
            for (int i = 0; i < values.length; i++) {
                if (!Float.isFinite(values[i])) {
                    throw new IllegalArgumentException(
                            "Cannot classify features: all must be finite: feature %d is %s".formatted(i, values[i]));
                }
            }
        }
    }
}
