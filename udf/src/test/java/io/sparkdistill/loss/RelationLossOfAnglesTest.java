package io.sparkdistill.loss;

class RelationLossOfAnglesTest extends RelationLossContract {
    @Override
    RelationLoss.Relation relation() {
        return RelationLoss.Relation.ANGLE;
    }

    @Override
    double plain(LossSamples.Student student, LossSamples.Batch batch) {
        int rows = LossSamples.ROWS;
        double[][] taught = taught(batch);
        double sum = 0;
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < rows; j++) {
                for (int k = 0; k < rows; k++) {
                    sum += i == j || j == k || k == i
                            ? 0
                            : huber(cosine(student.hidden(), i, j, k) - cosine(taught, i, j, k));
                }
            }
        }
        return sum / (rows * (rows - 1) * (rows - 2));
    }
}
