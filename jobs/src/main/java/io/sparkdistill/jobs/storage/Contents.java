package io.sparkdistill.jobs.storage;

import java.util.List;

/**
 * The folders under an output that make up one artifact, or that it was derived from and is read with.
 *
 * @param fixed folders that hold these files and no other table files
 * @param growing folders whose files stay as they are while others are added
 */
public record Contents(List<String> fixed, List<String> growing) {
    public Contents {
        fixed = List.copyOf(fixed);
        growing = List.copyOf(growing);
    }

    /** Folders that hold these files and no other table files. */
    public static Contents of(String... fixed) {
        return new Contents(List.of(fixed), List.of());
    }

    /** The same with a folder to which files are added. */
    public Contents withGrowing(String folder) {
        return new Contents(fixed, List.of(folder));
    }
}
