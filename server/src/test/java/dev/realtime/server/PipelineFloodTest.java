package dev.realtime.server;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PipelineFloodTest {
  private static final int BYTES = 24 * 1024 * 1024;
  private static final ByteBuffer REQUESTS =
      ByteBuffer.wrap("GET /nowhere HTTP/1.1\r\nHost: x\r\n\r\n".repeat(2000).getBytes(US_ASCII));

  @TempDir Path directory;
  private long written;
  private int stuck;

  @Test
  void whoDoesNotReadAnswersIsNotReadFromEither() throws Exception {
    try (TestServer server = TestServer.start(directory, TestServer.OPEN);
        SocketChannel socket = SocketChannel.open()) {
      socket.setOption(StandardSocketOptions.SO_RCVBUF, 4096);
      socket.setOption(StandardSocketOptions.SO_SNDBUF, 65536);
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port()));
      socket.configureBlocking(false);
      await()
          .atMost(Duration.ofSeconds(60))
          .pollInterval(Duration.ofMillis(50))
          .until(() -> isStuck(socket) || written >= BYTES);
      assertThat(written).isLessThan(BYTES);

      socket.configureBlocking(true);
      ByteBuffer answers = ByteBuffer.allocate(1 << 16);
      assertThat(socket.read(answers)).isPositive();
      assertThat(new String(answers.array(), 0, 12, US_ASCII)).isEqualTo("HTTP/1.1 404");
    }
  }

  /** Writes what goes; true if nothing has gone for two seconds. */
  private boolean isStuck(SocketChannel socket) throws Exception {
    long before = written;
    for (int wrote = -1; wrote != 0 && written < BYTES; written += wrote) {
      if (!REQUESTS.hasRemaining()) {
        REQUESTS.rewind();
      }
      wrote = socket.write(REQUESTS);
    }
    stuck = written == before ? stuck + 1 : 0;
    return stuck == 40;
  }
}
