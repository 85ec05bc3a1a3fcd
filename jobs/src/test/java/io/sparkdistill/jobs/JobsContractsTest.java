package io.sparkdistill.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkdistill.jobs.config.InputFormat;
import io.sparkdistill.jobs.config.TableFormat;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every member of a family that can be extended has a test class that passes the family's contract. */
class JobsContractsTest {
    private static final Map<Class<?>, String> PACKAGES =
            Map.of(InputFormat.class, "input", TableFormat.class, "storage");

    static Stream<Arguments> members() {
        return PACKAGES.keySet().stream().flatMap(family -> Arrays.stream(family.getEnumConstants())
                .map(member -> Arguments.of(family, member.toString())));
    }

    @ParameterizedTest(name = "{1}")
    @MethodSource("members")
    void everyMemberPassesTheContractOfItsFamily(Class<?> family, String member) throws ClassNotFoundException {
        String location = "%s.%s.".formatted(JobsContractsTest.class.getPackageName(), PACKAGES.get(family));
        String name = member.charAt(0) + member.substring(1).toLowerCase(Locale.ROOT);
        Class<?> contract = Class.forName(location + family.getSimpleName() + "Contract");

        Class<?> test = Class.forName(location + name + family.getSimpleName() + "Test");

        assertThat(test).isAssignableTo(contract);
    }
}
