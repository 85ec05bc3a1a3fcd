package io.sparkdistill.inference;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import org.apache.commons.codec.binary.Hex;
import org.apache.commons.codec.digest.DigestUtils;
import org.apache.hadoop.conf.Configuration;

/**
 * A shared file is a file of a model on a file system that every machine of a cluster reads, such as HDFS or S3.
 *
 * @param uri URI of the file
 * @param sha256 SHA-256 of the bytes that the driver has read, in hexadecimal digits
 */
public record SharedFile(String uri, String sha256) implements Serializable {
    /**
     * Copies the file to this machine.
     *
     * @throws IOException if it cannot be read, or has other bytes than those that the driver has read
     */
    void copy(Path target, Configuration hadoop) throws IOException {
        MessageDigest digest = DigestUtils.getSha256Digest();
        var path = new org.apache.hadoop.fs.Path(uri);
        try (InputStream in = new DigestInputStream(path.getFileSystem(hadoop).open(path), digest);
                OutputStream out = Files.newOutputStream(target)) {
            in.transferTo(out);
        }
        if (!Hex.encodeHexString(digest.digest()).equals(sha256)) {
            throw new IOException("Cannot read a file of a model: " + uri
                    + ": it has changed since the driver read it; run the command again");
        }
    }
}
