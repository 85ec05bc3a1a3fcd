package io.sparkdistill.jobs.config;

import io.sparkdistill.network.Network;

/**
 * The student to be trained.
 *
 * @param maxWords texts are cut to so many words
 * @param minCount words seen less often are unknown
 * @param maxSize size of the vocabulary
 * @param embeddings where the word vectors start
 */
public record StudentConfig(Network network, int maxWords, int minCount, int maxSize, EmbeddingsConfig embeddings) {}
