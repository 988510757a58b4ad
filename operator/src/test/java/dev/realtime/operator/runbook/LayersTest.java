package dev.realtime.operator.runbook;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** Data flows one way through the runbook, and what is called pure is pure. */
@AnalyzeClasses(
    packages = "dev.realtime.operator",
    importOptions = ImportOption.DoNotIncludeTests.class)
class LayersTest {
  private static final String OPERATOR = "dev.realtime.operator.";

  @ArchTest
  static final ArchRule ONE_WAY =
      layeredArchitecture()
          .consideringOnlyDependenciesInLayers()
          .layer("signal")
          .definedBy(OPERATOR + "signal")
          .layer("detect")
          .definedBy(OPERATOR + "detect")
          .layer("diagnose")
          .definedBy(OPERATOR + "diagnose")
          .layer("guard")
          .definedBy(OPERATOR + "guard")
          .layer("remediate")
          .definedBy(OPERATOR + "remediate")
          .layer("incident")
          .definedBy(OPERATOR + "incident")
          .layer("notify")
          .definedBy(OPERATOR + "notify")
          .layer("runbook")
          .definedBy(OPERATOR + "runbook")
          .whereLayer("detect")
          .mayOnlyBeAccessedByLayers("incident")
          .whereLayer("diagnose")
          .mayOnlyBeAccessedByLayers("incident", "runbook")
          .whereLayer("guard")
          .mayOnlyBeAccessedByLayers("incident", "runbook")
          .whereLayer("remediate")
          .mayOnlyBeAccessedByLayers("incident")
          .whereLayer("incident")
          .mayOnlyBeAccessedByLayers("runbook")
          .whereLayer("notify")
          .mayOnlyBeAccessedByLayers("runbook");

  @ArchTest
  static final ArchRule PURE =
      noClasses()
          .that()
          .resideInAnyPackage(
              OPERATOR + "detect",
              OPERATOR + "diagnose",
              OPERATOR + "guard",
              OPERATOR + "remediate")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "io.fabric8.kubernetes.client..", "java.net..", "java.util.concurrent..")
          .orShould()
          .callMethod(java.time.Instant.class, "now")
          .orShould()
          .callMethod(System.class, "nanoTime")
          .orShould()
          .callMethod(System.class, "currentTimeMillis");
}
