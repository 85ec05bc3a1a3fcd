package io.sparkdistill.jobs.inference;

import io.sparkdistill.jobs.job.InputException;
import io.sparkdistill.teacher.ModelFiles;
import io.sparkdistill.teacher.ModelSpec;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.apache.commons.codec.digest.DigestUtils;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.util.ShutdownHookManager;

/** Fetches the files of models, from any file system that Hadoop reads, and takes their fingerprints on the way. */
public final class ModelStaging {
    private static final int FINGERPRINT_LENGTH = 32;

    private final Configuration hadoop;

    public ModelStaging(Configuration hadoop) {
        this.hadoop = hadoop;
    }

    /**
     * Fetches a model.
     *
     * @param key where the configuration names the model, for messages
     * @param sources path of each file, by its name within the model
     * @param options everything else that changes an output
     * @param spec makes the spec from the fingerprint
     * @throws InputException if a file cannot be read
     */
    public StagedModel stage(
            String key, Map<String, String> sources, String options, Function<String, ModelSpec> spec) {
        try {
            Path folder = temporaryFolder();
            MessageDigest all = DigestUtils.getSha256Digest();
            for (Map.Entry<String, String> source : new TreeMap<>(sources).entrySet()) {
                all.update(fetch(key, source.getValue(), folder.resolve(source.getKey())));
            }
            all.update(options.getBytes(StandardCharsets.UTF_8));
            String fingerprint = org.apache.commons.codec.binary.Hex.encodeHexString(all.digest())
                    .substring(0, FINGERPRINT_LENGTH);
            for (String name : sources.keySet()) {
                Files.move(folder.resolve(name), folder.resolve(ModelFiles.shippedName(fingerprint, name)));
            }
            return new StagedModel(spec.apply(fingerprint), folder, List.copyOf(sources.keySet()));
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write to the temporary folder", e);
        }
    }

    /** Whether there is such a file. */
    boolean exists(String source) {
        try {
            var path = new org.apache.hadoop.fs.Path(source);
            return path.getFileSystem(hadoop).exists(path);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot look for " + source, e);
        }
    }

    private byte[] fetch(String key, String source, Path target) throws IOException {
        MessageDigest digest = DigestUtils.getSha256Digest();
        try (InputStream in = open(key, source);
                OutputStream out = new DigestOutputStream(Files.newOutputStream(target), digest)) {
            in.transferTo(out);
        }
        return digest.digest();
    }

    private InputStream open(String key, String source) {
        try {
            var path = new org.apache.hadoop.fs.Path(source);
            return path.getFileSystem(hadoop).open(path);
        } catch (IOException | IllegalArgumentException e) {
            throw new InputException("Cannot read %s: %s: %s".formatted(key, source, e.getMessage()), e);
        }
    }

    private static Path temporaryFolder() throws IOException {
        Path folder = Files.createTempDirectory("spark-distill-model");
        ShutdownHookManager.registerShutdownDeleteDir(folder.toFile());
        return folder;
    }
}
