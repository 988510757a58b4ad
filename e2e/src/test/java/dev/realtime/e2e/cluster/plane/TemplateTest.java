package dev.realtime.e2e.cluster.plane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.Map;
import org.junit.jupiter.api.Test;

class TemplateTest {
  @Test
  void valuesAreTakenLiterally() {
    assertThat(Template.fill("a: ${x}", Map.of("x", "$1\\"))).isEqualTo("a: $1\\");
  }

  @Test
  void aMissingValueIsNamed() {
    assertThatIllegalStateException()
        .isThrownBy(() -> Template.fill("${dnsAddress}", Map.of()))
        .withMessageContaining("dnsAddress");
  }
}
