package io.sparkdistill.jobs.train.mllib;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sparkdistill.student.BoostedTreesModel;
import io.sparkdistill.student.TreeShape;
import io.sparkdistill.student.TreeSplits;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Converts the trees that XGBoost has fitted to a {@link BoostedTreesModel}.
 *
 * @see <a href="https://xgboost.readthedocs.io/en/release_2.1.0/tutorials/saving_model.html">XGBoost's JSON format</a>
 */
final class XgboostTrees {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String NUMBER = "[-+0-9.E]+";

    private final FeatureLearner.Task task;
    private final NodeList nodes = new NodeList();
    /** The value of each leaf; 0 for a split. */
    private final List<Float> values = new ArrayList<>();

    private final int trees;
    private final float baseMargin;
    private final double[] gains;
    private final long[] splits;

    /**
     * Reads the trees.
     *
     * @param json a model in XGBoost's format
     * @throws IllegalStateException if it is not such a model
     */
    XgboostTrees(FeatureLearner.Task task, byte[] json) {
        this.task = task;
        this.gains = new double[task.features()];
        this.splits = new long[task.features()];
        JsonNode learner = parse(json).path("learner");
        String objective = learner.at("/objective/name").asText();
        require("its objective", objective(task.classes()), objective);
        this.baseMargin = baseMargin(learner.at("/learner_model_param/base_score"));
        JsonNode model = learner.at("/gradient_booster/model");
        require(
                "its number of trees per round and class",
                "1",
                model.at("/gbtree_model_param/num_parallel_tree").asText());
        this.trees = model.path("trees").size();
        int margins = BoostedTreesModel.margins(task.classes());
        for (int tree = 0; tree < trees; tree++) {
            require(
                    "the class of tree " + tree,
                    "" + tree % margins,
                    model.at("/tree_info/" + tree).asText());
            nodes.beginTree();
            add(model.at("/trees/" + tree), 0);
        }
    }

    /** Returns the name of the objective for a number of classes: the cross-entropy of the sigmoid or of the softmax. */
    static String objective(int classes) {
        return classes == 2 ? "binary:logistic" : "multi:softprob";
    }

    private static JsonNode parse(byte[] json) {
        try {
            return JSON.readTree(json);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read the trees of XGBoost", e);
        }
    }

    private static void require(String what, String expected, String found) {
        if (!found.equals(expected)) {
            throw new IllegalStateException("Cannot read the trees of XGBoost: %s must be %s: %s; use %s"
                    .formatted(what, expected, found, Xgboost.COORDINATES));
        }
    }

    /** Returns the margin before the first tree. For two classes, the base score is the probability of the second. */
    private float baseMargin(JsonNode baseScore) {
        require("its base score", "a number", baseScore.asText().matches(NUMBER) ? "a number" : baseScore.asText());
        float score = Float.parseFloat(baseScore.asText());
        return task.classes() == 2 ? (float) -Math.log(1 / score - 1) : score;
    }

    /** Adds a node and all nodes below it. A tree has at most 30 levels. The condition of a leaf is its value. */
    private void add(JsonNode tree, int node) {
        int index = nodes.add();
        int left = tree.path("left_children").path(node).asInt();
        boolean leaf = left < 0;
        float condition = (float) tree.path("split_conditions").path(node).asDouble();
        values.add(leaf ? condition : 0);
        if (!leaf) {
            int feature = tree.path("split_indices").path(node).asInt();
            gains[feature] += tree.path("loss_changes").path(node).asDouble();
            splits[feature]++;
            nodes.split(index, feature, condition);
            add(tree, left);
            nodes.beginRight(index);
            add(tree, tree.path("right_children").path(node).asInt());
        }
    }

    BoostedTreesModel model() {
        float[] base = new float[BoostedTreesModel.margins(task.classes())];
        Arrays.fill(base, baseMargin);
        return new BoostedTreesModel(
                new TreeShape(task.features(), task.classes(), trees, values.size(), task.temperature()),
                nodes.splits(TreeSplits.Comparison.BELOW),
                NodeList.floats(values),
                base);
    }

    /**
     * Returns a table in CSV of the features that splits compare, the most useful first: index, sum of the decreases of the
     * loss, number of splits.
     */
    String gains() {
        StringBuilder table = new StringBuilder("feature,gain,splits\n");
        IntStream.range(0, gains.length)
                .filter(feature -> splits[feature] > 0)
                .boxed()
                .sorted(Comparator.comparing((Integer feature) -> -gains[feature]))
                .forEach(feature -> table.append(
                        "%d,%s,%d\n".formatted(feature, Float.toString((float) gains[feature]), splits[feature])));
        return table.toString();
    }
}
