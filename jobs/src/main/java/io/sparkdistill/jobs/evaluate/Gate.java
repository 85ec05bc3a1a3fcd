package io.sparkdistill.jobs.evaluate;

import io.sparkdistill.jobs.config.Requirement;
import io.sparkdistill.table.Split;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/** Checks an evaluation by the requirements of its configuration. */
record Gate(Evaluation evaluation) {

    /** Returns the result of each requirement, in order. */
    List<Requirement.Result> check(List<Requirement> requirements) {
        return requirements.stream()
                .map(requirement -> requirement.check(this::value))
                .toList();
    }

    /** Returns the value of a metric by its name in a requirement. */
    OptionalDouble value(String metric) {
        String[] parts = metric.split("\\.", -1);
        ModelReport report = evaluation.models().get(parts[0]);
        Optional<Double> value = report == null
                ? Optional.empty()
                : parts.length == 2 ? cost(report.cost(), parts[1]) : quality(report, parts);
        return value.filter(number -> !number.isNaN()).map(OptionalDouble::of).orElseGet(OptionalDouble::empty);
    }

    private static Optional<Double> cost(ModelCost cost, String name) {
        return Optional.of(
                switch (name) {
                    case "parameters" -> (double) cost.parameters();
                    case "bytes" -> (double) cost.bytes();
                    case "precomputed-bytes" -> (double) cost.precomputedBytes();
                    default -> cost.rowsPerSecond();
                });
    }

    private static Optional<Double> quality(ModelReport report, String... parts) {
        SplitMetrics metrics =
                report.metrics(parts[1].equals(Split.TEST.columnValue()) ? Split.TEST : Split.VALIDATION);
        if (metrics == null) {
            return Optional.empty();
        }
        Optional<SplitStatistics> statistics = Optional.ofNullable(metrics.statistics());
        return switch (parts[2]) {
            case "accuracy" -> parts.length == 3
                    ? Optional.ofNullable(metrics.accuracy())
                    : estimate(statistics, parts);
            case "macro-f1" -> parts.length == 3 ? Optional.ofNullable(metrics.macroF1()) : estimate(statistics, parts);
            case "nll" -> parts.length == 3 ? Optional.ofNullable(metrics.nll()) : estimate(statistics, parts);
            case "ece" -> Optional.ofNullable(metrics.ece());
            case "agreement" -> Optional.ofNullable(metrics.agreement());
            case "rows" -> Optional.of((double) metrics.rows());
            case "mce" -> statistics.map(SplitStatistics::calibration).map(CalibrationReport::mce);
            case "roc-auc" -> statistics.map(SplitStatistics::rocAuc);
            case "average-precision" -> statistics.map(SplitStatistics::averagePrecision);
            case "kl-to-teacher" -> statistics.map(SplitStatistics::klToTeacher);
            case "top-k-accuracy" -> statistics.map(SplitStatistics::topKAccuracy);
            default -> estimate(statistics, parts);
        };
    }

    private static Optional<Double> estimate(Optional<SplitStatistics> statistics, String... parts) {
        String field = parts.length == 4 ? parts[3] : "value";
        return statistics.map(found -> found.estimates().get(parts[2])).map(found -> switch (field) {
            case "lower" -> found.lower();
            case "upper" -> found.upper();
            default -> found.value();
        });
    }
}
