package dev.realtime.operator.start;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class SchemaCheckTest {
  private static final Set<String> OWN = Set.of("spec", "spec.replicas", "status");

  @Test
  void fieldsAreFoundAtEveryDepth() throws IOException {
    String schema =
        """
        properties:
          metadata: {properties: {name: {}}}
          spec:
            properties:
              ports: {items: {properties: {number: {}}}}
              mode: {enum: [Fast, Safe]}
              labels: {additionalProperties: {properties: {value: {}}}}
              free: {x-kubernetes-preserve-unknown-fields: true}
          status: {properties: {replicas: {}}}
        """;
    assertThat(Schema.fields(new YAMLMapper().readTree(schema)))
        .containsExactly(
            "spec",
            "spec.free",
            "spec.labels",
            "spec.labels[*]",
            "spec.labels[*].value",
            "spec.mode",
            "spec.mode=Fast",
            "spec.mode=Safe",
            "spec.ports",
            "spec.ports[]",
            "spec.ports[].number",
            "status",
            "status.replicas");
  }

  @Test
  void equalFieldsAreNoProblem() {
    assertThat(SchemaCheck.older("RealtimeService", OWN, OWN)).isEmpty();
    assertThat(SchemaCheck.newer("RealtimeService", OWN, OWN)).isEmpty();
  }

  @Test
  void anOlderCrdIsNamedWithWhatItLacksAndTheRemedy() {
    assertThat(SchemaCheck.older("RealtimeService", OWN, Set.of("spec", "status")))
        .get(STRING)
        .contains("older than this operator: it lacks spec.replicas; apply the CRDs");
  }

  @Test
  void aNewerCrdIsNamedWithWhatIsUnknownAndTheRemedy() {
    Set<String> theirs = new TreeSet<>(OWN);
    theirs.add("spec.shiny");
    assertThat(SchemaCheck.older("RealtimeService", OWN, theirs)).isEmpty();
    assertThat(SchemaCheck.newer("RealtimeService", OWN, theirs))
        .get(STRING)
        .contains("newer than this operator, which does not know spec.shiny and leaves")
        .contains("upgrade the operator");
  }

  @Test
  void ofManyFieldsSomeAreNamed() {
    Set<String> theirs = new TreeSet<>(OWN);
    for (int i = 0; i < 9; i++) {
      theirs.add("spec.f" + i);
    }
    assertThat(SchemaCheck.newer("RealtimeService", OWN, theirs))
        .get(STRING)
        .contains("spec.f4 and 4 more");
  }
}
