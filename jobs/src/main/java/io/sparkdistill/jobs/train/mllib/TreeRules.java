package io.sparkdistill.jobs.train.mllib;

import io.sparkdistill.student.TreeSplits;
import io.sparkdistill.student.TreesModel;
import java.util.Locale;
import java.util.StringJoiner;

/** Writes a decision tree as rules that a person reads, one line per branch and leaf. */
public record TreeRules(TreesModel model) {
    private static final String INDENT = "  ";

    /** Returns the rules of the first tree. A leaf has its most probable class and the probabilities of all. */
    public String text() {
        StringBuilder text = new StringBuilder();
        add(model.splits().roots()[0], "", text);
        return text.toString();
    }

    private void add(int node, String indent, StringBuilder text) {
        TreeSplits splits = model.splits();
        if (splits.isLeaf(node)) {
            text.append(indent).append(leaf(node)).append('\n');
            return;
        }
        text.append(indent)
                .append("if feature %d %s %s:%n"
                        .formatted(splits.features()[node], splits.comparison().symbol(), splits.thresholds()[node]));
        add(node + 1, indent + INDENT, text);
        text.append("%selse:%n".formatted(indent));
        add(splits.right()[node], indent + INDENT, text);
    }

    private String leaf(int node) {
        float[] probabilities = model.probabilities(node);
        int best = 0;
        StringJoiner joined = new StringJoiner(" ");
        for (int c = 0; c < probabilities.length; c++) {
            best = probabilities[c] > probabilities[best] ? c : best;
            joined.add(String.format(Locale.ROOT, "%.3f", probabilities[c]));
        }
        return "class %d (%s)".formatted(best, joined);
    }
}
