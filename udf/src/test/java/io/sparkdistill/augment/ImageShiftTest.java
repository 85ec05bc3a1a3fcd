package io.sparkdistill.augment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class ImageShiftTest {
    @Test
    void movesTheImageAndFillsWithBackground() {
        ImageShift shift = new ImageShift(1, 1, 3);
        float[] image = {1, 2, 3, 4, 5, 6};
        List<List<Float>> copies = new ArrayList<>();
        for (int number = 0; number < shift.shifts(); number++) {
            copies.add(boxed(shift.copy(image, number)));
        }

        assertThat(copies)
                .containsExactlyInAnyOrder(
                        List.of(4f, 5f, 6f, 0f, 0f, 0f), // up
                        List.of(0f, 0f, 0f, 1f, 2f, 3f), // down
                        List.of(2f, 3f, 0f, 5f, 6f, 0f), // left
                        List.of(0f, 1f, 2f, 0f, 4f, 5f), // right
                        List.of(5f, 6f, 0f, 0f, 0f, 0f),
                        List.of(0f, 4f, 5f, 0f, 0f, 0f),
                        List.of(0f, 0f, 0f, 2f, 3f, 0f),
                        List.of(0f, 0f, 0f, 0f, 1f, 2f));
    }

    @Property(tries = 50)
    void shiftsEveryCopyDifferently(
            @ForAll long seed,
            @ForAll @IntRange(min = 1, max = 3) int pixels,
            @ForAll @IntRange(min = 4, max = 9) int width) {
        float[] image = image(seed, width * width);
        ImageShift shift = new ImageShift(seed, pixels, width);
        Set<List<Float>> seen = new HashSet<>(Set.of(boxed(image)));
        for (int number = 0; number < shift.shifts(); number++) {
            assertThat(seen.add(boxed(shift.copy(image, number))))
                    .as("copy %d is new", number)
                    .isTrue();
        }
    }

    @Property(tries = 50)
    void dependsOnSeedContentAndNumberAlone(@ForAll long seed, @ForAll @IntRange(max = 23) int number) {
        float[] image = image(seed, 49);
        float[] before = image.clone();

        float[] copy = new ImageShift(seed, 2, 7).copy(image, number);

        assertThat(new ImageShift(seed, 2, 7).copy(before, number)).isEqualTo(copy);
        assertThat(image).isEqualTo(before);
    }

    @Property(tries = 50)
    void makesNoPixelThatTheImageLacks(@ForAll long seed, @ForAll @IntRange(max = 23) int number) {
        float[] image = image(seed, 36);
        Set<Float> allowed = new HashSet<>(boxed(image));
        allowed.add(0f);

        assertThat(allowed).containsAll(boxed(new ImageShift(seed, 2, 6).copy(image, number)));
    }

    @Test
    void drawsAllShiftsAboutEquallyOften() {
        int[] firsts = new int[9];
        for (int i = 0; i < 1600; i++) {
            float[] image = new float[25];
            image[12] = 1 + i; // The middle of five by five: where it goes tells the shift.
            float[] copy = new ImageShift(7, 1, 5).copy(image, 0);
            for (int place = 0; place < copy.length; place++) {
                if (copy[place] > 0) {
                    firsts[(place / 5 - 1) * 3 + place % 5 - 1]++;
                }
            }
        }
        assertThat(firsts[4]).as("no copy stays").isZero();
        for (int i = 0; i < firsts.length; i++) {
            if (i != 4) {
                assertThat(firsts[i]).as("shift %d of 1600 / 8", i).isBetween(140, 260);
            }
        }
    }

    @Test
    void refusesWhatMakesNoImage() {
        assertThatThrownBy(() -> new ImageShift(1, 0, 28))
                .hasMessageContaining("pixels and width must be at least 1: 0 and 28");
        assertThatThrownBy(() -> new ImageShift(1, 1, 3).copy(new float[4], 0))
                .hasMessageContaining("the number of pixels must be a multiple of the width 3: 4");
        assertThatThrownBy(() -> new ImageShift(1, 1, 2).copy(new float[4], 8))
                .hasMessageContaining("the number of a copy must lie in 0..7: 8");
    }

    private static float[] image(long seed, int size) {
        Random random = new Random(seed);
        float[] image = new float[size];
        for (int i = 0; i < size; i++) {
            image[i] = 1 + random.nextFloat();
        }
        return image;
    }

    private static List<Float> boxed(float[] values) {
        List<Float> boxed = new ArrayList<>();
        for (float value : values) {
            boxed.add(value);
        }
        return boxed;
    }
}
