package io.sparkdistill.loss;

import ai.djl.ndarray.NDArray;
import io.sparkdistill.network.Outputs;
import io.sparkdistill.network.ParameterShape;
import io.sparkdistill.tensor.DjlArrays;
import java.io.Serializable;
import java.util.List;
import java.util.stream.Stream;

/**
 * Computes a weighted sum of losses, {@code Σ_k weight_k · loss_k}. A term of weight 0 is not computed and needs no
 * targets: with a soft weight of 0 this is training on labels alone.
 *
 * @param terms losses with weights that are at least 0, and not all 0
 */
public record WeightedLoss(List<Term> terms) implements Loss {
    /** A term holds a loss and its weight, at least 0. */
    public record Term(Loss loss, double weight) implements Serializable {}

    public WeightedLoss {
        terms = List.copyOf(terms);
        boolean right =
                terms.stream().mapToDouble(Term::weight).allMatch(weight -> weight >= 0 && Double.isFinite(weight));
        if (!right || terms.stream().noneMatch(term -> term.weight() > 0)) {
            throw new IllegalArgumentException("Cannot weight losses: weights must be at least 0, and not all 0: "
                    + terms.stream().map(Term::weight).toList());
        }
    }

    /**
     * Creates {@code soft-weight · soft + hard-weight · hard}: a loss against the teacher and one against the labels.
     */
    public WeightedLoss(Loss soft, double softWeight, Loss hard, double hardWeight) {
        this(List.of(new Term(soft, softWeight), new Term(hard, hardWeight)));
    }

    @Override
    public List<ParameterShape> parameters(long studentWidth) {
        return activeTerms()
                .flatMap(term -> term.loss().parameters(studentWidth).stream())
                .toList();
    }

    @Override
    public NDArray mean(Outputs student, Targets targets) {
        return activeTerms()
                .map(term -> DjlArrays.scale(term.loss().mean(student, targets), term.weight()))
                .reduce(NDArray::add)
                .orElseThrow();
    }

    private Stream<Term> activeTerms() {
        return terms.stream().filter(term -> term.weight() > 0);
    }
}
