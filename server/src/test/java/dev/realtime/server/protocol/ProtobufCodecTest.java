package dev.realtime.server.protocol;

import static dev.realtime.server.protocol.JsonCodecTest.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.UnknownFieldSet;
import dev.realtime.server.broker.ClientInfo;
import dev.realtime.server.broker.Publication;
import dev.realtime.server.broker.StreamPosition;
import dev.realtime.server.message.Codes;
import dev.realtime.server.message.Command;
import dev.realtime.server.message.Push;
import dev.realtime.server.message.Result;
import dev.realtime.server.message.Result.SentPublication;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.io.ByteArrayOutputStream;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class ProtobufCodecTest {
  private static final ProtobufEncoder ENCODER = new ProtobufEncoder();

  private static List<Command> read(byte[] frame) throws MalformedCommandException {
    return new ProtobufDecoder().decode(Unpooled.wrappedBuffer(frame));
  }

  private static byte[] written(Consumer<ByteBuf> write) {
    ByteBuf out = Unpooled.buffer();
    write.accept(out);
    return ByteBufUtil.getBytes(out);
  }

  /** Protobuf's own reader, which knows no schema. */
  private static UnknownFieldSet parsed(Consumer<ByteBuf> write) throws Exception {
    return UnknownFieldSet.parseFrom(written(write));
  }

  private static UnknownFieldSet inside(UnknownFieldSet message, int field) throws Exception {
    return UnknownFieldSet.parseFrom(message.getField(field).getLengthDelimitedList().getFirst());
  }

  private static String text(UnknownFieldSet message, int field) {
    return message.getField(field).getLengthDelimitedList().getFirst().toStringUtf8();
  }

  private static long number(UnknownFieldSet message, int field) {
    return message.getField(field).getVarintList().getFirst();
  }

  private static UnknownFieldSet.Field field(String text) {
    return UnknownFieldSet.Field.newBuilder()
        .addLengthDelimited(ByteString.copyFromUtf8(text))
        .build();
  }

  private static UnknownFieldSet.Field field(UnknownFieldSet message) {
    return UnknownFieldSet.Field.newBuilder().addLengthDelimited(message.toByteString()).build();
  }

  private static UnknownFieldSet.Field field(long number) {
    return UnknownFieldSet.Field.newBuilder().addVarint(number).build();
  }

  private static byte[] frame(UnknownFieldSet... commands) throws Exception {
    ByteArrayOutputStream frame = new ByteArrayOutputStream();
    for (UnknownFieldSet command : commands) {
      command.writeDelimitedTo(frame);
    }
    return frame.toByteArray();
  }

  @Test
  void readsAndWritesTheGoldenExchange() throws Exception {
    Command connect = read(HexFormat.of().parseHex("0408012200")).getFirst();
    assertThat(connect.id()).isEqualTo(1);
    assertThat(connect.request()).isInstanceOf(Command.Connect.class);

    byte[] answer =
        written(
            out ->
                ENCODER.result(
                    out,
                    1,
                    new Result.Connected(
                        "8d7f19e6-0000-0000-0000-000000000000",
                        "0.0.0 OSS",
                        false,
                        0,
                        null,
                        Map.of(),
                        25,
                        true,
                        "",
                        "")));
    assertThat(HexFormat.of().formatHex(answer))
        .startsWith("08012a350a24")
        .endsWith("1209302e302e30204f535338194001");
    assertThat(written(out -> ENCODER.push(out, new Push.Ping()))).isEmpty();
  }

  @Test
  void readsCommandsThatAnotherWriterMade() throws Exception {
    UnknownFieldSet filter =
        UnknownFieldSet.newBuilder().addField(2, field("k")).addField(3, field("ex")).build();
    UnknownFieldSet subscribe =
        UnknownFieldSet.newBuilder()
            .addField(1, field("ch"))
            .addField(3, field(1))
            .addField(6, field("epoch"))
            .addField(7, field(9))
            .addField(12, field("fossil"))
            .addField(13, field(filter))
            .addField(14, field(2))
            .addField(99, field("unknown"))
            .build();
    UnknownFieldSet rpc =
        UnknownFieldSet.newBuilder().addField(1, field("data")).addField(2, field("name")).build();
    UnknownFieldSet history =
        UnknownFieldSet.newBuilder()
            .addField(1, field("ch"))
            .addField(7, field(-1))
            .addField(
                8,
                field(
                    UnknownFieldSet.newBuilder()
                        .addField(1, field(4))
                        .addField(2, field("e"))
                        .build()))
            .addField(9, field(1))
            .build();
    List<Command> commands =
        read(
            frame(
                UnknownFieldSet.newBuilder()
                    .addField(1, field(0xffffffffL))
                    .addField(5, field(subscribe))
                    .build(),
                UnknownFieldSet.newBuilder().addField(13, field(rpc)).build(),
                UnknownFieldSet.newBuilder().addField(10, field(history)).build(),
                UnknownFieldSet.getDefaultInstance()));
    assertThat(commands.get(0).id()).isEqualTo(0xffffffffL);
    Command.Subscribe read = (Command.Subscribe) commands.get(0).request();
    assertThat(read.channel()).isEqualTo("ch");
    assertThat(read.recover()).isTrue();
    assertThat(read.offset()).isEqualTo(9);
    assertThat(read.filter().cmp()).isEqualTo("ex");
    assertThat(((Command.Rpc) commands.get(1).request()).name()).isEqualTo("name");
    assertThat(((Command.Rpc) commands.get(1).request()).data()).isEqualTo(bytes("data"));
    assertThat(commands.get(2).request())
        .isEqualTo(new Command.History("ch", -1, new StreamPosition(4, "e"), true));
    assertThat(commands.get(3)).isEqualTo(new Command(0, null));
  }

  @Test
  void writesWhatAnotherReaderUnderstands() throws Exception {
    Publication publication =
        new Publication(
            new byte[] {0, (byte) 0xff},
            new ClientInfo("user", "client", bytes("{}"), null),
            7,
            Map.of("k", "v"),
            0);
    UnknownFieldSet push =
        inside(
            parsed(
                out ->
                    ENCODER.push(
                        out, new Push.Published("ch", SentPublication.plain(publication)))),
            4);
    assertThat(text(push, 2)).isEqualTo("ch");
    UnknownFieldSet pub = inside(push, 4);
    assertThat(pub.getField(4).getLengthDelimitedList().getFirst().toByteArray())
        .isEqualTo(publication.data());
    assertThat(text(inside(pub, 5), 1)).isEqualTo("user");
    assertThat(number(pub, 6)).isEqualTo(7);
    assertThat(text(inside(pub, 7), 2)).isEqualTo("v");

    UnknownFieldSet error = parsed(out -> ENCODER.error(out, 3, Codes.INTERNAL));
    assertThat(number(error, 1)).isEqualTo(3);
    assertThat(number(inside(error, 2), 1)).isEqualTo(100);
    assertThat(number(inside(error, 2), 3)).isEqualTo(1);

    UnknownFieldSet empty = parsed(out -> ENCODER.result(out, 3, new Result.Published()));
    assertThat(empty.hasField(8)).as("an empty result is there all the same").isTrue();
  }

  @Test
  void refusesWhatIsNotTheProtocol() throws Exception {
    byte[] good =
        frame(
            UnknownFieldSet.newBuilder()
                .addField(
                    7,
                    field(
                        UnknownFieldSet.newBuilder()
                            .addField(1, field("channel"))
                            .addField(2, field("data"))
                            .build()))
                .build());
    assertThat(read(good)).hasSize(1);
    for (int length = 1; length < good.length; length++) {
      byte[] cut = java.util.Arrays.copyOf(good, length);
      assertThatThrownBy(() -> read(cut)).isInstanceOf(MalformedCommandException.class);
    }
    assertThatThrownBy(() -> read(new byte[0])).isInstanceOf(MalformedCommandException.class);
    byte[] wrongType = frame(UnknownFieldSet.newBuilder().addField(5, field(1)).build());
    assertThatThrownBy(() -> read(wrongType)).hasMessageContaining("wrong wire type");
    ByteArrayOutputStream badText = new ByteArrayOutputStream();
    CodedOutputStream out = CodedOutputStream.newInstance(badText);
    out.writeByteArrayNoTag(new byte[] {0x72, 3, 0x0a, 1, (byte) 0xff});
    out.flush();
    assertThatThrownBy(() -> read(badText.toByteArray()))
        .isInstanceOf(MalformedCommandException.class);
  }

  @Test
  void anyBytesEndInCommandsOrARefusal() {
    Random random = new Random(42);
    int refused = 0;
    for (int round = 0; round < 20_000; round++) {
      byte[] noise = new byte[random.nextInt(64)];
      random.nextBytes(noise);
      try {
        assertThat(read(noise)).isNotEmpty();
      } catch (MalformedCommandException e) {
        refused++;
      }
    }
    assertThat(refused).isPositive();
  }
}
