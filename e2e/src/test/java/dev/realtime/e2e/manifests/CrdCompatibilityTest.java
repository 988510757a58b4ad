package dev.realtime.e2e.manifests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.realtime.e2e.cluster.sys.Directories;
import dev.realtime.e2e.release.FrozenRelease;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CrdCompatibilityTest {
  private static final String CRD =
      """
      spec:
        group: realtime.dev
        scope: Namespaced
        names: {kind: Thing, plural: things, singular: thing, shortNames: [thg], categories: [realtime]}
        versions:
          - name: v1
            served: true
            subresources:
              status: {}
              scale: {specReplicasPath: .spec.replicas}
            schema:
              openAPIV3Schema:
                type: object
                properties:
                  replicas: {type: integer, minimum: 0, maximum: 10, default: 2}
                  mode: {type: string, enum: [a, b]}
                  names: {type: array, maxItems: 5, items: {type: string, maxLength: 9}}
                  size: {x-kubernetes-int-or-string: true}
                  extra: {type: object, x-kubernetes-preserve-unknown-fields: true}
                  note: {type: string, nullable: true}
                  parts: {type: array, x-kubernetes-list-type: map, x-kubernetes-list-map-keys: [name]}
                  even: {type: integer, x-kubernetes-validations: [{rule: self % 2 == 0, message: odd}]}
                  group:
                    type: object
                    properties: {old: {type: integer}}
                    x-kubernetes-validations: [{rule: self.old > 0, message: none}]
      """;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "maximum: 10 | maximum: 9 | v1.replicas: maximum is lower: 9",
        "minimum: 0 | minimum: 1 | v1.replicas: minimum is higher: 1",
        "default: 2 | default: 3 | v1.replicas: default was 2 and is 3",
        "', default: 2' | '' | v1.replicas: default was 2 and is not there",
        "type: string, enum | type: string, default: a, enum | v1.mode: default was not there and is \"a\"",
        "type: integer, minimum | type: string, minimum | v1.replicas: type was \"integer\" and is \"string\"",
        "[a, b] | [a, c] | v1.mode: values are no longer allowed: [b]",
        "string, maxLength: 9 | string, enum: [x], maxLength: 9 | v1.names[]: only some values are allowed now: [\"x\"]",
        "mode: | modus: | v1.mode: is gone",
        "maxLength: 9 | maxLength: 8 | v1.names[]: maxLength is lower: 8",
        "maxLength: 9 | maxLength: 9, pattern: x | v1.names[]: has another pattern",
        "served: true | served: false | v1: version is no longer served",
        "- name: v1 | - name: v2 | v1: version is no longer served",
        "type: object\\n          properties | type: object\\n          required: [mode]\\n          properties | v1.mode: is required now",
        "scope: Namespaced | scope: Cluster | scope was \"Namespaced\" and is \"Cluster\"",
        "kind: Thing | kind: Other | names.kind was \"Thing\" and is \"Other\"",
        "plural: things | plural: others | names.plural was \"things\" and is \"others\"",
        "[thg] | [oth] | names.shortNames lost [thg]",
        "[realtime] | [] | names.categories lost [realtime]",
        "status: {} | '' | v1: subresource status was {} and is not there",
        ".spec.replicas | .spec.pods | v1: subresource scale was {\"specReplicasPath\":\".spec.replicas\"} and is {\"specReplicasPath\":\".spec.pods\"}",
        "x-kubernetes-int-or-string: true | x-kubernetes-int-or-string: false | v1.size: x-kubernetes-int-or-string was true and is false",
        "', x-kubernetes-preserve-unknown-fields: true' | '' | v1.extra: fields it does not name are dropped now",
        "', nullable: true' | '' | v1.note: nullable was true and is not there",
        "x-kubernetes-list-type: map | x-kubernetes-list-type: atomic | v1.parts: x-kubernetes-list-type was \"map\" and is \"atomic\"",
        "[name]} | [name, port]} | v1.parts: x-kubernetes-list-map-keys was [\"name\"] and is [\"name\",\"port\"]",
        "self % 2 == 0 | self % 4 == 0 | v1.even: has a new rule: self % 4 == 0",
        "message: odd | optionalOldSelf: true | v1.even: has a new rule: self % 2 == 0 (optionalOldSelf)",
        "type: string, nullable | 'type: string, x-kubernetes-validations: [{rule: self != \"x\"}], nullable' | v1.note: has a new rule: self != \"x\"",
      })
  void whatWouldBreakAnObjectIsNamedByItsPath(String from, String to, String breakage) {
    assertThat(CrdCompatibility.breaks(CRD, changed(from, to))).containsExactly(breakage);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "maximum: 10 | maximum: 11",
        "[a, b] | [a, b, c]",
        "'maxItems: 5, ' | ''",
        "mode: | more: {type: string}\\n            mode:",
        "message: odd | message: must be even",
        "', x-kubernetes-validations: [{rule: self % 2 == 0, message: odd}]' | ''",
        "[thg] | [thg, th]",
        "type: object, x | type: object, description: Said otherwise., x",
      })
  void whatOnlyAllowsMoreIsFine(String from, String to) {
    assertThat(CrdCompatibility.breaks(CRD, changed(from, to))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "!has(self.new) || self.new > (self.old > 3 ? 1 : 2)",
        "!has(self.old) || !has(self.new) || self.new > self.old",
        "!has(self.new) || !has(self.new.part) || self.new.part == 'a ? b'",
      })
  void aRuleAboutAFieldThatThereWasNotBeforeIsFine(String rule) {
    assertThat(CrdCompatibility.breaks(CRD, withRule(rule))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "!has(self.old) || self.old > 1",
        "!has(self.old.new) || self.old > 1",
        "self.old > 1 || !has(self.new) || true",
        "!has(self.new) && self.old > 1",
        "!has(self.new) || true ? self.old > 1 : true",
      })
  void aRuleThatMayRefuseWhatWasTakenIsNone(String rule) {
    assertThat(CrdCompatibility.breaks(CRD, withRule(rule)))
        .containsExactly("v1.group: has a new rule: " + rule);
  }

  @Test
  void aCrdThatIsGoneIsABreakAndANewOneIsNone() {
    assertThat(CrdCompatibility.breaks(Map.of("a.yaml", CRD), Map.of("b.yaml", CRD)))
        .containsExactly("a.yaml: is gone");
    assertThat(
            CrdCompatibility.breaks(
                Map.of("a.yaml", CRD), Map.of("a.yaml", changed("maximum: 10", "maximum: 9"))))
        .containsExactly("a.yaml: v1.replicas: maximum is lower: 9");
  }

  @Test
  void todaysCrdsTakeEveryObjectThatThoseOfEachReleaseTook() {
    Path project = Directories.standard().project();
    Map<String, String> current = texts(new Base(project.resolve("manifests")).crds());
    List<FrozenRelease> releases = FrozenRelease.all(project);
    assertThat(releases).isNotEmpty();
    for (FrozenRelease release : releases) {
      Map<String, String> older = texts(Base.crds(release.crds()));
      assertThat(older).as("CRDs of %s", release).isNotEmpty();
      assertThat(CrdCompatibility.breaks(older, current)).as("since %s", release).isEmpty();
    }
  }

  /** The CRD with this rule of the group in place of its own. */
  private static String withRule(String rule) {
    return CRD.replace("rule: self.old > 0", "rule: \"" + rule + "\"");
  }

  /** The CRD with one thing said otherwise; quotes keep blanks, \n is a new line. */
  private static String changed(String from, String to) {
    String newer = CRD.replace(plain(from), plain(to));
    assertThat(newer).isNotEqualTo(CRD);
    return newer;
  }

  private static String plain(String text) {
    String inner =
        text.length() > 1 && text.startsWith("'") && text.endsWith("'")
            ? text.substring(1, text.length() - 1)
            : text;
    return inner.replace("\\n", "\n");
  }

  private static Map<String, String> texts(List<Path> crds) {
    var texts = new TreeMap<String, String>();
    crds.forEach(crd -> texts.put(crd.getFileName().toString(), Base.read(crd)));
    return texts;
  }
}
