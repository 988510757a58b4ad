package dev.realtime.e2e.manifests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.realtime.e2e.cluster.sys.Directories;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class ApiReferenceTest {
  private static final String CRD =
      """
      spec:
        group: realtime.dev
        scope: Namespaced
        names: {kind: Thing, shortNames: [thg]}
        versions:
          - name: v1
            schema:
              openAPIV3Schema:
                properties:
                  spec:
                    type: object
                    required: [name]
                    x-kubernetes-validations:
                      - {rule: "self.count > 1", message: too few}
                    properties:
                      name: {type: string, pattern: "^(a|b)$", description: Which <one>.}
                      count: {type: integer, minimum: 1.0, maximum: 1.0E7, default: 2, description: How many.}
                      mode: {type: string, enum: ["On", "Off"], description: "Whether. Default: Off."}
                      token:
                        type: object
                        description: Who sends.
                        properties:
                          name: {type: string, description: Name of the Secret.}
                          key: {type: string, description: Key in it.}
                      memory: {x-kubernetes-int-or-string: true, description: Room.}
                      small:
                        type: object
                        description: Few fields.
                        properties:
                          at: {type: string, format: date-time, description: When.}
                      large: &large
                        type: object
                        description: Many fields.
                        properties:
                          a: {type: string, maxLength: 9, description: A.}
                          b: {type: string, description: B.}
                          c: {type: string, description: C.}
                          d: {type: array, maxItems: 3, items: {type: string}, description: D.}
                          e:
                            type: integer
                            description: E.
                            x-kubernetes-validations: [{rule: self % 2 == 1, message: e must be odd}]
                      again: *large
      """;

  private final String page = ApiReference.of(List.of(CRD));

  @Test
  void aRowSaysTypeDefaultBoundsAndMeaning() {
    assertThat(page)
        .contains("| `name` | string |  | **required**; `^(a\\|b)$` | Which \\<one>. |\n")
        .contains("| `count` | integer | `2` | 1 … 10000000 | How many. |\n")
        .contains("| `mode` | string | `Off` | `On`, `Off` | Whether. |\n")
        .contains("| `token` | key of a Secret |  |  | Who sends. |\n")
        .doesNotContain("token.key")
        .contains("| `memory` | quantity |  |  | Room. |\n")
        .contains("| `d` | list of string |  | … 3 entries | D. |\n");
  }

  @Test
  void aSmallObjectStandsInTheTableOfItsParentAndALargeOneHasItsOwn() {
    assertThat(page)
        .contains("| `small.at` | time |  |  | When. |\n")
        .contains("| `large` | [object](#thing-speclarge) |  |  | Many fields. |\n")
        .contains("### Thing `spec.large`\n\nMany fields.\n\n| Field ")
        .contains("The same fields as [`spec.large`](#thing-speclarge).\n");
  }

  @Test
  void rulesStandWhereTheirFieldsDo() {
    assertThat(page)
        .contains("- too few: `self.count > 1`\n")
        .contains("- `e`: e must be odd: `self % 2 == 1`\n");
  }

  @Test
  void aFieldNobodyDescribesIsNotPassedOver() {
    String undescribed = CRD.replace(", description: When.", "");
    assertThatThrownBy(() -> ApiReference.of(List.of(undescribed)))
        .hasMessageContaining("No field of small is described");
  }

  @Test
  void everyFieldOfTheCrdsIsDescribedAndEveryLinkLeadsToAHeading() {
    List<String> crds =
        new Base(Directories.standard().project().resolve("manifests"))
            .crds().stream().map(Base::read).toList();
    String real = ApiReference.of(crds);

    assertThat(groups(real, "(?m)^\\| `([^`]+)` \\| .* \\|  \\|$"))
        .as("fields whose meaning is not told")
        .isEmpty();
    assertThat(crds).hasSize(2).allMatch(crd -> crd.contains("x-kubernetes-validations"));
    assertThat(groups(real, "\\(#([^)]+)\\)"))
        .isNotEmpty()
        .isSubsetOf(
            groups(real, "(?m)^### (.*)$").stream()
                .map(heading -> heading.toLowerCase(java.util.Locale.ROOT))
                .map(heading -> heading.replace(' ', '-').replaceAll("[^-_a-z0-9]", ""))
                .toList());
  }

  private static List<String> groups(String text, String pattern) {
    return Pattern.compile(pattern).matcher(text).results().map(match -> match.group(1)).toList();
  }
}
