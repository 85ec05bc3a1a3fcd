package io.sparkdistill.jobs;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import io.sparkdistill.engine.Djl;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.spark.sql.SparkSession;

@AnalyzeClasses(packages = "io.sparkdistill", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    private static final String JOBS = "io.sparkdistill.jobs..";

    @ArchTest
    static void everyPackageIsDrawn(JavaClasses classes) {
        Set<String> packages = classes.stream()
                .filter(PackageFloors::isOurs)
                .map(JavaClass::getPackageName)
                .collect(Collectors.toSet());

        assertThat(PackageFloors.read().floors().keySet()).containsExactlyInAnyOrderElementsOf(packages);
    }

    @ArchTest
    static void packagesDependOnLowerFloorsOnly(JavaClasses classes) {
        PackageFloors floors = PackageFloors.read();

        assertThat(classes.stream()
                        .flatMap(type -> type.getDirectDependenciesFromSelf().stream())
                        .filter(dependency -> PackageFloors.isOurs(dependency.getTargetClass()))
                        .filter(dependency -> !floors.allows(dependency.getOriginClass(), dependency.getTargetClass()))
                        .map(Dependency::getDescription))
                .isEmpty();
    }

    @ArchTest
    static void kryoCarriesEveryValueThatTravels(JavaClasses classes) {
        Set<JavaClass> traveling = TravelingValues.in(classes);

        assertThat(traveling).extracting(JavaClass::getSimpleName).contains("TrainingState", "Shard", "Augmenter");
        assertThat(traveling.stream().flatMap(type -> TravelingValues.problems(type).stream()))
                .isEmpty();
    }

    @ArchTest
    static final ArchRule ONE_ARROW = noClasses()
            .that()
            .resideOutsideOfPackage(JOBS)
            .should()
            .dependOnClassesThat()
            .resideInAPackage(JOBS)
            .because("jobs imports udf, never the reverse");

    @ArchTest
    static final ArchRule SERVING_NEEDS_ONNX_RUNTIME_ALONE = classes()
            .that()
            .resideInAnyPackage("io.sparkdistill.serving..", "io.sparkdistill.text..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage("io.sparkdistill.serving..", "io.sparkdistill.text..", "java..", "ai.onnxruntime..")
            .because("an exported student is used without Spark and PyTorch");

    @ArchTest
    static final ArchRule EXECUTOR_CODE_HAS_NO_SESSION = noClasses()
            .that()
            .resideOutsideOfPackages(JOBS, "io.sparkdistill.sql..")
            .should()
            .dependOnClassesThat()
            .areAssignableTo(SparkSession.class);

    @ArchTest
    static final ArchRule VERBS_MEET_ONLY_THROUGH_TABLES = slices().matching(
                    "io.sparkdistill.jobs.(augment|label|train|evaluate|export)..")
            .should()
            .notDependOnEachOther();

    /** {@link Djl} switches the network off first. */
    @ArchTest
    static final ArchRule DJL_IS_ENTERED_BY_ONE_DOOR = noClasses()
            .that()
            .resideOutsideOfPackage("io.sparkdistill.engine..")
            .should()
            .callMethodWhere(
                    DescribedPredicate.describe("start an engine or load a tokenizer", ArchitectureTest::entersDjl))
            .because("whichever class loads first, DJL must be offline");

    private static boolean entersDjl(JavaMethodCall call) {
        String owner = call.getTargetOwner().getName();
        return !call.getName().equals("nextUid")
                && Set.of(
                                "ai.djl.engine.Engine",
                                "ai.djl.Model",
                                "ai.djl.ndarray.NDManager",
                                "ai.djl.huggingface.tokenizers.HuggingFaceTokenizer",
                                "ai.djl.huggingface.tokenizers.jni.LibUtils")
                        .contains(owner)
                && call.getTarget()
                        .resolveMember()
                        .map(method -> method.getModifiers().contains(JavaModifier.STATIC))
                        .orElse(true);
    }

    @ArchTest
    static final ArchRule PACKAGES_HAVE_NO_CYCLES =
            slices().matching("io.sparkdistill.(**)").should().beFreeOfCycles();
}
