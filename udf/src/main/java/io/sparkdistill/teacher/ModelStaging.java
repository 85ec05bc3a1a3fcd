package io.sparkdistill.teacher;

import io.sparkdistill.format.ExternalData;
import io.sparkdistill.format.ModelFormat;
import io.sparkdistill.inference.ModelFiles;
import io.sparkdistill.inference.ModelSpec;
import io.sparkdistill.inference.SharedFile;
import io.sparkdistill.inference.StagedFiles;
import io.sparkdistill.inference.StagedModel;
import io.sparkdistill.student.StudentDescription;
import io.sparkdistill.student.StudentJson;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.apache.commons.codec.binary.Hex;
import org.apache.commons.codec.digest.DigestUtils;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.security.UserGroupInformation;

/** Fetches the files of models from any file system that Hadoop reads, and computes their fingerprints. */
public final class ModelStaging {
    private static final int FINGERPRINT_LENGTH = 32;
    /** The resolution of modification times, in milliseconds: object stores keep seconds. */
    private static final long CLOCK_MILLIS = 2_000;

    private final Configuration hadoop;
    private final AllowedRoots allowed;

    public ModelStaging(Configuration hadoop) {
        this(hadoop, AllowedRoots.ANY);
    }

    /** Creates a staging that reads only files below allowed folders. */
    public ModelStaging(Configuration hadoop, AllowedRoots allowed) {
        this.hadoop = hadoop;
        this.allowed = allowed;
    }

    /**
     * Returns the source of a student.
     *
     * @param folder folder of the student, or an output folder, which stands for the student of its served run
     * @param classes required number of logits, see {@link ModelSpec#classes}
     * @throws IOException if there is no student
     */
    public ModelSource student(String name, String folder, int classes) throws IOException {
        allowed(folder);
        String place = ServedRun.folder(folder, hadoop);
        String description = place + "/" + StudentDescription.FILE;
        if (!exists(description)) {
            throw new IOException(
                    ("there is no student in %s; name an output folder whose run is served, the folder of a"
                                    + " student that `train` wrote, or a TorchScript or ONNX file with its tokenizer")
                            .formatted(place));
        }
        try (InputStream in = open(description)) {
            String content = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            return StudentSource.of(name, place, StudentJson.parse(content, description), classes);
        }
    }

