package dev.realtime.server.node;

import dev.realtime.server.api.ApiBackend.NodeInfo;
import dev.realtime.server.api.ApiBackend.Target;
import dev.realtime.server.auth.ChannelOverrides;
import dev.realtime.server.auth.SubscribeOptions;
import dev.realtime.server.auth.SubscribeOptionsReader;
import dev.realtime.server.broker.StreamPosition;
import dev.realtime.server.json.JsonReader;
import dev.realtime.server.json.JsonShapeException;
import dev.realtime.server.json.JsonWriter;
import dev.realtime.server.message.Disconnect;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Control messages as JSON: {@code {"op": ..., "from": <node>, ...}}. Fields and operations that
 * are not known are passed over, so that nodes of neighbouring versions understand each other
 * during a rollout.
 */
final class ControlCodec {
  private ControlCodec() {}

  /** A message and the node it is from. */
  record Received(String from, ControlMessage message) {}

  static byte[] encode(String from, ControlMessage message) {
    return JsonWriter.object(
        json -> {
          json.text("op", op(message)).text("from", from);
          switch (message) {
            case ControlMessage.Here(NodeInfo info, boolean accepting) ->
                json.object("node", node -> info(node, info)).bool("accepting", accepting);
            case ControlMessage.Gone gone -> {}
            case ControlMessage.Subscribe(
                    Target target,
                    String channel,
                    SubscribeOptions options,
                    StreamPosition since) -> {
              target(json, target).text("channel", channel);
              options(json, options);
              if (since != null) {
                json.object(
                    "since",
                    at -> at.number("offset", since.offset()).text("epoch", since.epoch()));
              }
            }
            case ControlMessage.Unsubscribe(Target target, String channel) ->
                target(json, target).text("channel", channel);
            case ControlMessage.Close(Target target, List<String> except, Disconnect disconnect) ->
                target(json, target)
                    .texts("except", except)
                    .number("code", disconnect.code())
                    .text("reason", disconnect.reason());
            case ControlMessage.Refresh(Target target, boolean expired, long expireAt) ->
                target(json, target).bool("expired", expired).number("expire_at", expireAt);
            case ControlMessage.AskChannels(
                    String survey,
                    String pattern,
                    String after,
                    int limit) ->
                json.text("survey", survey)
                    .text("pattern", pattern)
                    .text("after", after)
                    .number("limit", limit);
            case ControlMessage.Channels(String survey, SortedMap<String, Integer> clients) ->
                json.text("survey", survey)
                    .object("channels", channels -> clients.forEach(channels::number));
            case ControlMessage.Emulate(String session, byte[] data) ->
                json.text("session", session).base64("data", data);
            case ControlMessage.Unknown unknown -> {}
          }
        });
  }

  private static String op(ControlMessage message) {
    return switch (message) {
      case ControlMessage.Here m -> "here";
      case ControlMessage.Gone m -> "gone";
      case ControlMessage.Subscribe m -> "subscribe";
      case ControlMessage.Unsubscribe m -> "unsubscribe";
      case ControlMessage.Close m -> "close";
      case ControlMessage.Refresh m -> "refresh";
      case ControlMessage.AskChannels m -> "ask_channels";
      case ControlMessage.Channels m -> "channels";
      case ControlMessage.Emulate m -> "emulate";
      case ControlMessage.Unknown m -> "unknown";
    };
  }

  private static JsonWriter target(JsonWriter json, Target target) {
    return json.text("user", target.user())
        .textUnlessEmpty("client", target.client())
        .textUnlessEmpty("session", target.session());
  }

  private static void options(JsonWriter json, SubscribeOptions options) {
    // As base64, for either may be bytes of the application and no JSON.
    if (options.info() != null) {
      json.base64("b64info", options.info());
    }
    if (options.data() != null) {
      json.base64("b64data", options.data());
    }
    json.object(
        "override",
        json2 -> {
          ChannelOverrides overrides = options.overrides();
          override(json2, "presence", overrides.presence());
          override(json2, "join_leave", overrides.joinLeave());
          override(json2, "force_recovery", overrides.forceRecovery());
          override(json2, "force_positioning", overrides.forcePositioning());
          override(json2, "force_push_join_leave", overrides.forcePushJoinLeave());
        });
  }

  private static void override(JsonWriter json, String name, @Nullable Boolean value) {
    if (value != null) {
      json.object(name, option -> option.bool("value", value));
    }
  }

  private static void info(JsonWriter json, NodeInfo info) {
    json.text("uid", info.uid())
        .text("name", info.name())
        .text("version", info.version())
        .number("clients", info.clients())
        .number("users", info.users())
        .number("subscriptions", info.subscriptions())
        .number("channels", info.channels())
        .number("uptime", info.uptimeSeconds());
  }

