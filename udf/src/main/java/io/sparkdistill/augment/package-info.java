/**
 * This package holds seeded pure functions that make copies of texts and images: the augmentation of Tang et al.
 * (2019), section 4.
 */
package io.sparkdistill.augment;