    /**
     * Reads the cascade of a student.
     *
     * @param folder folder of the student in a run, or an output folder, which stands for its served run
     * @throws IOException if no cascade is fitted for the student, or if its file cannot be read; the message names it
     */
    public FittedCascade cascade(String folder) throws IOException {
        var student = new org.apache.hadoop.fs.Path(ServedRun.folder(folder, hadoop));
        String file = student.getParent() + "/" + FittedCascade.FILE;
        if (!student.getName().equals(ServedRun.STUDENT) || !exists(file)) {
            throw new IOException("no cascade is fitted for the student in %s; run `cascade`".formatted(student));
        }
        try (InputStream in = open(file)) {
            return FittedCascade.parse(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new IOException(file + ": " + e.getMessage(), e);
        }
    }

    /**
     * Fetches a model, once in this process as long as its files do not change.
     *
     * @throws IOException if a file cannot be read; the message names it
     */
    public StagedModel stage(ModelSource model) throws IOException {
        ModelSource source = withExternalData(model);
        List<String> files = List.copyOf(source.files().keySet());
        // Copies are shared within one user: others may lack permission to read the files.
        String named = UserGroupInformation.getCurrentUser().getUserName() + source.files() + source.options();
        StagedFiles.Copy copy = StagedFiles.of(named, settled(source), files, folder -> fetch(source, folder));
        return new StagedModel(source.spec().apply(copy.fingerprint()), copy.folder(), files, shared(source, copy));
    }

    /** Returns the files that are on another file system than that of the driver's machine. */
    private Map<String, SharedFile> shared(ModelSource source, StagedFiles.Copy copy) throws IOException {
        Map<String, SharedFile> shared = new HashMap<>();
        for (Map.Entry<String, String> file : source.files().entrySet()) {
            var path = new org.apache.hadoop.fs.Path(file.getValue());
            String uri = path.getFileSystem(hadoop).makeQualified(path).toString();
            if (!uri.startsWith("file:")) {
                shared.put(
                        file.getKey(),
                        new SharedFile(uri, copy.fetched().digests().get(file.getKey())));
            }
        }
        return shared;
    }

    /** Adds the files beside an ONNX file that hold its weights. */
    private ModelSource withExternalData(ModelSource source) throws IOException {
        String onnx = source.files().get(ModelFormat.ONNX.file());
        if (onnx == null) {
            return source;
        }
        Map<String, String> weights = new TreeMap<>();
        try (InputStream in = open(onnx)) {
            List<String> locations = ExternalData.locations(in);
            for (int i = 0; i < locations.size(); i++) {
                String path = ExternalData.beside(onnx, locations.get(i));
                requireBeside(onnx, path);
                weights.put(ExternalData.file(i), path);
            }
        }
        return source.with(weights);
    }

    private void requireBeside(String onnx, String weights) throws IOException {
        if (!exists(weights)) {
            throw new IOException(
                    "%s: its weights are in another file, which does not exist: %s; put that file beside it, or save the model as one file"
                            .formatted(onnx, weights));
        }
    }

    /**
     * Returns the version of files that have not changed recently, or a unique version for files that have: two changes
     * within the resolution of a file system's clock have the same modification time.
     */
    private String settled(ModelSource source) throws IOException {
        String version = version(source);
        for (String file : source.files().values()) {
            if (System.currentTimeMillis() - status(file).getModificationTime() < CLOCK_MILLIS) {
                return version + " " + UUID.randomUUID();
            }
        }
        return version;
    }

    private StagedFiles.Fetched fetch(ModelSource source, Path folder) throws IOException {
        MessageDigest all = DigestUtils.getSha256Digest();
        Map<String, String> digests = new HashMap<>();
        for (Map.Entry<String, String> file : source.files().entrySet()) {
            byte[] digest = fetch(file.getValue(), folder.resolve(file.getKey()));
            all.update(digest);
            digests.put(file.getKey(), Hex.encodeHexString(digest));
        }
        all.update(source.options().getBytes(StandardCharsets.UTF_8));
        String fingerprint = Hex.encodeHexString(all.digest()).substring(0, FINGERPRINT_LENGTH);
        for (String name : source.files().keySet()) {
            Files.move(folder.resolve(name), folder.resolve(ModelFiles.shippedName(fingerprint, name)));
        }
        return new StagedFiles.Fetched(fingerprint, digests);
    }

    /**
     * Returns a text that changes whenever a file of the model changes: paths, sizes, modification times, and the
     * options.
     *
     * @throws IOException if a file does not exist; the message names it
     */
    public String version(ModelSource source) throws IOException {
        StringBuilder version = new StringBuilder(source.options());
        for (String file : source.files().values()) {
            FileStatus status = status(file);
            version.append('\n').append(file).append(' ').append(status.getLen());
            version.append(' ').append(status.getModificationTime());
        }
        return version.toString();
    }

    /** Returns whether a file exists. */
    public boolean exists(String source) throws IOException {
        var path = allowed(source);
        return path.getFileSystem(hadoop).exists(path);
    }

    private FileStatus status(String source) throws IOException {
        try {
            var path = allowed(source);
            return path.getFileSystem(hadoop).getFileStatus(path);
        } catch (IOException | IllegalArgumentException e) {
            throw new IOException(source + ": " + e.getMessage(), e);
        }
    }

    private byte[] fetch(String source, Path target) throws IOException {
        MessageDigest digest = DigestUtils.getSha256Digest();
        try (InputStream in = open(source);
                OutputStream out = new DigestOutputStream(Files.newOutputStream(target), digest)) {
            in.transferTo(out);
        }
        return digest.digest();
    }

    private InputStream open(String source) throws IOException {
        try {
            var path = allowed(source);
            return path.getFileSystem(hadoop).open(path);
        } catch (IOException | IllegalArgumentException e) {
            throw new IOException(source + ": " + e.getMessage(), e);
        }
    }

    private org.apache.hadoop.fs.Path allowed(String source) throws IOException {
        var path = new org.apache.hadoop.fs.Path(source);
        allowed.require(path, hadoop);
        return path;
    }
}
