package dev.realtime.server;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** Data flows one way: transport → protocol → session → hub → broker. */
@AnalyzeClasses(
    packages = "dev.realtime.server",
    importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
  private static final String BASE = "dev.realtime.server.";

  private static ArchRule knowsNothingOf(String one, String... others) {
    String[] packages = new String[others.length];
    for (int i = 0; i < others.length; i++) {
      packages[i] = BASE + others[i] + "..";
    }
    return noClasses()
        .that()
        .resideInAPackage(BASE + one + "..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(packages);
  }

  @ArchTest static final ArchRule protocolIsLeftOfSession = knowsNothingOf("protocol", "transport");

  @ArchTest
  static final ArchRule sessionsKnowNoBytes = knowsNothingOf("session", "transport", "protocol");

  @ArchTest
  static final ArchRule theHubKnowsNoClients =
      knowsNothingOf("hub", "transport", "protocol", "session", "auth", "proxy", "api", "node");

  @ArchTest
  static final ArchRule theBrokerKnowsChannelsOnly =
      knowsNothingOf(
          "broker",
          "transport",
          "protocol",
          "session",
          "hub",
          "auth",
          "proxy",
          "api",
          "node",
          "message",
          "loop");

  @ArchTest
  static final ArchRule theVocabularyIsPlain =
      knowsNothingOf(
          "message",
          "transport",
          "protocol",
          "session",
          "hub",
          "auth",
          "proxy",
          "api",
          "node",
          "config",
          "loop",
          "metrics");

  @ArchTest
  static final ArchRule configurationStandsAlone =
      classes()
          .that()
          .resideInAPackage(BASE + "config..")
          .should()
          .onlyDependOnClassesThat()
          .resideOutsideOfPackage("dev.realtime.server..")
          .orShould()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              BASE + "config..",
              "java..",
              "com.fasterxml.jackson..",
              "org.yaml.snakeyaml..",
              "org.jspecify..");

  @ArchTest
  static final ArchRule packagesHaveNoCycles =
      slices().matching("dev.realtime.server.(*)..").should().beFreeOfCycles();
}
