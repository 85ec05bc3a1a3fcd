package io.sparkdistill.jobs.input;

import io.sparkdistill.jobs.config.InputEntry;
import io.sparkdistill.jobs.job.InputException;
import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** Checks and reads the files that an entry of the configuration names. */
final class FileSource implements InputSource {
    private static final int SAMPLED_FILES = 3;
    private static final int FIRST_FILES = 64;

    private final InputEntry entry;
    private final Configuration hadoop;
    private final FileFormat format;
    private Optional<InputFiles> listed = Optional.empty();
    private List<KnownFile> remembered = List.of();
    private Optional<List<KnownFile>> looked = Optional.empty();

    FileSource(InputEntry entry, Configuration hadoop, FileFormat format) {
        this.entry = entry;
        this.hadoop = hadoop;
        this.format = format;
    }

    private InputFiles found() {
        if (listed.isEmpty()) {
            listed = Optional.of(InputFiles.of(entry, hadoop));
        }
        return listed.get();
    }

    /** Checks the first file, the last and the one in the middle. */
    @Override
    public void check() {
        List<FileStatus> files =
                found().files().stream().filter(file -> file.getLen() > 0).toList();
        int last = files.size() - 1;
        IntStream.range(0, files.isEmpty() ? 0 : SAMPLED_FILES)
                .map(sample -> sample * last / (SAMPLED_FILES - 1))
                .distinct()
                .forEach(index -> check(files.get(index)));
    }

    private void check(FileStatus file) {
        try {
            format.check(file);
        } catch (IOException e) {
            throw new InputException(
                    "Cannot read %s: %s: %s".formatted(entry.key(), file.getPath(), e.getMessage()), e);
        }
    }

    @Override
    public void remember(List<KnownFile> known) {
        remembered = known;
        looked = Optional.empty();
    }

    @Override
    public List<KnownFile> files() {
        if (looked.isEmpty()) {
            looked = Optional.of(found().look(remembered));
        }
        return looked.get();
    }

    @Override
    public boolean canReadFilesAlone() {
        return entry.part().isAll();
    }

    @Override
    public String identity(SparkSession spark) {
        return FileIdentity.text(files());
    }

    /** The dialect of delimited files is chosen by all files, as when they are all read. */
    @Override
    public Dataset<Row> read(SparkSession spark, Collection<String> files) {
        List<String> paths = found().paths();
        format.prepare(spark, paths);
        List<String> some = paths.stream().filter(files::contains).toList();
        return some.isEmpty() ? RowShape.none(spark) : format.read(spark, some);
    }

    @Override
    public Dataset<Row> read(SparkSession spark) {
        List<String> paths = found().paths();
        if (paths.isEmpty()) {
            return RowShape.none(spark);
        }
        boolean limited = entry.part().limit().isPresent();
        format.prepare(spark, limited ? paths.subList(0, Math.min(FIRST_FILES, paths.size())) : paths);
        return new RowRange(spark, entry.part(), some -> format.read(spark, some)).of(paths);
    }
}
