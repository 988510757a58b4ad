package dev.realtime.server.protocol;

import dev.realtime.server.broker.StreamPosition;
import dev.realtime.server.filter.FilterNode;
import dev.realtime.server.json.JsonReader;
import dev.realtime.server.json.JsonShapeException;
import dev.realtime.server.message.Command;
import dev.realtime.server.message.Command.Request;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads one JSON command. Of several requests in it, the first counts, as in Protobuf's servers.
 */
final class JsonCommand {
  private static final long MAX_UINT32 = 0xffff_ffffL;
  private static final byte[] EMPTY = {};

  private final byte[] line;
  private long id;
  private @Nullable Request request;

  JsonCommand(byte[] line) {
    this.line = line;
  }

  Command read() throws JsonShapeException {
    JsonReader.readWithoutNulls(line, this::field);
    return new Command(id, request);
  }

  private void field(String name, JsonReader value) throws JsonShapeException {
    if (name.equals("id")) {
      id = value.integer(0, MAX_UINT32);
      return;
    }
    Request read =
        switch (name) {
          case "connect" -> connect(value);
          case "subscribe" -> subscribe(value);
          case "unsubscribe" -> new Command.Unsubscribe(channel(value));
          case "publish" -> publish(value);
          case "presence" -> new Command.Presence(channel(value));
          case "presence_stats" -> new Command.PresenceStats(channel(value));
          case "history" -> history(value);
          case "ping" -> {
            value.object((field, ignored) -> {});
            yield new Command.Ping();
          }
          case "send" -> new Command.Send(data(value));
          case "rpc" -> rpc(value);
          case "refresh" -> refresh(value);
          case "sub_refresh" -> subRefresh(value);
          default -> null;
        };
    if (request == null) {
      request = read;
    }
  }

  private static Command.Connect connect(JsonReader in) throws JsonShapeException {
    String[] text = {"", "", ""};
    byte[] @Nullable [] data = new byte[1][];
    Map<String, Command.Subscribe> subs = new LinkedHashMap<>();
    Map<String, String> headers = new LinkedHashMap<>();
    in.objectWithoutNulls(
        (name, value) -> {
          switch (name) {
            case "token" -> text[0] = value.string();
            case "data" -> data[0] = value.raw();
            case "name" -> text[1] = value.string();
            case "version" -> text[2] = value.string();
            case "subs" ->
                value.objectWithoutNulls((channel, sub) -> subs.put(channel, subscribe(sub)));
            case "headers" -> headers.putAll(value.stringMap());
            default -> {}
          }
        });
    return new Command.Connect(text[0], data[0], subs, text[1], text[2], headers);
  }

  private static Command.Subscribe subscribe(JsonReader in) throws JsonShapeException {
    SubscribeFields fields = new SubscribeFields();
    in.objectWithoutNulls(
        (name, value) -> {
          switch (name) {
            case "channel" -> fields.channel = value.string();
            case "token" -> fields.token = value.string();
            case "recover" -> fields.recover = value.bool();
            case "epoch" -> fields.epoch = value.string();
            case "offset" -> fields.offset = value.integer(0, Long.MAX_VALUE);
            case "data" -> fields.data = value.raw();
            case "positioned" -> fields.positioned = value.bool();
            case "recoverable" -> fields.recoverable = value.bool();
            case "join_leave" -> fields.joinLeave = value.bool();
            case "delta" -> fields.delta = value.string();
            case "tf" -> fields.filter = filter(value);
            case "flag" -> fields.flag = value.integer(0, Long.MAX_VALUE);
            case "type" -> fields.type = (int) value.integer(0, Integer.MAX_VALUE);
            default -> {}
          }
        });
    return fields.toRequest();
  }

  private static FilterNode filter(JsonReader in) throws JsonShapeException {
    String[] text = {"", "", "", ""};
    List<String> vals = new ArrayList<>();
    List<FilterNode> nodes = new ArrayList<>();
    in.objectWithoutNulls(
        (name, value) -> {
          switch (name) {
            case "op" -> text[0] = value.string();
            case "key" -> text[1] = value.string();
            case "cmp" -> text[2] = value.string();
            case "val" -> text[3] = value.string();
            case "vals" -> vals.addAll(value.strings());
            case "nodes" -> value.array(node -> nodes.add(filter(node)));
            default -> {}
          }
        });
    return new FilterNode(text[0], text[1], text[2], text[3], vals, nodes);
  }

  private static Command.Publish publish(JsonReader in) throws JsonShapeException {
    String[] channel = {""};
    byte[][] data = {EMPTY};
    in.objectWithoutNulls(
        (name, value) -> {
          switch (name) {
            case "channel" -> channel[0] = value.string();
            case "data" -> data[0] = orEmpty(value.raw());
            default -> {}
          }
        });
    return new Command.Publish(channel[0], data[0]);
  }

  private static Command.History history(JsonReader in) throws JsonShapeException {
    String[] channel = {""};
    int[] limit = {0};
    @Nullable StreamPosition[] since = {null};
    boolean[] reverse = {false};
    in.objectWithoutNulls(
        (name, value) -> {
          switch (name) {
            case "channel" -> channel[0] = value.string();
            case "limit" -> limit[0] = (int) value.integer(Integer.MIN_VALUE, Integer.MAX_VALUE);
            case "since" -> since[0] = position(value);
            case "reverse" -> reverse[0] = value.bool();
            default -> {}
          }
        });
    return new Command.History(channel[0], limit[0], since[0], reverse[0]);
  }

  private static StreamPosition position(JsonReader in) throws JsonShapeException {
    long[] offset = {0};
    String[] epoch = {""};
    in.objectWithoutNulls(
        (name, value) -> {
          switch (name) {
            case "offset" -> offset[0] = value.integer(0, Long.MAX_VALUE);
            case "epoch" -> epoch[0] = value.string();
            default -> {}
          }
        });
    return new StreamPosition(offset[0], epoch[0]);
  }

  private static Command.Rpc rpc(JsonReader in) throws JsonShapeException {
    String[] method = {""};
    byte[][] data = {EMPTY};
    in.objectWithoutNulls(
        (name, value) -> {
          switch (name) {
            case "method" -> method[0] = value.string();
            case "data" -> data[0] = orEmpty(value.raw());
            default -> {}
          }
        });
    return new Command.Rpc(method[0], data[0]);
  }

  private static Command.Refresh refresh(JsonReader in) throws JsonShapeException {
    return new Command.Refresh(texts(in, "token", "")[0]);
  }

  private static Command.SubRefresh subRefresh(JsonReader in) throws JsonShapeException {
    String[] read = texts(in, "channel", "token");
    return new Command.SubRefresh(read[0], read[1]);
  }

  private static String channel(JsonReader in) throws JsonShapeException {
    return texts(in, "channel", "")[0];
  }

  private static String[] texts(JsonReader in, String first, String second)
      throws JsonShapeException {
    String[] read = {"", ""};
    in.objectWithoutNulls(
        (name, value) -> {
          if (name.equals(first)) {
            read[0] = value.string();
          } else if (name.equals(second)) {
            read[1] = value.string();
          }
        });
    return read;
  }

  private static byte[] data(JsonReader in) throws JsonShapeException {
    byte[][] data = {EMPTY};
    in.objectWithoutNulls(
        (name, value) -> {
          if (name.equals("data")) {
            data[0] = orEmpty(value.raw());
          }
        });
    return data[0];
  }

  private static byte[] orEmpty(byte @Nullable [] data) {
    return data == null ? EMPTY : data;
  }
}
