package dev.realtime.server.broker.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.realtime.server.broker.ClientInfo;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class EnvelopeTest {
  private static final ClientInfo INFO =
      new ClientInfo("user", "client", new byte[] {1, 2}, new byte[300]);

  private static byte[] message() {
    byte[] publication =
        Envelope.publication(new byte[] {7, 8}, INFO, Map.of("k", "v"), 1_790_000_000_000L);
    byte[] previous = Envelope.publication(new byte[] {9}, null, Map.of(), 5);
    byte[] head = ("12:epoch:" + previous.length + ":").getBytes(StandardCharsets.US_ASCII);
    return new ByteWriter(0).writeRest(head).writeRest(previous).writeRest(publication).toBytes();
  }

  @Test
  void readsWhatTheScriptPutTogether() {
    Envelope.Message read = Envelope.readMessage(message());
    assertThat(read.epoch()).isEqualTo("epoch");
    assertThat(read.previous()).containsExactly(9);
    assertThat(read.publication().offset()).isEqualTo(12);
    assertThat(read.publication().data()).containsExactly(7, 8);
    assertThat(read.publication().tags()).containsExactly(Map.entry("k", "v"));
    assertThat(read.publication().timeMillis()).isEqualTo(1_790_000_000_000L);
    assertThat(read.publication().info()).usingRecursiveComparison().isEqualTo(INFO);
  }

  @Test
  void costsAFewBytesBesideThePayload() {
    byte[] bare =
        Envelope.unnumbered(Envelope.publication(new byte[100], null, Map.of(), 1L << 41));
    assertThat(bare.length - 100).isLessThanOrEqualTo(13);
  }

  @Test
  void everyTruncationIsReadOrNamedMalformed() {
    byte[] whole = message();
    for (int length = 0; length < whole.length - 2; length++) {
      byte[] part = Arrays.copyOf(whole, length);
      assertThatThrownBy(() -> Envelope.readMessage(part))
          .isInstanceOf(MalformedMessageException.class);
    }
  }

  @Test
  void noiseNeverFailsInAnotherWay() {
    Random random = new Random(1);
    byte[] whole = message();
    int malformed = 0;
    for (int i = 0; i < 200_000; i++) {
      byte[] noisy = whole.clone();
      for (int flips = random.nextInt(4); flips >= 0; flips--) {
        noisy[random.nextInt(noisy.length)] = (byte) random.nextInt(256);
      }
      try {
        Envelope.readMessage(noisy);
      } catch (MalformedMessageException e) {
        malformed++;
      }
    }
    assertThat(malformed).isPositive();
  }
}
