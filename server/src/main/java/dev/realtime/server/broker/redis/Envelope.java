package dev.realtime.server.broker.redis;

import dev.realtime.server.broker.ClientInfo;
import dev.realtime.server.broker.Publication;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What stands in Redis: publications in streams, messages on pub/sub channels, client infos.
 *
 * <pre>
 * publication := version(1 byte) flags(1 byte) time(number) [info] [tags] data(rest)
 * info        := user(text) client(text) [connInfo(block)] [chanInfo(block)]
 * tags        := count(number) { key(text) value(text) }
 * message     := offset ':' epoch ':' length-of-previous ':' previous-publication publication
 * </pre>
 *
 * The offset stands outside the publication because the script gives it; everything else is encoded
 * once by the publishing node and passes through Redis untouched.
 */
final class Envelope {
  /** Bytes in which a publication's version, flags and time always are. */
  static final int HEAD = 12;

  private static final byte VERSION = 1;
  private static final int INFO = 1;
  private static final int TAGS = 2;
  private static final int CONN_INFO = 4;
  private static final int CHAN_INFO = 8;
  private static final byte[] NO_STREAM = "0::0:".getBytes(StandardCharsets.US_ASCII);

  private Envelope() {}

  /** A message as heard: the publication with its offset, its epoch, and the payload before it. */
  @SuppressWarnings("ArrayRecordComponent")
  record Message(Publication publication, String epoch, byte @Nullable [] previous) {}

  static byte[] publication(
      byte[] data, @Nullable ClientInfo info, Map<String, String> tags, long timeMillis) {
    ByteWriter out = new ByteWriter(data.length + 128);
    int flags = (info == null ? 0 : INFO | infoFlags(info)) | (tags.isEmpty() ? 0 : TAGS);
    out.writeByte(VERSION).writeByte(flags).writeNumber(timeMillis);
    if (info != null) {
      writeInfo(out, info);
    }
    if (!tags.isEmpty()) {
      out.writeNumber(tags.size());
      tags.forEach((key, value) -> out.writeText(key).writeText(value));
    }
    return out.writeRest(data).toBytes();
  }

  /** The message of a publication that has no place in a stream. */
  static byte[] unnumbered(byte[] publication) {
    return new ByteWriter(NO_STREAM.length + publication.length)
        .writeRest(NO_STREAM)
        .writeRest(publication)
        .toBytes();
  }

  static Message readMessage(byte[] message) {
    ByteReader in = new ByteReader(message, 0, message.length);
    long offset = in.readDecimal();
    String epoch = in.readWord();
    long previousLength = in.readDecimal();
    byte[] previous =
        previousLength == 0 ? null : readPublication(in.slice(previousLength), 0).data();
    return new Message(readPublication(in, offset), epoch, previous);
  }

  static Publication readPublication(byte[] publication, long offset) {
    return readPublication(new ByteReader(publication, 0, publication.length), offset);
  }

  /** When a publication was accepted; its first {@link #HEAD} bytes are enough. */
  static long readTime(byte[] head) {
    ByteReader in = new ByteReader(head, 0, head.length);
    readFlags(in);
    return in.readNumber();
  }

  private static Publication readPublication(ByteReader in, long offset) {
    int flags = readFlags(in);
    long time = in.readNumber();
    ClientInfo info = (flags & INFO) == 0 ? null : readInfo(in, flags);
    Map<String, String> tags = (flags & TAGS) == 0 ? Map.of() : readTags(in);
    return new Publication(in.readRest(), info, offset, tags, time);
  }

  static byte[] info(ClientInfo info) {
    ByteWriter out = new ByteWriter(128);
    out.writeByte(VERSION).writeByte(infoFlags(info));
    writeInfo(out, info);
    return out.toBytes();
  }

  static ClientInfo readInfo(byte[] bytes, int from) {
    return readInfo(new ByteReader(bytes, from, bytes.length));
  }

  /** Reads the client info of a presence entry, which stands behind the user's name. */
  static ClientInfo readPresence(byte[] stored) {
    ByteReader in = new ByteReader(stored, 0, stored.length);
    in.slice(in.readDecimal());
    return readInfo(in);
  }

  private static ClientInfo readInfo(ByteReader in) {
    return readInfo(in, readFlags(in));
  }

  private static int readFlags(ByteReader in) {
    byte version = in.readByte();
    if (version != VERSION) {
      throw new MalformedMessageException("version " + version + " is not known here");
    }
    return in.readByte();
  }

  private static ClientInfo readInfo(ByteReader in, int flags) {
    return new ClientInfo(
        in.readText(),
        in.readText(),
        (flags & CONN_INFO) == 0 ? null : in.readBlock(),
        (flags & CHAN_INFO) == 0 ? null : in.readBlock());
  }

  private static Map<String, String> readTags(ByteReader in) {
    long count = in.readNumber();
    Map<String, String> tags = new LinkedHashMap<>();
    for (long i = 0; i < count; i++) {
      tags.put(in.readText(), in.readText());
    }
    return Map.copyOf(tags);
  }

  private static int infoFlags(ClientInfo info) {
    return (info.connInfo() == null ? 0 : CONN_INFO) | (info.chanInfo() == null ? 0 : CHAN_INFO);
  }

  private static void writeInfo(ByteWriter out, ClientInfo info) {
    out.writeText(info.user()).writeText(info.client());
    byte[] connInfo = info.connInfo();
    if (connInfo != null) {
      out.writeBlock(connInfo);
    }
    byte[] chanInfo = info.chanInfo();
    if (chanInfo != null) {
      out.writeBlock(chanInfo);
    }
  }
}
