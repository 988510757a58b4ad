package dev.realtime.e2e.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.realtime.e2e.cluster.sys.ClusterException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ForwarderTest {
  @Test
  void aTakenPortIsNamedWithAWayOut() throws IOException {
    try (ServerSocket other = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
      int port = other.getLocalPort();
      assertThat(Forwarder.isTaken(port)).isTrue();
      assertThatExceptionOfType(ClusterException.class)
          .isThrownBy(() -> Forwarder.requireFree(port))
          .withMessageContaining("Port " + port)
          .withMessageContaining("--port");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 0, 65_536})
  void aNumberThatIsNoPortIsRefusedWithTheRange(int number) {
    assertThatExceptionOfType(ClusterException.class)
        .isThrownBy(() -> Forwarder.requireFree(number))
        .withMessageContaining("--port " + number)
        .withMessageContaining("1 to 65535");
  }
}
