package io.sparkdistill.jobs.benchmark;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** A batching strategy cuts inputs into batches. */
sealed interface Batching extends Serializable {
    /** Returns the batches of inputs, each of which is an array of token ids. */
    List<List<long[]>> batches(List<long[]> inputs);

    /** Sorts the inputs by length, longest first; a batch has at most this number of tokens, including padding. */
    record ByTokens(int maxTokens) implements Batching {
        @Override
        public List<List<long[]>> batches(List<long[]> inputs) {
            List<long[]> sorted = new ArrayList<>(inputs);
            sorted.sort(Comparator.comparingInt((long[] ids) -> ids.length).reversed());
            List<List<long[]>> batches = new ArrayList<>();
            int start = 0;
            while (start < sorted.size()) {
                int rows = Math.max(1, maxTokens / sorted.get(start).length);
                int end = Math.min(sorted.size(), start + rows);
                batches.add(sorted.subList(start, end));
                start = end;
            }
            return batches;
        }
    }

    /** Keeps the order of the inputs; a batch has a fixed number of them. */
    record ByArrival(int rows) implements Batching {
        @Override
        public List<List<long[]>> batches(List<long[]> inputs) {
            List<List<long[]>> batches = new ArrayList<>();
            for (int start = 0; start < inputs.size(); start += rows) {
                batches.add(inputs.subList(start, Math.min(inputs.size(), start + rows)));
            }
            return batches;
        }
    }
}