  /**
   * Reads a message.
   *
   * @throws JsonShapeException if it is none
   */
  static Received decode(byte[] message) throws JsonShapeException {
    Fields fields = new Fields();
    JsonReader.readWithoutNulls(message, fields::field);
    return new Received(fields.from, fields.message());
  }

  /** The fields of all messages. */
  private static final class Fields {
    private final SubscribeOptionsReader options = new SubscribeOptionsReader();
    private final SortedMap<String, Integer> channels = new TreeMap<>();
    private String op = "";
    private String from = "";
    private String user = "";
    private String client = "";
    private String session = "";
    private String channel = "";
    private String survey = "";
    private String pattern = "";
    private String after = "";
    private String reason = "";
    private int limit;
    private int code;
    private boolean expired;
    private boolean accepting;
    private long expireAt;
    private List<String> except = List.of();
    private byte[] data = {};
    private @Nullable StreamPosition since;
    private @Nullable NodeInfo node;

    void field(String name, JsonReader value) throws JsonShapeException {
      switch (name) {
        case "op" -> op = value.string();
        case "from" -> from = value.string();
        case "user" -> user = value.string();
        case "client" -> client = value.string();
        case "session" -> session = value.string();
        case "channel" -> channel = value.string();
        case "survey" -> survey = value.string();
        case "pattern" -> pattern = value.string();
        case "after" -> after = value.string();
        case "reason" -> reason = value.string();
        case "limit" -> limit = (int) value.integer(0, Integer.MAX_VALUE);
        case "code" -> code = (int) value.integer(0, 65_535);
        case "accepting" -> accepting = value.bool();
        case "expired" -> expired = value.bool();
        case "expire_at" -> expireAt = value.integer(0, Long.MAX_VALUE);
        case "except" -> except = value.strings();
        case "since" -> since = StreamPositionReader.read(value);
        case "node" -> node = NodeInfoReader.read(value);
        case "data" -> {
          byte[] bytes = value.base64();
          data = bytes == null ? data : bytes;
        }
        case "channels" ->
            value.object(
                (each, clients) -> channels.put(each, (int) clients.integer(0, Integer.MAX_VALUE)));
        default -> options.field(name, value);
      }
    }

    ControlMessage message() {
      Target target = new Target(user, client, session);
      return switch (op) {
        case "here" ->
            node == null ? new ControlMessage.Unknown() : new ControlMessage.Here(node, accepting);
        case "gone" -> new ControlMessage.Gone();
        case "subscribe" -> new ControlMessage.Subscribe(target, channel, options.options(), since);
        case "unsubscribe" -> new ControlMessage.Unsubscribe(target, channel);
        case "close" -> new ControlMessage.Close(target, except, new Disconnect(code, reason));
        case "refresh" -> new ControlMessage.Refresh(target, expired, expireAt);
        case "ask_channels" -> new ControlMessage.AskChannels(survey, pattern, after, limit);
        case "channels" -> new ControlMessage.Channels(survey, channels);
        case "emulate" -> new ControlMessage.Emulate(session, data);
        default -> new ControlMessage.Unknown();
      };
    }
  }

  private static final class StreamPositionReader {
    static StreamPosition read(JsonReader value) throws JsonShapeException {
      long[] offset = {0};
      String[] epoch = {""};
      value.object(
          (name, field) -> {
            switch (name) {
              case "offset" -> offset[0] = field.integer(0, Long.MAX_VALUE);
              case "epoch" -> epoch[0] = field.string();
              default -> {}
            }
          });
      return new StreamPosition(offset[0], epoch[0]);
    }
  }

  private static final class NodeInfoReader {
    private String uid = "";
    private String name = "";
    private String version = "";
    private int clients;
    private int users;
    private int subscriptions;
    private int channels;
    private long uptime;

    static NodeInfo read(JsonReader value) throws JsonShapeException {
      NodeInfoReader reader = new NodeInfoReader();
      value.object(reader::field);
      return new NodeInfo(
          reader.uid,
          reader.name,
          reader.version,
          reader.clients,
          reader.users,
          reader.subscriptions,
          reader.channels,
          reader.uptime);
    }

    private void field(String field, JsonReader value) throws JsonShapeException {
      switch (field) {
        case "uid" -> uid = value.string();
        case "name" -> name = value.string();
        case "version" -> version = value.string();
        case "clients" -> clients = count(value);
        case "users" -> users = count(value);
        case "subscriptions" -> subscriptions = count(value);
        case "channels" -> channels = count(value);
        case "uptime" -> uptime = value.integer(0, Long.MAX_VALUE);
        default -> {}
      }
    }

    private static int count(JsonReader value) throws JsonShapeException {
      return (int) value.integer(0, Integer.MAX_VALUE);
    }
  }
}
