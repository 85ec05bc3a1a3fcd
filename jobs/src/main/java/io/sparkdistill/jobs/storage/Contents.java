package io.sparkdistill.jobs.storage;

import java.util.List;

/**
 * The contents of an artifact are the folders under an output that it needs: its own, and those that are read together
 * with it.
 *
 * @param fixed folders to which no table file may be added
 * @param growing folders to which files may be added while the present ones stay unchanged
 */
public record Contents(List<String> fixed, List<String> growing) {
    public Contents {
        fixed = List.copyOf(fixed);
        growing = List.copyOf(growing);
    }

    /** Returns folders to which no table file may be added. */
    public static Contents of(String... fixed) {
        return new Contents(List.of(fixed), List.of());
    }

    /** Returns these folders together with one to which files may be added. */
    public Contents withGrowing(String folder) {
        return new Contents(fixed, List.of(folder));
    }
}
