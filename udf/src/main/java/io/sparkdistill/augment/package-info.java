/** Seeded pure functions that make copies of sentences: the augmentation of Tang et al. (2019), section 4. */
package io.sparkdistill.augment;
