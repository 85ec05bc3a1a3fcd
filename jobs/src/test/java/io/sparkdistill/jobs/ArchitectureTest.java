package io.sparkdistill.jobs;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import org.apache.spark.sql.SparkSession;

@AnalyzeClasses(packages = "io.sparkdistill", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    private static final String JOBS = "io.sparkdistill.jobs..";

    @ArchTest
    static final ArchRule ONE_ARROW = noClasses()
            .that()
            .resideOutsideOfPackage(JOBS)
            .should()
            .dependOnClassesThat()
            .resideInAPackage(JOBS)
            .because("jobs imports udf, never the reverse");

    @ArchTest
    static final ArchRule EXECUTOR_CODE_HAS_NO_SESSION = noClasses()
            .that()
            .resideOutsideOfPackages(JOBS, "io.sparkdistill.sql..")
            .should()
            .dependOnClassesThat()
            .areAssignableTo(SparkSession.class);

    @ArchTest
    static final ArchRule VERBS_MEET_ONLY_THROUGH_TABLES = slices().matching(
                    "io.sparkdistill.jobs.(augment|label|train|evaluate)..")
            .should()
            .notDependOnEachOther();

    @ArchTest
    static final ArchRule PACKAGES_HAVE_NO_CYCLES =
            slices().matching("io.sparkdistill.(**)").should().beFreeOfCycles();
}
