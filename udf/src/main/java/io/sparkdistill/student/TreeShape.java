package io.sparkdistill.student;

/**
 * Describes the sizes of a model of decision trees.
 *
 * @param features length of a feature vector
 * @param classes number of logits
 * @param trees number of trees
 * @param nodes number of nodes of all trees
 * @param temperature temperature of the soft targets that the trees are fitted to
 */
public record TreeShape(int features, int classes, int trees, int nodes, double temperature) {}
