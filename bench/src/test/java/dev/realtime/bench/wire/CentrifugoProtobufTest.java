package dev.realtime.bench.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.CodedOutputStream;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

class CentrifugoProtobufTest {
  private static final int BYTES = 128;
  private final CentrifugoProtobuf dialect = new CentrifugoProtobuf();

  @Test
  void connectsWithTheBytesThatAServerWasSeenToAccept() {
    ByteBuf frame = dialect.hello(ByteBufAllocator.DEFAULT, "", List.of());
    // After the frame's header of six bytes: length 4, id 1, an empty connect request.
    assertThat(ByteBufUtil.getBytes(frame, 6, 5)).containsExactly(4, 8, 1, 0x22, 0);
    frame.release();
  }

  @Test
  void readsTheConnectAnswerOfAServer() {
    byte[] answer =
        HexFormat.of()
            .parseHex(
                "0801" + "2a35" + "0a24" + "61".repeat(36) + "1209" + "62".repeat(9) + "38194001");
    assertThat(CentrifugoProtobuf.parse(answer)).isEqualTo(new Answer.Connected());
  }

  @Test
  void findsPublicationsPingsAndAnswersInOneFrame() throws IOException {
    ByteArrayOutputStream frame = new ByteArrayOutputStream();
    frame.write(delimited(push(1)));
    frame.write(0);
    frame.write(delimited(push(2)));
    frame.write(
        delimited(field(out -> out.writeUInt32(1, 5), out -> out.writeByteArray(8, new byte[0]))));
    Heard heard = new Heard();
    ByteBuf bytes = Unpooled.wrappedBuffer(frame.toByteArray());
    dialect.read(bytes, 0, bytes.readableBytes(), BYTES, heard);
    assertThat(heard.all)
        .containsExactly(
            "publication 7/1", "ping", "publication 7/2", new Answer.Published(5).toString());
  }

  @Test
  void anOffsetThatLooksLikeAMarkerIsNone() throws IOException {
    byte[] result =
        field(out -> out.writeString(6, "abcd"), out -> out.writeUInt64(9, Marker.START));
    byte[] reply = field(out -> out.writeUInt32(1, 2), out -> out.writeByteArray(6, result));
    Heard heard = new Heard();
    ByteBuf bytes = Unpooled.wrappedBuffer(delimited(reply));
    dialect.read(bytes, 0, bytes.readableBytes(), BYTES, heard);
    assertThat(heard.all).containsExactly(new Answer.Subscribed(2, "abcd", false).toString());
  }

  @Test
  void readsErrorsAndEndedSubscriptions() throws IOException {
    byte[] error = field(out -> out.writeUInt32(1, 111));
    assertThat(
            CentrifugoProtobuf.parse(
                field(out -> out.writeUInt32(1, 9), out -> out.writeByteArray(2, error))))
        .isEqualTo(new Answer.Refused(9, 111));
    byte[] unsubscribe = field(out -> out.writeUInt32(2, 2500));
    byte[] push = field(out -> out.writeByteArray(7, unsubscribe));
    assertThat(CentrifugoProtobuf.parse(field(out -> out.writeByteArray(4, push))))
        .isEqualTo(new Answer.Unsubscribed(2500));
  }

  private static byte[] push(int sequence) throws IOException {
    byte[] payload = Marker.template(BYTES);
    Marker.stamp(payload, 7, sequence, 0);
    byte[] publication = field(out -> out.writeByteArray(4, payload));
    byte[] push = field(out -> out.writeString(2, "a"), out -> out.writeByteArray(5, publication));
    return field(out -> out.writeByteArray(4, push));
  }

  private static byte[] delimited(byte[] message) throws IOException {
    return field(out -> out.writeByteArrayNoTag(message));
  }

  private interface Part {
    void write(CodedOutputStream out) throws IOException;
  }

  private static byte[] field(Part... parts) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    CodedOutputStream out = CodedOutputStream.newInstance(bytes);
    for (Part part : parts) {
      part.write(out);
    }
    out.flush();
    return bytes.toByteArray();
  }
}
