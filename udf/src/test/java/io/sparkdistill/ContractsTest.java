package io.sparkdistill;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkdistill.augment.Augmentation;
import io.sparkdistill.format.ModelFormat;
import io.sparkdistill.loss.Loss;
import io.sparkdistill.network.Network;
import io.sparkdistill.optimizer.Optimizer;
import io.sparkdistill.optimizer.Schedule;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every member of a family that can be extended has a test class that passes the family's contract. */
class ContractsTest {
    static Stream<Arguments> members() throws ClassNotFoundException {
        return Stream.of(
                        Loss.class,
                        Network.class,
                        Optimizer.class,
                        Schedule.class,
                        Augmentation.class,
                        ModelFormat.class,
                        Class.forName("io.sparkdistill.sql.SqlFunction"))
                .flatMap(family -> tests(family).map(test -> Arguments.of(family, test)));
    }

    /** The names of the test classes: {@code CosineScheduleTest} of {@code Schedule.Cosine}. */
    private static Stream<String> tests(Class<?> family) {
        if (family.isEnum()) {
            return Arrays.stream(family.getEnumConstants())
                    .map(member -> family.getPackageName() + "." + camelCase(member.toString()) + "FormatTest");
        }
        return leaves(family).map(member -> {
            String nested = member.isMemberClass() ? member.getEnclosingClass().getSimpleName() : "";
            return "%s.%s%sTest".formatted(member.getPackageName(), member.getSimpleName(), nested);
        });
    }

    private static String camelCase(String constant) {
        return Arrays.stream(constant.split("_"))
                .map(word -> word.charAt(0) + word.substring(1).toLowerCase(Locale.ROOT))
                .collect(Collectors.joining());
    }

    private static Stream<Class<?>> leaves(Class<?> family) {
        return family.isSealed()
                ? Arrays.stream(family.getPermittedSubclasses()).flatMap(ContractsTest::leaves)
                : Stream.of(family);
    }

    @ParameterizedTest(name = "{1}")
    @MethodSource("members")
    void everyMemberPassesTheContractOfItsFamily(Class<?> family, String test) throws ClassNotFoundException {
        Class<?> contract = Class.forName(family.getName() + "Contract");

        assertThat(existing(test)).isNotNull().isAssignableTo(contract);
    }

    private static Class<?> existing(String test) {
        try {
            return Class.forName(test);
        } catch (ClassNotFoundException e) {
            return null;
        }
    }
}
