package dev.realtime.operator.start;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
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
            "spec.ports",
            "spec.ports[]",
            "spec.ports[].number",
            "status",
            "status.replicas");
  }

  @Test
  void equalFieldsAreNoProblem() {
    assertThat(problems(OWN)).isEmpty();
  }

  @Test
  void anOlderCrdIsNamedWithWhatItLacksAndTheRemedy() {
    assertThat(problems(Set.of("spec", "status")))
        .singleElement()
        .asString()
        .contains("older than this operator: it lacks spec.replicas; apply the CRDs");
  }

  @Test
  void aNewerCrdIsNamedWithWhatIsUnknownAndTheRemedy() {
    Set<String> theirs = new TreeSet<>(OWN);
    theirs.add("spec.shiny");
    assertThat(problems(theirs))
        .singleElement()
        .asString()
        .contains("newer than this operator, which does not know spec.shiny; upgrade the operator");
  }

  @Test
  void ofManyFieldsSomeAreNamed() {
    Set<String> theirs = new TreeSet<>(OWN);
    for (int i = 0; i < 9; i++) {
      theirs.add("spec.f" + i);
    }
    assertThat(problems(theirs).getFirst()).contains("spec.f4 and 4 more");
  }

  private static List<String> problems(Set<String> theirs) {
    var problems = new ArrayList<String>();
    SchemaCheck.compare("RealtimeService", OWN, theirs, problems);
    return problems;
  }
}
