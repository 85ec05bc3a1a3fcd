package io.sparkdistill;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkdistill.augment.Augmentation;
import io.sparkdistill.loss.Loss;
import io.sparkdistill.optimizer.Optimizer;
import io.sparkdistill.optimizer.Schedule;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every member of a family that can be extended has a test class that passes the family's contract. */
class ContractsTest {
    static Stream<Arguments> members() {
        return Stream.of(Loss.class, Optimizer.class, Schedule.class, Augmentation.class)
                .flatMap(family -> leaves(family).map(member -> Arguments.of(family, member)));
    }

    private static Stream<Class<?>> leaves(Class<?> family) {
        return family.isSealed()
                ? Arrays.stream(family.getPermittedSubclasses()).flatMap(ContractsTest::leaves)
                : Stream.of(family);
    }

    @ParameterizedTest(name = "{1}")
    @MethodSource("members")
    void everyMemberPassesTheContractOfItsFamily(Class<?> family, Class<?> member) throws ClassNotFoundException {
        Class<?> contract = Class.forName(family.getName() + "Contract");

        assertThat(testOf(member)).isAssignableTo(contract);
    }

    /** The test class: {@code CosineScheduleTest} of {@code Schedule.Cosine}. */
    private static Class<?> testOf(Class<?> member) {
        String nested = member.isMemberClass() ? member.getEnclosingClass().getSimpleName() : "";
        String test = "%s.%s%sTest".formatted(member.getPackageName(), member.getSimpleName(), nested);
        try {
            return Class.forName(test);
        } catch (ClassNotFoundException e) {
            throw new AssertionError("Cannot find the test of %s: write %s".formatted(member.getName(), test), e);
        }
    }
}
