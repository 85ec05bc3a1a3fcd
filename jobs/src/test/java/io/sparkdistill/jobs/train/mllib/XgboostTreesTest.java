package io.sparkdistill.jobs.train.mllib;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.sparkdistill.student.BoostedTreesModel;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class XgboostTreesTest {
    /** A tree whose children are in another order than the nodes, and a tree of one leaf. */
    private static final String MODEL =
            """
            {"learner": {
              "gradient_booster": {"name": "gbtree", "model": {
                "gbtree_model_param": {"num_parallel_tree": "1", "num_trees": "2"},
                "tree_info": [0, 0],
                "trees": [
                  {"left_children": [2, -1, 3, -1, -1], "right_children": [1, -1, 4, -1, -1],
                   "split_indices": [1, 0, 0, 0, 0], "split_conditions": [5E-1, 3E0, -1E0, 1E0, 2E0],
                   "loss_changes": [4E0, 0, 8E0, 0, 0]},
                  {"left_children": [-1], "right_children": [-1], "split_indices": [0], "split_conditions": [2.5E-1],
                   "loss_changes": [0]}]}},
              "learner_model_param": {"base_score": "5E-1"},
              "objective": {"name": "binary:logistic"}},
             "version": [2, 1, 4]}
            """;

    private static XgboostTrees trees(String model) {
        return new XgboostTrees(new FeatureLearner.Task(2, 2, 3, 0), model.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void putsTheLeftChildBehindItsSplit() {
        BoostedTreesModel model = trees(MODEL).model();
        assertThat(model.margins(new float[] {-2, 0})).containsExactly(1.25f);
        assertThat(model.margins(new float[] {-1, 0})).containsExactly(2.25f);
        assertThat(model.margins(new float[] {-2, 0.5f})).containsExactly(3.25f);
        assertThat(model.logits(new float[] {-2, 0})).containsExactly(0, 3.75f);
        assertThat(model.parameterCount()).isEqualTo(7);
    }

    @Test
    void theBaseScoreOfTwoClassesIsAProbability() {
        float base = trees(MODEL.replace("\"5E-1\"", "\"7.5E-1\"")).model().baseMargins()[0];
        assertThat(base).isCloseTo((float) Math.log(3), within(1e-6f));
    }

    @Test
    void ordersTheFeaturesByTheirGain() {
        assertThat(trees(MODEL).gains()).isEqualTo("feature,gain,splits\n0,8.0,1\n1,4.0,1\n");
    }

    @Test
    void refusesModelsThatItDoesNotKnow() {
        assertThatThrownBy(() -> trees(MODEL.replace("binary:logistic", "rank:ndcg")))
                .hasMessage(
                        "Cannot read the trees of XGBoost: its objective must be binary:logistic: rank:ndcg; use ml.dmlc:xgboost4j-spark_2.12:2.1.4");
        assertThatThrownBy(() -> trees(MODEL.replace("\"5E-1\"", "\"[5E-1]\"")))
                .hasMessage(
                        "Cannot read the trees of XGBoost: its base score must be a number: [5E-1]; use ml.dmlc:xgboost4j-spark_2.12:2.1.4");
        assertThatThrownBy(() -> trees(MODEL.replace("num_parallel_tree\": \"1\"", "num_parallel_tree\": \"2\"")))
                .hasMessageContaining("its number of trees per round and class must be 1: 2");
        assertThatThrownBy(() -> trees(MODEL.replace("[0, 0]", "[0, 1]")))
                .hasMessageContaining("the class of tree 1 must be 0: 1");
    }
}
