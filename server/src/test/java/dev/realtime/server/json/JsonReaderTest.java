package dev.realtime.server.json;

import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * What is left to say beside {@code ClaimsReaderTest}, {@code ProxiesTest} and {@code
 * ApiHandlerTest}.
 */
class JsonReaderTest {
  @Test
  void readsUtf8AndNoOtherEncoding() throws Exception {
    String document = "{\"a\":\"b\"}";
    JsonReader.read(document.getBytes(UTF_8), (name, value) -> {});
    for (Charset other : List.of(UTF_16LE, Charset.forName("UTF-32"), Charset.forName("UTF-16"))) {
      assertRefused(document.getBytes(other));
    }
    assertRefused(("\ufeff" + document).getBytes(UTF_8));
  }

  @Test
  void refusesBytesThatAreNotUtf8EvenWhereTheyAreOnlyCarriedAlong() {
    for (byte[] bad :
        List.of(
            new byte[] {(byte) 0xff},
            new byte[] {(byte) 0xc0, (byte) 0xaf}, // overlong
            new byte[] {(byte) 0xed, (byte) 0xa0, (byte) 0x80}, // a lone surrogate
            new byte[] {(byte) 0xe2, (byte) 0x82})) {
      byte[] document = "{\"a\":\"....\"}".getBytes(UTF_8);
      System.arraycopy(bad, 0, document, 6, bad.length);
      assertRefused(document);
      assertThat(JsonReader.isValid(document)).isFalse();
    }
  }

  @Test
  void passesOverWhatIsNotRead() throws Exception {
    List<String> names = new ArrayList<>();
    JsonReader.read(
        "{\"a\":{\"x\":[1,{}]},\"b\":[[]],\"c\":null,\"d\":1}".getBytes(UTF_8),
        (name, value) -> names.add(name));
    assertThat(names).containsExactly("a", "b", "c", "d");
  }

  private static void assertRefused(byte[] document) {
    assertThatThrownBy(() -> JsonReader.read(document, (name, value) -> {}))
        .isInstanceOf(JsonShapeException.class);
  }
}
