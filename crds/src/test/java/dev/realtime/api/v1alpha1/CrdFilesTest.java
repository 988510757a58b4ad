package dev.realtime.api.v1alpha1;

import static org.assertj.core.api.Assertions.assertThat;

import dev.realtime.api.v1alpha1.runbook.RunbookRun;
import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.crdv2.generator.CRDGenerator;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceColumnDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The CRDs that users apply are the ones generated from the API types. After a change of the types:
 * {@code ./mvnw -pl crds test -Dcrds.update=true} writes them anew.
 */
final class CrdFilesTest {
  private static final Path FILES = Path.of("..", "manifests", "base", "crds");

  @TempDir static Path generated;

  @BeforeAll
  static void generate() {
    List<Class<? extends HasMetadata>> types =
        types().<Class<? extends HasMetadata>>map(type -> type).toList();
    int written =
        new CRDGenerator()
            .customResourceClasses(types)
            .forCRDVersions("v1")
            .inOutputDir(generated.toFile())
            .generate();
    assertThat(written).isEqualTo(types.size());
  }

  static Stream<Class<? extends CustomResource<?, ?>>> types() {
    return Stream.of(RealtimeService.class, RunbookRun.class);
  }

  @ParameterizedTest
  @MethodSource("types")
  void checkedInFileIsTheGeneratedOne(Class<? extends CustomResource<?, ?>> type)
      throws IOException {
    String name = CustomResource.getCRDName(type);
    String generated = Serialization.asYaml(generated(type, name));
    Path file = FILES.resolve(name + ".yaml");
    if (Boolean.getBoolean("crds.update")) {
      Files.writeString(file, generated);
    }
    assertThat(file)
        .as("differs from the types: run ./mvnw -pl crds test -Dcrds.update=true")
        .hasContent(generated);
  }

  @ParameterizedTest
  @MethodSource("types")
  void everyPropertyOfOursIsDescribed(Class<? extends CustomResource<?, ?>> type)
      throws IOException {
    var schema =
        generated(type, CustomResource.getCRDName(type))
            .getSpec()
            .getVersions()
            .getFirst()
            .getSchema()
            .getOpenAPIV3Schema();

    assertThat(schema.getProperties().get("spec").getProperties())
        .isNotEmpty()
        .allSatisfy((_, property) -> assertThat(property.getDescription()).isNotBlank());
    assertThat(schema.getProperties().get("status").getProperties())
        .isNotEmpty()
        .allSatisfy((_, property) -> assertThat(property.getDescription()).isNotBlank());
  }

  /**
   * The generator sorts columns by path; kubectl shows them in order, so the types' order counts.
   */
  private static CustomResourceDefinition generated(
      Class<? extends CustomResource<?, ?>> type, String name) throws IOException {
    try (InputStream stream = Files.newInputStream(generated.resolve(name + "-v1.yml"))) {
      var crd = Serialization.unmarshal(stream, CustomResourceDefinition.class);
      List<String> order =
          Stream.of(type.getAnnotationsByType(AdditionalPrinterColumn.class))
              .map(AdditionalPrinterColumn::name)
              .toList();
      crd.getSpec()
          .getVersions()
          .getFirst()
          .getAdditionalPrinterColumns()
          .sort(
              Comparator.comparingInt(
                  (CustomResourceColumnDefinition column) -> order.indexOf(column.getName())));
      return crd;
    }
  }
}
