/**
 * This package creates augmented copies of texts and images with seeded pure functions: the augmentation of Tang et al.
 * (2019), section 4.
 */
package io.sparkdistill.augment;
