package dev.realtime.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.realtime.bench.wire.Dialect;
import dev.realtime.server.broker.Publication;
import dev.realtime.server.hub.Wire;
import dev.realtime.server.message.Command;
import dev.realtime.server.message.Push;
import dev.realtime.server.message.Result;
import dev.realtime.server.message.Result.SentPublication;
import dev.realtime.server.protocol.Decoder;
import dev.realtime.server.protocol.JsonDecoder;
import dev.realtime.server.protocol.MalformedCommandException;
import dev.realtime.server.protocol.ProtobufDecoder;
import dev.realtime.server.protocol.Wires;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** Reading a publish command, and writing a publication and an answer, in both encodings. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(
    value = 1,
    jvmArgsAppend = {"-Xmx512m", "-XX:+UseSerialGC", "--enable-native-access=ALL-UNNAMED"})
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class CodecCost {
  private static final String CHANNEL = "room:4711";

  /** Of a client's frame whose payload is 126 to 65,535 bytes long: two of head, length, mask. */
  private static final int CLIENT_HEADER = 8;

  /** Which encoding. */
  @Param({"json", "protobuf"})
  String encoding = "json";

  /** Bytes of a payload. */
  @Param({"128", "4096"})
  int bytes;

  private ByteBuf command = ByteBufAllocator.DEFAULT.directBuffer();
  private Decoder decoder = new JsonDecoder();
  private Wire wire = Wires.JSON_WEBSOCKET;
  private Push push = new Push.Ping();

  /** Makes what is read and written. */
  @Setup(Level.Trial)
  public void prepare() {
    if (encoding.equals("protobuf")) {
      decoder = new ProtobufDecoder();
      wire = Wires.PROTOBUF_WEBSOCKET;
    }
    byte[] payload = ("{\"text\":\"" + "x".repeat(bytes - 11) + "\"}").getBytes(UTF_8);
    command.release();
    // A mask of zeros, so that what follows the header is what a decoder is given.
    command =
        Dialect.named(encoding)
            .publish(ByteBufAllocator.DEFAULT, 2, CHANNEL, payload)
            .skipBytes(CLIENT_HEADER);
    Publication publication =
        new Publication(payload, null, 17, Map.of(), System.currentTimeMillis());
    push = new Push.Published(CHANNEL, SentPublication.plain(publication));
  }

  /** Reads a publish command. */
  @Benchmark
  public List<Command> decodePublish() throws MalformedCommandException {
    return decoder.decode(command);
  }

  /** Writes a publication as a frame. */
  @Benchmark
  public int encodePublication() {
    ByteBuf frame = wire.push(ByteBufAllocator.DEFAULT, push);
    int size = frame.readableBytes();
    frame.release();
    return size;
  }

  /** Writes the answer to a publish command as a frame. */
  @Benchmark
  public int encodeAnswer() {
    Wire.Frame open = wire.frame(ByteBufAllocator.DEFAULT);
    open.result(2, new Result.Published());
    ByteBuf frame = open.finish();
    int size = frame.readableBytes();
    frame.release();
    return size;
  }

  /** Lets go of it. */
  @TearDown(Level.Trial)
  public void release() {
    command.release();
  }
}
