package dev.realtime.server.protocol;

import com.google.protobuf.CodedOutputStream;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A Protobuf message in the making. Its fields are gathered first, for a message inside another is
 * written after its length.
 */
final class ProtobufMessage {
  private final List<Field> fields = new ArrayList<>(6);
  private int size;

  private interface Field {
    void write(CodedOutputStream out) throws IOException;
  }

  ProtobufMessage number(int field, long value) {
    return value == 0
        ? this
        : add(
            CodedOutputStream.computeUInt64Size(field, value),
            out -> out.writeUInt64(field, value));
  }

  ProtobufMessage flag(int field, boolean value) {
    return value
        ? add(CodedOutputStream.computeBoolSize(field, true), out -> out.writeBool(field, true))
        : this;
  }

  ProtobufMessage string(int field, String value) {
    return value.isEmpty()
        ? this
        : add(
            CodedOutputStream.computeStringSize(field, value),
            out -> out.writeString(field, value));
  }

  ProtobufMessage bytes(int field, byte @Nullable [] value) {
    return value == null || value.length == 0
        ? this
        : add(
            CodedOutputStream.computeByteArraySize(field, value),
            out -> out.writeByteArray(field, value));
  }

  /** Adds a message, even an empty one: that it is there says something. */
  ProtobufMessage message(int field, ProtobufMessage value) {
    int length = value.size;
    return add(
        CodedOutputStream.computeTagSize(field)
            + CodedOutputStream.computeUInt32SizeNoTag(length)
            + length,
        out -> {
          out.writeTag(field, 2);
          out.writeUInt32NoTag(length);
          value.write(out);
        });
  }

  private ProtobufMessage add(int bytes, Field field) {
    size += bytes;
    fields.add(field);
    return this;
  }

  private void write(CodedOutputStream out) throws IOException {
    for (Field field : fields) {
      field.write(out);
    }
  }

  void writeTo(ByteBuf buffer) {
    buffer.ensureWritable(size);
    try {
      CodedOutputStream out =
          CodedOutputStream.newInstance(
              new ByteBufOutputStream(buffer), Math.clamp(size, 16, 4096));
      write(out);
      out.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e); // memory does not fail to be written
    }
  }
}
