package dev.realtime.server.delta;

import static dev.realtime.server.delta.FossilDelta.Boundary.BYTE;
import static dev.realtime.server.delta.FossilDelta.Boundary.UTF8;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FossilDeltaTest {
  private static final String DIGITS =
      "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz~";

  @Test
  void makesTheDeltaThatTheSdksKnow() {
    // 46 bytes ("j"), of which 44 ("h") are copied from the start and 2 are new.
    byte[] source = "{\"list\": [1,2,3,4,5,6,7,8,9,10,11,12], \"n\": 0}".getBytes(UTF_8);
    byte[] target = "{\"list\": [1,2,3,4,5,6,7,8,9,10,11,12], \"n\": 1}".getBytes(UTF_8);
    String delta = new String(FossilDelta.create(source, target, BYTE), UTF_8);
    assertThat(delta).startsWith("j\nh@0,").contains("2:1}").endsWith(";");
    assertThat(delta.length()).isLessThan(target.length / 2);
    assertThat(apply(source, delta.getBytes(UTF_8))).isEqualTo(target);
  }

  @Test
  void insertsEverythingWhereThereIsNothingToCopy() {
    byte[] target = "abc".getBytes(UTF_8);
    assertThat(apply(new byte[0], FossilDelta.create(new byte[0], target, BYTE))).isEqualTo(target);
    assertThat(apply(target, FossilDelta.create(target, new byte[0], BYTE))).isEmpty();
  }

  @Test
  void copiesAnUnchangedTextWhole() {
    byte[] text = "the same text, long enough to be found again".repeat(20).getBytes(UTF_8);
    byte[] delta = FossilDelta.create(text, text, BYTE);
    assertThat(delta.length).isLessThan(20);
    assertThat(apply(text, delta)).isEqualTo(text);
  }

  @Test
  void turnsAnySourceIntoAnyTarget() {
    Random random = new Random(20261124);
    for (int round = 0; round < 3000; round++) {
      byte[] source = randomBytes(random, random.nextInt(400), 1 + random.nextInt(256));
      byte[] target = mutate(random, source);
      assertThat(apply(source, FossilDelta.create(source, target, BYTE)))
          .as("round %d", round)
          .isEqualTo(target);
    }
  }

  @Test
  void theDeltaOfTwoTextsIsAText() throws CharacterCodingException {
    Random random = new Random(7);
    String alphabet = "aé€😀ü漢字b";
    int[] points = alphabet.codePoints().toArray();
    for (int round = 0; round < 3000; round++) {
      StringBuilder source = new StringBuilder();
      for (int i = random.nextInt(200); i > 0; i--) {
        source.appendCodePoint(points[random.nextInt(points.length)]);
      }
      int[] changed = source.codePoints().toArray();
      for (int i = random.nextInt(6); i > 0 && changed.length > 0; i--) {
        changed[random.nextInt(changed.length)] = points[random.nextInt(points.length)];
      }
      byte[] from = source.toString().getBytes(UTF_8);
      byte[] to = new String(changed, 0, changed.length).getBytes(UTF_8);
      byte[] delta = FossilDelta.create(from, to, UTF8);
      UTF_8.newDecoder().decode(ByteBuffer.wrap(delta)); // throws on a cut character
      assertThat(apply(from, delta)).as("round %d", round).isEqualTo(to);
    }
  }

  @Test
  void repetitiveInputTakesNoMoreThanBoundedProbes() {
    byte[] zeros = new byte[200_000];
    byte[] target = new byte[200_000];
    target[100_000] = 1;
    byte[] delta = FossilDelta.create(zeros, target, BYTE);
    assertThat(apply(zeros, delta)).isEqualTo(target);
    assertThat(delta.length).isLessThan(100);
  }

  private static byte[] randomBytes(Random random, int length, int alphabet) {
    byte[] bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      bytes[i] = (byte) random.nextInt(alphabet);
    }
    return bytes;
  }

  private static byte[] mutate(Random random, byte[] source) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    int pieces = random.nextInt(6);
    for (int i = 0; i < pieces; i++) {
      if (source.length > 0 && random.nextBoolean()) {
        int from = random.nextInt(source.length);
        out.write(source, from, random.nextInt(source.length - from + 1));
      } else {
        out.writeBytes(randomBytes(random, random.nextInt(40), 256));
      }
    }
    return out.toByteArray();
  }

  /** A reading of the format that shares nothing with the code under test. */
  private static byte[] apply(byte[] source, byte[] delta) {
    int[] at = {0};
    long size = number(delta, at);
    assertThat((char) delta[at[0]++]).isEqualTo('\n');
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    while (true) {
      long value = number(delta, at);
      char command = (char) delta[at[0]++];
      if (command == '@') {
        long offset = number(delta, at);
        assertThat((char) delta[at[0]++]).isEqualTo(',');
        out.write(source, (int) offset, (int) value);
      } else if (command == ':') {
        out.write(delta, at[0], (int) value);
        at[0] += (int) value;
      } else {
        assertThat(command).isEqualTo(';');
        assertThat(at[0]).isEqualTo(delta.length);
        assertThat((long) out.size()).isEqualTo(size);
        assertThat(value).isEqualTo(checksum(out.toByteArray()));
        return out.toByteArray();
      }
    }
  }

  private static long checksum(byte[] data) {
    ByteBuffer padded = ByteBuffer.allocate((data.length + 3) / 4 * 4).put(0, data);
    long sum = 0;
    while (padded.hasRemaining()) {
      sum += padded.getInt();
    }
    return sum & 0xffffffffL;
  }

  private static long number(byte[] delta, int[] at) {
    long value = 0;
    while (DIGITS.indexOf(delta[at[0]]) >= 0) {
      value = value * 64 + DIGITS.indexOf(delta[at[0]++]);
    }
    return value;
  }
}
