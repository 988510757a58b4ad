package dev.realtime.server.protocol;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import dev.realtime.server.broker.StreamPosition;
import dev.realtime.server.filter.FilterNode;
import dev.realtime.server.message.Command;
import dev.realtime.server.message.Command.Request;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads one Protobuf command. Of several requests in it, the first counts. */
final class ProtobufCommand {
  private static final byte[] EMPTY = {};
  private static final long MAX_UINT32 = 0xffff_ffffL;

  /** Filters nest deepest; the filter's own bound is lower. */
  private static final int MAX_DEPTH = 32;

  private final CodedInputStream in;
  private long id;
  private int depth;
  private @Nullable Request request;

  ProtobufCommand(CodedInputStream in) {
    this.in = in;
  }

  /** Told of each field of a message; answers false where it does not know it. */
  private interface Fields {
    boolean field(int number) throws IOException;
  }

  Command read() throws IOException {
    fields(this::field);
    return new Command(id, request);
  }

  private void fields(Fields known) throws IOException {
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      if (!known.field(WireFormat.getTagFieldNumber(tag))) {
        in.skipField(tag);
      }
    }
  }

  private void message(Fields known) throws IOException {
    expect(WireFormat.WIRETYPE_LENGTH_DELIMITED);
    if (++depth > MAX_DEPTH) {
      throw new IOException("messages are nested deeper than " + MAX_DEPTH);
    }
    int limit = in.pushLimit(in.readRawVarint32());
    fields(known);
    in.checkLastTagWas(0);
    in.popLimit(limit);
    depth--;
  }

  private String text() throws IOException {
    expect(WireFormat.WIRETYPE_LENGTH_DELIMITED);
    return in.readStringRequireUtf8();
  }

  private byte[] bytes() throws IOException {
    expect(WireFormat.WIRETYPE_LENGTH_DELIMITED);
    return in.readByteArray();
  }

  private boolean bool() throws IOException {
    expect(WireFormat.WIRETYPE_VARINT);
    return in.readBool();
  }

  private long number() throws IOException {
    expect(WireFormat.WIRETYPE_VARINT);
    return in.readRawVarint64();
  }

  private void expect(int wireType) throws IOException {
    if (WireFormat.getTagWireType(in.getLastTag()) != wireType) {
      throw new IOException(
          "field " + WireFormat.getTagFieldNumber(in.getLastTag()) + " has the wrong wire type");
    }
  }

  private boolean field(int number) throws IOException {
    if (number == 1) {
      id = number() & MAX_UINT32;
      return true;
    }
    Request read =
        switch (number) {
          case 4 -> connect();
          case 5 -> subscribe();
          case 6 -> new Command.Unsubscribe(texts()[0]);
          case 7 -> publish();
          case 8 -> new Command.Presence(texts()[0]);
          case 9 -> new Command.PresenceStats(texts()[0]);
          case 10 -> history();
          case 11 -> {
            message(field -> false);
            yield new Command.Ping();
          }
          case 12 -> new Command.Send(send());
          case 13 -> rpc();
          case 14 -> new Command.Refresh(texts()[0]);
          case 15 -> {
            String[] text = texts();
            yield new Command.SubRefresh(text[0], text[1]);
          }
          default -> null;
        };
    if (read == null) {
      return false;
    }
    if (request == null) {
      request = read;
    }
    return true;
  }

  private Command.Connect connect() throws IOException {
    String[] text = {"", "", ""};
    byte[] @Nullable [] data = new byte[1][];
    Map<String, Command.Subscribe> subs = new LinkedHashMap<>();
    Map<String, String> headers = new LinkedHashMap<>();
    message(
        field -> {
          switch (field) {
            case 1 -> text[0] = text();
            case 2 -> data[0] = bytes();
            case 3 -> subscription(subs);
            case 4 -> text[1] = text();
            case 5 -> text[2] = text();
            case 6 -> {
              String[] header = texts();
              headers.put(header[0], header[1]);
            }
            default -> {
              return false;
            }
          }
          return true;
        });
    return new Command.Connect(text[0], data[0], subs, text[1], text[2], headers);
  }

  private void subscription(Map<String, Command.Subscribe> subs) throws IOException {
    String[] channel = {""};
    Command.Subscribe[] sub = {new SubscribeFields().toRequest()};
    message(
        field -> {
          switch (field) {
            case 1 -> channel[0] = text();
            case 2 -> sub[0] = subscribe();
            default -> {
              return false;
            }
          }
          return true;
        });
    subs.put(channel[0], sub[0]);
  }

  private Command.Subscribe subscribe() throws IOException {
    SubscribeFields read = new SubscribeFields();
    message(
        field -> {
          switch (field) {
            case 1 -> read.channel = text();
            case 2 -> read.token = text();
            case 3 -> read.recover = bool();
            case 6 -> read.epoch = text();
            case 7 -> read.offset = offset();
            case 8 -> read.data = bytes();
            case 9 -> read.positioned = bool();
            case 10 -> read.recoverable = bool();
            case 11 -> read.joinLeave = bool();
            case 12 -> read.delta = text();
            case 13 -> read.filter = filter();
            case 14 -> read.flag = number();
            case 15 -> read.type = (int) number();
            default -> {
              return false;
            }
          }
          return true;
        });
    return read.toRequest();
  }

  private FilterNode filter() throws IOException {
    String[] text = {"", "", "", ""};
    List<String> vals = new ArrayList<>();
    List<FilterNode> nodes = new ArrayList<>();
    message(
        field -> {
          switch (field) {
            case 1, 2, 3, 4 -> text[field - 1] = text();
            case 5 -> vals.add(text());
            case 6 -> nodes.add(filter());
            default -> {
              return false;
            }
          }
          return true;
        });
    return new FilterNode(text[0], text[1], text[2], text[3], vals, nodes);
  }

  private Command.Publish publish() throws IOException {
    String[] channel = {""};
    byte[][] data = {EMPTY};
    message(
        field -> {
          switch (field) {
            case 1 -> channel[0] = text();
            case 2 -> data[0] = bytes();
            default -> {
              return false;
            }
          }
          return true;
        });
    return new Command.Publish(channel[0], data[0]);
  }

  private Command.History history() throws IOException {
    String[] channel = {""};
    int[] limit = {0};
    @Nullable StreamPosition[] since = {null};
    boolean[] reverse = {false};
    message(
        field -> {
          switch (field) {
            case 1 -> channel[0] = text();
            case 7 -> limit[0] = (int) number();
            case 8 -> since[0] = position();
            case 9 -> reverse[0] = bool();
            default -> {
              return false;
            }
          }
          return true;
        });
    return new Command.History(channel[0], limit[0], since[0], reverse[0]);
  }

  private StreamPosition position() throws IOException {
    long[] offset = {0};
    String[] epoch = {""};
    message(
        field -> {
          switch (field) {
            case 1 -> offset[0] = offset();
            case 2 -> epoch[0] = text();
            default -> {
              return false;
            }
          }
          return true;
        });
    return new StreamPosition(offset[0], epoch[0]);
  }

  private long offset() throws IOException {
    long offset = number();
    if (offset < 0) {
      throw new IOException("an offset is above " + Long.MAX_VALUE);
    }
    return offset;
  }

  private Command.Rpc rpc() throws IOException {
    String[] method = {""};
    byte[][] data = {EMPTY};
    message(
        field -> {
          switch (field) {
            case 1 -> data[0] = bytes();
            case 2 -> method[0] = text();
            default -> {
              return false;
            }
          }
          return true;
        });
    return new Command.Rpc(method[0], data[0]);
  }

  private byte[] send() throws IOException {
    byte[][] data = {EMPTY};
    message(
        field -> {
          if (field == 1) {
            data[0] = bytes();
          }
          return field == 1;
        });
    return data[0];
  }

  /** A message whose fields 1 and 2 are texts; the second is of use to some only. */
  private String[] texts() throws IOException {
    String[] text = {"", ""};
    message(
        field -> {
          if (field == 1 || field == 2) {
            text[field - 1] = text();
          }
          return field == 1 || field == 2;
        });
    return text;
  }
}
