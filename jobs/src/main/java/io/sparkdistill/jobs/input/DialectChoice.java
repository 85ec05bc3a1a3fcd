package io.sparkdistill.jobs.input;

import io.sparkdistill.jobs.config.InputEntry;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Chooses the dialect of each file of an entry. All files have the dialect that fits them best together, because a
 * single file may have no quotes by chance; a file that this dialect does not fit has another one if that fits without
 * a fault.
 */
final class DialectChoice {
    private static final Logger LOG = LoggerFactory.getLogger(DialectChoice.class);

    private final InputEntry entry;
    private final DelimitedScan scan;
    private final List<Dialect> dialects;
    private final Map<String, DelimitedScan.Found> scanned = new LinkedHashMap<>();
    private Optional<Dialect> ofAll = Optional.empty();

    DialectChoice(InputEntry entry, Configuration hadoop) {
        this.entry = entry;
        this.scan = new DelimitedScan(entry, hadoop);
        this.dialects = Dialect.candidates(entry);
    }

    /** Scans the beginning of one file. */
    DelimitedScan.Found look(String path, TextSample sample) {
        return scan.look(path, sample.bytes(), sample.isCut());
    }

    /** Chooses the dialect from these files, and warns of quotes that are not closed. */
    void prepare(SparkSession spark, List<String> paths) {
        found(spark, paths);
        List<DialectScore> totals = new ArrayList<>();
        for (int i = 0; i < dialects.size(); i++) {
            int dialect = i;
            totals.add(scanned.values().stream()
                    .map(found -> found.scores().get(dialect))
                    .reduce(DialectScore.NOTHING, DialectScore::plus));
        }
        ofAll = Optional.of(DialectScore.best(dialects, totals));
        warn(totals);
    }

    private void warn(List<DialectScore> totals) {
        Dialect chosen = ofAll.orElseThrow();
        boolean byLine = chosen.hasQuotes()
                && !chosen.multiLine()
                && entry.layout().multiLine().isEmpty();
        if (byLine) {
            LOG.warn(
                    "{}: {} rows of {} have a quote that is not closed: every line is read as a row of its own; mend them,"
                            + " or set {}.multi-line",
                    entry.key(),
                    totals.get(dialects.indexOf(chosen)).broken(),
                    entry.path(),
                    entry.key());
        }
    }

    /** Returns the properties of the files; each file is scanned once. */
    List<DelimitedScan.Found> found(SparkSession spark, List<String> paths) {
        List<String> unknown =
                paths.stream().filter(path -> !scanned.containsKey(path)).toList();
        if (!unknown.isEmpty()) {
            FileJobs.look(spark, entry.key(), unknown, scan).forEach(found -> scanned.put(found.path(), found));
        }
        return paths.stream().map(scanned::get).toList();
    }

    /** Returns the dialect of a file. */
    Dialect of(DelimitedScan.Found file) {
        Dialect usual = ofAll.orElseThrow();
        if (fits(usual, file)) {
            return usual;
        }
        Dialect own = DialectScore.best(dialects, file.scores());
        return fits(own, file) ? own : usual;
    }

    private boolean fits(Dialect dialect, DelimitedScan.Found file) {
        DialectScore score = file.scores().get(dialects.indexOf(dialect));
        return score.bad() == 0 && (!dialect.hasQuotes() || score.stray() == 0);
    }

    /** Returns the names of a file's columns: those of its header, or numbers. */
    List<String> columns(DelimitedScan.Found file) {
        if (entry.layout().header() || ofAll.isEmpty()) {
            return file.columns();
        }
        return DelimitedScan.numbered(
                file.scores().get(dialects.indexOf(of(file))).columns());
    }
}
