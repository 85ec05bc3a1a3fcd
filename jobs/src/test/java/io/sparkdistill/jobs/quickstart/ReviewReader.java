package io.sparkdistill.jobs.quickstart;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** Reads reviews by the grammar that wrote them: the best that any model can do. */
final class ReviewReader {
    private final Grammar grammar;

    ReviewReader(Grammar grammar) {
        this.grammar = grammar;
    }

    /** Probability that the grammar writes this sentence in praise, or in blame; 0 when it cannot. */
    double likelihood(String sentence, boolean praise) {
        String words = sentence.toLowerCase(Locale.ROOT).replaceAll("\\ban (?=[aeiou])", "a ");
        return new Reading(words).ends(Review.RULE, praise, 0).getOrDefault(words.length(), 0.0);
    }

    /** What one sentence can be read as, place by place. */
    private final class Reading {
        private final String words;
        private final Map<Place, Map<Integer, Double>> known = new HashMap<>();

        private record Place(String name, boolean praise, int start) {}

        Reading(String words) {
            this.words = words;
        }

        /** Where an expansion of a name that starts at a place may end, each with its probability. */
        Map<Integer, Double> ends(String name, boolean praise, int start) {
            Place place = new Place(name, praise, start);
            Map<Integer, Double> ends = known.get(place);
            if (ends == null) {
                ends = read(place);
                known.put(place, ends);
            }
            return ends;
        }

        private Map<Integer, Double> read(Place place) {
            var alternatives = grammar.alternatives(place.name(), place.praise());
            double weights =
                    alternatives.stream().mapToInt(Grammar.Alternative::weight).sum();
            Map<Integer, Double> ends = new HashMap<>();
            for (Grammar.Alternative alternative : alternatives) {
                Map<Integer, Double> reached = Map.of(place.start(), alternative.weight() / weights);
                for (Grammar.Part part : alternative.parts()) {
                    reached = advance(reached, part, place.praise());
                }
                reached.forEach((end, probability) -> ends.merge(end, probability, Double::sum));
            }
            return ends;
        }

        private Map<Integer, Double> advance(Map<Integer, Double> reached, Grammar.Part part, boolean praise) {
            Map<Integer, Double> next = new HashMap<>();
            reached.forEach((start, probability) -> after(part, praise, start)
                    .forEach((end, share) -> next.merge(end, probability * share, Double::sum)));
            return next;
        }

        private Map<Integer, Double> after(Grammar.Part part, boolean praise, int start) {
            if (part instanceof Grammar.Reference reference) {
                return ends(reference.name(), praise != reference.reversed(), start);
            }
            String text = ((Grammar.Text) part).text().toLowerCase(Locale.ROOT);
            return words.startsWith(text, start) ? Map.of(start + text.length(), 1.0) : Map.of();
        }
    }
}
