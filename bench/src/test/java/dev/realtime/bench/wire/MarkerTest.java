package dev.realtime.bench.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MarkerTest {
  @Test
  void readsBackWhatWasStamped() {
    byte[] payload = Marker.template(128);
    Marker.stamp(payload, 0xabcd, 1_234_567, 0x0123456789abcdefL);
    ByteBuf bytes = Unpooled.wrappedBuffer(payload);
    int start = bytes.indexOf(0, payload.length, Marker.START);
    assertThat(Marker.stream(bytes, start)).isEqualTo(0xabcd);
    assertThat(Marker.sequence(bytes, start)).isEqualTo(1_234_567);
    assertThat(Marker.nanos(bytes, start)).isEqualTo(0x0123456789abcdefL);
    assertThat(Marker.endOfPayload(start, 128)).isEqualTo(128);
  }

  @ParameterizedTest
  @ValueSource(ints = {Marker.SMALLEST, 128, 4096})
  void aPayloadIsJsonOfExactlyTheSizeAskedFor(int size) throws Exception {
    byte[] payload = Marker.template(size);
    assertThat(payload).hasSize(size);
    assertThat(new ObjectMapper().readTree(payload).path("m").asText()).hasSize(1 + Marker.DIGITS);
  }

  @Test
  void aPayloadWithoutRoomIsRefused() {
    assertThatThrownBy(() -> Marker.template(Marker.SMALLEST - 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("at least 64");
  }
}
