package dev.realtime.e2e.cluster.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SubnetTest {
  @Test
  void bitsAfterThePrefixAreDropped() {
    assertThat(Subnet.parse("10.98.7.9/30")).hasToString("10.98.7.8/30");
  }

  @Test
  void aLoneAddressIsASubnetOfOne() {
    assertThat(Subnet.parse("192.0.2.1")).hasToString("192.0.2.1/32");
  }

  @Test
  void theLargestAddressesFit() {
    assertThat(Subnet.parse("255.255.255.255/24").address(255)).isEqualTo("255.255.255.255");
    assertThat(Subnet.parse("1.2.3.4/0")).hasToString("0.0.0.0/0");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "10.0.0", "10.0.0.256", "10.0.0.0/33", "fe80::1/64", "default"})
  void anythingElseIsRefused(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Subnet.parse(text))
        .withMessageContaining(text);
  }

  @ParameterizedTest
  @CsvSource({
    "10.0.0.0/8,   10.96.3.0/24, true",
    "10.96.3.0/24, 10.0.0.0/8,   true",
    "10.96.3.0/24, 10.96.3.0/24, true",
    "10.96.3.0/24, 10.96.4.0/24, false",
    "10.98.0.0/30, 10.98.0.4/30, false"
  })
  void overlap(String one, String other, boolean expected) {
    assertThat(Subnet.parse(one).overlaps(Subnet.parse(other))).isEqualTo(expected);
  }

  @Test
  void anOffsetBeyondTheRangeIsRefused() {
    Subnet link = Subnet.parse("10.98.0.0/30");
    assertThat(link.address(3)).isEqualTo("10.98.0.3");
    assertThatIllegalArgumentException().isThrownBy(() -> link.address(4));
  }
}
