package io.sparkdistill.jobs.clusters;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** A file system or object store that runs as a server on this machine. */
interface RemoteStore extends AutoCloseable {
    /** Returns the URI of its root for tests, without a slash at the end. */
    String root();

    /** Returns the options of spark-submit with which Spark reaches it. */
    List<String> options();

    /** Copies a local file to a path below the root. */
    void put(Path local, String path) throws IOException;

    /** Copies a folder below the root to this machine. */
    void get(String path, Path local) throws IOException;

    /** Returns the number of files of a folder below the root, with the files of its folders. */
    long files(String path) throws IOException;

    @Override
    void close();
}
