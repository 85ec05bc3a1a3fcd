package io.sparkdistill.distill;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SeedsTest {
    @Test
    void theSamePathGivesTheSameSeed() {
        assertThat(Seeds.derive(7, 1, 2)).isEqualTo(Seeds.derive(7, 1, 2));
        assertThat(Seeds.derive(7, 1, 2)).isEqualTo(Seeds.derive(Seeds.derive(7, 1), 2));
    }

    @Test
    void otherPathsGiveOtherSeeds() {
        Set<Long> seeds = new HashSet<>();
        for (long seed = 0; seed < 10; seed++) {
            for (long epoch = 0; epoch < 10; epoch++) {
                for (long round = 0; round < 10; round++) {
                    seeds.add(Seeds.derive(seed, epoch, round));
                }
            }
        }
        assertThat(seeds).hasSize(1000);
    }
}
