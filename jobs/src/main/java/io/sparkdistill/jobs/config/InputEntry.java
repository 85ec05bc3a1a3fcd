package io.sparkdistill.jobs.config;

import java.util.Optional;

/**
 * One source of examples.
 *
 * @param key where the configuration names it, such as {@code input.train[0]}
 * @param text column of the text, or of the first side of a pair
 * @param limit only so many of the first rows
 */
public record InputEntry(
        String key,
        String path,
        InputFormat format,
        String text,
        Optional<String> textPair,
        Optional<String> features,
        Optional<String> label,
        Optional<Integer> limit) {}
