package dev.realtime.bench.wire;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.WireFormat;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/**
 * Centrifugo's client protocol in Protobuf: messages in a binary frame, each after its length.
 *
 * <p>The few fields that a load needs are written by number; the schema has no more to offer here.
 */
public record CentrifugoProtobuf() implements Dialect {
  private static final byte[] EMPTY = {0};

  @Override
  public boolean webSocket() {
    return true;
  }

  @Override
  public byte[] open(String host, boolean publisher) {
    return Frames.handshake(
        host, "/connection/websocket", "Sec-WebSocket-Protocol: centrifuge-protobuf\r\n");
  }

  @Override
  public ByteBuf hello(ByteBufAllocator allocator, String token, List<Subscription> channels) {
    ByteArrayOutputStream messages = new ByteArrayOutputStream();
    append(messages, command(1, 4, message(out -> string(out, 1, token))));
    long id = 1;
    for (Subscription channel : channels) {
      byte[] request =
          message(
              out -> {
                string(out, 1, channel.channel());
                if (channel.recover()) {
                  out.writeBool(3, true);
                  string(out, 6, channel.epoch());
                  out.writeUInt64(7, channel.offset());
                }
              });
      append(messages, command(++id, 5, request));
    }
    return Frames.frame(allocator, Frames.BINARY, messages.toByteArray());
  }

  @Override
  public ByteBuf publish(ByteBufAllocator allocator, long id, String channel, byte[] payload) {
    byte[] request =
        message(
            out -> {
              string(out, 1, channel);
              out.writeByteArray(2, payload);
            });
    ByteArrayOutputStream messages = new ByteArrayOutputStream(payload.length + 64);
    append(messages, command(id, 7, request));
    return Frames.frame(allocator, Frames.BINARY, messages.toByteArray());
  }

  @Override
  public ByteBuf pong(ByteBufAllocator allocator) {
    return Frames.frame(allocator, Frames.BINARY, EMPTY);
  }

  @Override
  public void read(ByteBuf bytes, int from, int to, int payloadBytes, Incoming incoming) {
    int at = from;
    while (at < to) {
      int length = 0;
      int shift = 0;
      byte next;
      do {
        next = bytes.getByte(at++);
        length |= (next & 0x7f) << shift;
        shift += 7;
      } while (next < 0);
      if (length == 0) {
        incoming.ping();
      } else {
        message(bytes, at, at + length, incoming);
      }
      at += length;
    }
  }

  private static void message(ByteBuf bytes, int from, int to, Incoming incoming) {
    // Field 4 with wire type 2: a push, which is a publication unless it holds no marker.
    boolean push = bytes.getByte(from) == (4 << 3 | 2);
    int marker = Marker.find(bytes, from, to);
    if (push && marker >= 0) {
      incoming.publication(bytes, marker);
      return;
    }
    while (marker >= 0) {
      incoming.publication(bytes, marker);
      marker = Marker.find(bytes, marker + 1, to);
    }
    byte[] message = new byte[to - from];
    bytes.getBytes(from, message);
    incoming.answer(parse(message));
  }

  static Answer parse(byte[] message) {
    try {
      CodedInputStream in = CodedInputStream.newInstance(message);
      long id = 0;
      Answer answer = new Answer.Other();
      for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
        switch (WireFormat.getTagFieldNumber(tag)) {
          case 1 -> id = in.readUInt32();
          case 2 -> answer = new Answer.Refused(id, (int) field(in.readByteArray(), 1));
          case 4 -> answer = push(in.readByteArray());
          case 5 -> {
            answer = new Answer.Connected();
            in.skipField(tag);
          }
          case 6 -> answer = subscribed(id, in.readByteArray());
          case 8 -> {
            answer = new Answer.Published(id);
            in.skipField(tag);
          }
          default -> in.skipField(tag);
        }
      }
      return answer;
    } catch (IOException malformed) {
      throw new UncheckedIOException("The target sent a malformed Protobuf message", malformed);
    }
  }

  private static Answer push(byte[] push) throws IOException {
    CodedInputStream in = CodedInputStream.newInstance(push);
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      if (WireFormat.getTagFieldNumber(tag) == 7) {
        return new Answer.Unsubscribed((int) field(in.readByteArray(), 2));
      }
      in.skipField(tag);
    }
    return new Answer.Other();
  }

  private static Answer subscribed(long id, byte[] result) throws IOException {
    CodedInputStream in = CodedInputStream.newInstance(result);
    String epoch = "";
    boolean recovered = false;
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      switch (WireFormat.getTagFieldNumber(tag)) {
        case 6 -> epoch = in.readString();
        case 8 -> recovered = in.readBool();
        default -> in.skipField(tag);
      }
    }
    return new Answer.Subscribed(id, epoch, recovered);
  }

  /** The number in a varint field, or 0. */
  private static long field(byte[] message, int number) throws IOException {
    CodedInputStream in = CodedInputStream.newInstance(message);
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      if (WireFormat.getTagFieldNumber(tag) == number) {
        return in.readUInt64();
      }
      in.skipField(tag);
    }
    return 0;
  }

  private static byte[] command(long id, int field, byte[] request) {
    return message(
        out -> {
          out.writeUInt32(1, (int) id);
          out.writeByteArray(field, request);
        });
  }

  private static void append(ByteArrayOutputStream into, byte[] message) {
    into.writeBytes(
        message(
            out -> {
              out.writeUInt32NoTag(message.length);
              out.writeRawBytes(message);
            }));
  }

  private static void string(CodedOutputStream out, int field, String value) throws IOException {
    if (!value.isEmpty()) {
      out.writeString(field, value);
    }
  }

  @FunctionalInterface
  private interface Body {
    void write(CodedOutputStream out) throws IOException;
  }

  private static byte[] message(Body body) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      CodedOutputStream out = CodedOutputStream.newInstance(bytes);
      body.write(out);
      out.flush();
    } catch (IOException impossible) {
      throw new UncheckedIOException("Writing to memory failed", impossible);
    }
    return bytes.toByteArray();
  }
}
