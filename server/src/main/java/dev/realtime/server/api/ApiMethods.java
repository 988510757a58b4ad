package dev.realtime.server.api;

import dev.realtime.server.json.JsonReader;
import dev.realtime.server.json.JsonShapeException;
import dev.realtime.server.message.Codes;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The methods that stand for themselves; broadcast and batch are made of these. */
final class ApiMethods {
  private final Map<String, Supplier<ApiMethod>> byName;

  /** One call: takes its parameters field by field, then runs. */
  interface ApiMethod {
    /** Takes one parameter; those it does not know are passed over. */
    void field(String name, JsonReader value) throws JsonShapeException;

    /**
     * Runs with what was taken.
     *
     * @return the result, a JSON object
     * @throws ApiException if a parameter is missing
     */
    CompletionStage<byte[]> run();

    /** When it has run: code of the gravest error of the calls it was made of; 0 for none. */
    default int gravest() {
      return 0;
    }
  }

  ApiMethods(ApiBackend backend) {
    byName =
        Map.ofEntries(
            Map.entry("publish", () -> new PublishMethod(backend)),
            Map.entry("broadcast", () -> new BroadcastMethod(backend)),
            Map.entry("subscribe", () -> new ClientMethods.Subscribe(backend)),
            Map.entry("unsubscribe", () -> new ClientMethods.Unsubscribe(backend)),
            Map.entry("disconnect", () -> new ClientMethods.Disconnect(backend)),
            Map.entry("refresh", () -> new ClientMethods.Refresh(backend)),
            Map.entry("presence", () -> new ChannelMethods.Presence(backend)),
            Map.entry("presence_stats", () -> new ChannelMethods.PresenceStats(backend)),
            Map.entry("history", () -> new ChannelMethods.History(backend)),
            Map.entry("history_remove", () -> new ChannelMethods.HistoryRemove(backend)),
            Map.entry("channels", () -> new NodeMethods.Channels(backend)),
            Map.entry("info", () -> new NodeMethods.InfoMethod(backend)),
            Map.entry("rpc", () -> new NodeMethods.Rpc(backend)));
  }

  Set<String> names() {
    return byName.keySet();
  }

  /**
   * Reads the parameters, a JSON object, and runs the method; null if there is none of the name.
   */
  @Nullable CompletionStage<ApiReply.Result> call(String name, byte[] params) {
    Supplier<ApiMethod> method = byName.get(name);
    if (method == null) {
      return null;
    }
    ApiMethod call = method.get();
    try {
      JsonReader.readWithoutNulls(params, call::field);
    } catch (JsonShapeException e) {
      throw new ApiException(Codes.BAD_REQUEST, e.reason());
    }
    return call.run().thenApply(json -> new ApiReply.Result(json, call.gravest()));
  }

  /** What a method needs; errors name it. */
  static String required(String name, String value) {
    if (value.isEmpty()) {
      throw new ApiException(Codes.BAD_REQUEST, name + " is missing");
    }
    return value;
  }
}
