package dev.realtime.server;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PingFloodTest {
  /** The pongs would be 7.6 MB; Linux lets 4 MiB of them wait in a socket, or 33,000. */
  private static final int PINGS = 60_000;

  private static final int AT_ONCE = 1000;

  @TempDir Path directory;

  private static byte[] payload(int number) {
    return "%0125d".formatted(number).getBytes(US_ASCII);
  }

  /** Pings, masked with zeroes. */
  private static byte[] pings(int from, int count) {
    ByteArrayOutputStream frames = new ByteArrayOutputStream();
    for (int i = from; i < from + count; i++) {
      byte[] payload = payload(i);
      frames.writeBytes(new byte[] {(byte) 0x89, (byte) (0x80 | payload.length), 0, 0, 0, 0});
      frames.writeBytes(payload);
    }
    return frames.toByteArray();
  }

  /** RFC 6455, section 5.5.3: of pings that wait for a pong, only the last one needs it. */
  @Test
  void aClientThatDoesNotReadIsOwedItsLastPongAndNotAll() throws Exception {
    try (TestServer server =
            TestServer.start(directory, TestServer.OPEN + "client: {pingInterval: 10m}\n");
        RawClient client = RawClient.open(server.port())) {
      client.send("{\"id\":1,\"connect\":{}}").read();
      // Pings that wait in the client's own socket are answered when it reads, each of them.
      client.sendBuffer(64 << 10);
      for (int i = 1; i <= PINGS; i += AT_ONCE) {
        client.write(pings(i, AT_ONCE));
      }
      client.receiveBuffer(1 << 20);
      int pongs = 0;
      RawClient.Frame frame;
      do {
        frame = client.read();
        pongs += frame.opcode() == 10 ? 1 : 0;
      } while (frame.opcode() != 10 || !frame.text().equals(new String(payload(PINGS), US_ASCII)));
      assertThat(pongs).isLessThan(PINGS * 2 / 3);
    }
  }
}
