package dev.realtime.e2e.manifests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.realtime.e2e.cluster.sys.Directories;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CrdCompatibilityTest {
  private static final String CRD =
      """
      spec:
        group: realtime.dev
        scope: Namespaced
        versions:
          - name: v1
            served: true
            schema:
              openAPIV3Schema:
                type: object
                properties:
                  replicas: {type: integer, minimum: 0, maximum: 10, default: 2}
                  mode: {type: string, enum: [a, b]}
                  names: {type: array, maxItems: 5, items: {type: string, maxLength: 9}}
      """;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "maximum: 10 | maximum: 9 | v1.replicas: maximum is lower: 9",
        "minimum: 0 | minimum: 1 | v1.replicas: minimum is higher: 1",
        "default: 2 | default: 3 | v1.replicas: default was 2 and is 3",
        "type: integer | type: string | v1.replicas: type was \"integer\" and is \"string\"",
        "[a, b] | [a, c] | v1.mode: values are no longer allowed: [b]",
        "mode: | modus: | v1.mode: is gone",
        "maxLength: 9 | maxLength: 8 | v1.names[]: maxLength is lower: 8",
        "served: true | served: false | v1: version is no longer served",
        "type: object | 'type: object\n          required: [mode]' | v1.mode: is required now",
        "scope: Namespaced | scope: Cluster | scope was \"Namespaced\" and is \"Cluster\""
      })
  void whatWouldBreakAnObjectIsNamedByItsPath(String from, String to, String break_) {
    String newer = CRD.replace(from, to);
    assertThat(newer).isNotEqualTo(CRD);
    assertThat(CrdCompatibility.breaks(CRD, newer)).containsExactly(break_);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "maximum: 10 | maximum: 11",
        "[a, b] | [a, b, c]",
        "maxItems: 5, | ",
        "mode: | 'more: {type: string}\n            mode:'"
      })
  void whatOnlyAllowsMoreIsFine(String from, String to) {
    String newer = CRD.replace(from, to == null ? "" : to);
    assertThat(newer).isNotEqualTo(CRD);
    assertThat(CrdCompatibility.breaks(CRD, newer)).isEmpty();
  }

  @Test
  void todaysCrdsTakeEveryObjectThatThoseOfEachReleaseTook() throws IOException {
    Path manifests = Directories.standard().project().resolve("manifests");
    List<Path> current = new Base(manifests).crds();
    assertThat(current).isNotEmpty();
    try (Stream<Path> releases = Files.list(manifests.resolve("releases"))) {
      for (Path release : releases.filter(Files::isDirectory).toList()) {
        for (Path crd : current) {
          Path older = release.resolve("crds").resolve(crd.getFileName());
          if (Files.exists(older)) {
            assertThat(CrdCompatibility.breaks(Base.read(older), Base.read(crd)))
                .as("%s, against %s", crd.getFileName(), release.getFileName())
                .isEmpty();
          }
        }
      }
    }
  }
}
