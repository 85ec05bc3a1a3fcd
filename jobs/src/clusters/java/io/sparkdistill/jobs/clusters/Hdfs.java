package io.sparkdistill.jobs.clusters;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.hdfs.MiniDFSCluster;

/** An HDFS with a name node and a data node in this JVM. */
final class Hdfs implements RemoteStore {
    private static final org.apache.hadoop.fs.Path ROOT = new org.apache.hadoop.fs.Path("/tests");

    private final MiniDFSCluster cluster;
    private final FileSystem files;

    /** Starts it with its blocks in a local folder. */
    Hdfs(Path blocks) throws IOException {
        Configuration hadoop = new Configuration();
        hadoop.set(MiniDFSCluster.HDFS_MINIDFS_BASEDIR, blocks.toString());
        this.cluster = new MiniDFSCluster.Builder(hadoop).numDataNodes(1).build();
        this.files = cluster.getFileSystem();
        files.mkdirs(files.getHomeDirectory());
    }

    /** Returns the URI of the file system. */
    String uri() {
        return files.getUri().toString();
    }

    @Override
    public String root() {
        return uri() + ROOT;
    }

    @Override
    public List<String> options() {
        return List.of();
    }

    @Override
    public void put(Path local, String path) throws IOException {
        org.apache.hadoop.fs.Path target = new org.apache.hadoop.fs.Path(ROOT, path);
        files.mkdirs(target.getParent());
        files.copyFromLocalFile(false, true, new org.apache.hadoop.fs.Path(local.toUri()), target);
    }

    @Override
    public void get(String path, Path local) throws IOException {
        files.copyToLocalFile(
                false, new org.apache.hadoop.fs.Path(ROOT, path), new org.apache.hadoop.fs.Path(local.toUri()), true);
    }

    @Override
    public long files(String path) throws IOException {
        try {
            return files.getContentSummary(new org.apache.hadoop.fs.Path(ROOT, path))
                    .getFileCount();
        } catch (FileNotFoundException e) {
            return 0;
        }
    }

    @Override
    public void close() {
        cluster.shutdown();
    }
}
