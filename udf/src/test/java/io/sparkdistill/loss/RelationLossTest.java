package io.sparkdistill.loss;

class RelationLossTest extends RelationLossContract {
    @Override
    RelationLoss.Relation relation() {
        return RelationLoss.Relation.DISTANCE;
    }

    /** Compares distances over their mean. */
    @Override
    double plain(LossSamples.Student student, LossSamples.Batch batch) {
        int rows = LossSamples.ROWS;
        double[][] taught = taught(batch);
        double sum = 0;
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < rows; j++) {
                sum += i == j
                        ? 0
                        : huber(distance(student.hidden(), i, j) / meanDistance(student.hidden())
                                - distance(taught, i, j) / meanDistance(taught));
            }
        }
        return sum / (rows * (rows - 1));
    }

    private static double meanDistance(double[][] rows) {
        double sum = 0;
        for (int i = 0; i < rows.length; i++) {
            for (int j = 0; j < rows.length; j++) {
                sum += distance(rows, i, j);
            }
        }
        return sum / (rows.length * (rows.length - 1));
    }
}
