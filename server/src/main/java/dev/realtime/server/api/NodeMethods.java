package dev.realtime.server.api;

import dev.realtime.server.json.JsonReader;
import dev.realtime.server.json.JsonShapeException;
import dev.realtime.server.json.JsonWriter;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Methods about the nodes and what is on them. */
final class NodeMethods {
  private NodeMethods() {}

  /** {@code channels}, by pages. */
  static final class Channels implements ApiMethods.ApiMethod {
    /** As many as one answer holds without need: about half a megabyte. */
    private static final int MAX_LIMIT = 10_000;

    private final ApiBackend backend;
    private String pattern = "";
    private String cursor = "";
    private int limit = MAX_LIMIT;

    Channels(ApiBackend backend) {
      this.backend = backend;
    }

    @Override
    public void field(String name, JsonReader value) throws JsonShapeException {
      switch (name) {
        case "pattern" -> pattern = value.string();
        case "cursor" -> cursor = value.string();
        case "limit" -> limit = (int) value.integer(1, MAX_LIMIT);
        default -> {}
      }
    }

    @Override
    public CompletionStage<byte[]> run() {
      return backend
          .channels(pattern, cursor, limit)
          .thenApply(
              page ->
                  JsonWriter.object(
                      json ->
                          json.object(
                                  "channels",
                                  channels ->
                                      page.clients()
                                          .forEach(
                                              (channel, clients) ->
                                                  channels.object(
                                                      channel,
                                                      each -> each.number("num_clients", clients))))
                              .textUnlessEmpty("next_cursor", page.nextCursor())));
    }
  }

  /** {@code info}. */
  static final class InfoMethod implements ApiMethods.ApiMethod {
    private final ApiBackend backend;

    InfoMethod(ApiBackend backend) {
      this.backend = backend;
    }

    @Override
    public void field(String name, JsonReader value) {}

    @Override
    public CompletionStage<byte[]> run() {
      return backend
          .info()
          .thenApply(
              nodes -> JsonWriter.object(json -> json.objects("nodes", nodes, InfoMethod::node)));
    }

    private static void node(JsonWriter json, ApiBackend.NodeInfo node) {
      json.text("uid", node.uid())
          .text("name", node.name())
          .text("version", node.version())
          .number("num_clients", node.clients())
          .number("num_users", node.users())
          .number("num_subs", node.subscriptions())
          .number("num_channels", node.channels())
          .number("uptime", node.uptimeSeconds());
    }
  }

  /** {@code rpc}. */
  static final class Rpc implements ApiMethods.ApiMethod {
    private final ApiBackend backend;
    private String method = "";
    private byte @Nullable [] params;

    Rpc(ApiBackend backend) {
      this.backend = backend;
    }

    @Override
    public void field(String name, JsonReader value) throws JsonShapeException {
      switch (name) {
        case "method" -> method = value.string();
        case "params" -> params = value.raw();
        default -> {}
      }
    }

    @Override
    public CompletionStage<byte[]> run() {
      return backend
          .rpc(ApiMethods.required("method", method), params)
          .thenApply(data -> JsonWriter.object(json -> json.raw("data", data)));
    }
  }
}
