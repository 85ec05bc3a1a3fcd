package io.sparkdistill.jobs.cli;

import java.io.IOException;
import java.net.URI;
import java.util.Arrays;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;

/** Local files behind URIs that carry a user and a password, as those of some stores do: vault://user:password@host/. */
public final class VaultFileSystem extends RawLocalFileSystem {
    static final String SCHEME = "vault";

    private final RawLocalFileSystem local = new RawLocalFileSystem();
    private URI root;

    @Override
    public void initialize(URI uri, Configuration conf) throws IOException {
        super.initialize(uri, conf);
        local.initialize(URI.create("file:///"), conf);
        root = URI.create(SCHEME + "://" + uri.getAuthority());
    }

    @Override
    public String getScheme() {
        return SCHEME;
    }

    @Override
    public URI getUri() {
        // The constructor of the superclass asks already.
        return root == null ? URI.create(SCHEME + ":///") : root;
    }

    @Override
    public FileStatus getFileStatus(Path path) throws IOException {
        return here(local.getFileStatus(plain(path)));
    }

    @Override
    public FileStatus[] listStatus(Path path) throws IOException {
        return Arrays.stream(local.listStatus(plain(path))).map(this::here).toArray(FileStatus[]::new);
    }

    private static Path plain(Path path) {
        return new Path(path.toUri().getPath());
    }

    private FileStatus here(FileStatus status) {
        return new FileStatus(
                status.getLen(),
                status.isDirectory(),
                1,
                status.getBlockSize(),
                status.getModificationTime(),
                plain(status.getPath()).makeQualified(root, getWorkingDirectory()));
    }
}
