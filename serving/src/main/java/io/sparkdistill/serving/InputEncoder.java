package io.sparkdistill.serving;

import io.sparkdistill.text.HashedTerms;
import io.sparkdistill.text.TextEncoder;
import io.sparkdistill.text.Vocabulary;
import io.sparkdistill.text.Words;
import java.util.List;

/** An input encoder turns an example of texts into the ids that a model reads, one list per input of the model. */
sealed interface InputEncoder {
    /** Returns the ids of an example, at least one per input of the model. */
    List<int[]> encode(Input input);

    /** Returns the id that fills the shorter rows of a batch. */
    int padding();

    /** This encoder looks words up in a vocabulary. Each text of a pair is an input of its own. */
    record WordIds(TextEncoder texts) implements InputEncoder {
        @Override
        public List<int[]> encode(Input input) {
            return input instanceof Input.Pair pair
                    ? List.of(ids(pair.first()), ids(pair.second()))
                    : List.of(ids(((Input.Text) input).text()));
        }

        private int[] ids(String text) {
            int[] ids = texts.encode(text);
            return ids.length == 0 ? new int[] {Vocabulary.UNKNOWN} : ids;
        }

        @Override
        public int padding() {
            return Vocabulary.PADDING;
        }
    }

    /** This encoder hashes n-grams. The terms of both texts of a pair are one input. */
    record TermIds(HashedTerms terms) implements InputEncoder {
        @Override
        public List<int[]> encode(Input input) {
            int[] ids = input instanceof Input.Pair pair
                    ? terms.indices(Words.split(pair.first()), Words.split(pair.second()))
                    : terms.indices(Words.split(((Input.Text) input).text()), List.of());
            return List.of(ids.length == 0 ? new int[] {padding()} : ids);
        }

        /** Returns an id after all features, whose weights are 0. */
        @Override
        public int padding() {
            return terms.features();
        }
    }
}
