package dev.realtime.server.api;

import dev.realtime.server.broker.ClientInfo;
import dev.realtime.server.broker.HistoryQuery;
import dev.realtime.server.broker.Publication;
import dev.realtime.server.broker.StreamPosition;
import dev.realtime.server.json.JsonReader;
import dev.realtime.server.json.JsonShapeException;
import dev.realtime.server.json.JsonWriter;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Methods about what is in a channel. */
abstract class ChannelMethods implements ApiMethods.ApiMethod {
  final ApiBackend backend;
  private String channel = "";

  private ChannelMethods(ApiBackend backend) {
    this.backend = backend;
  }

  @Override
  public final void field(String name, JsonReader value) throws JsonShapeException {
    if (name.equals("channel")) {
      channel = value.string();
    } else {
      ownField(name, value);
    }
  }

  void ownField(String name, JsonReader value) throws JsonShapeException {}

  @Override
  public final CompletionStage<byte[]> run() {
    return run(ApiMethods.required("channel", channel));
  }

  abstract CompletionStage<byte[]> run(String channel);

  static StreamPosition position(JsonReader value) throws JsonShapeException {
    long[] offset = {0};
    String[] epoch = {""};
    value.objectWithoutNulls(
        (name, field) -> {
          switch (name) {
            case "offset" -> offset[0] = field.integer(0, Long.MAX_VALUE);
            case "epoch" -> epoch[0] = field.string();
            default -> {}
          }
        });
    return new StreamPosition(offset[0], epoch[0]);
  }

  static void client(JsonWriter json, ClientInfo info) {
    json.text("user", info.user()).text("client", info.client());
    if (info.connInfo() != null) {
      json.rawOrBase64("conn_info", info.connInfo());
    }
    if (info.chanInfo() != null) {
      json.rawOrBase64("chan_info", info.chanInfo());
    }
  }

  /** {@code presence}. */
  static final class Presence extends ChannelMethods {
    Presence(ApiBackend backend) {
      super(backend);
    }

    @Override
    CompletionStage<byte[]> run(String channel) {
      return backend
          .presence(channel)
          .thenApply(
              clients ->
                  JsonWriter.object(
                      json ->
                          json.object(
                              "presence",
                              byId ->
                                  clients.forEach(
                                      (id, info) -> byId.object(id, each -> client(each, info))))));
    }
  }

  /** {@code presence_stats}. */
  static final class PresenceStats extends ChannelMethods {
    PresenceStats(ApiBackend backend) {
      super(backend);
    }

    @Override
    CompletionStage<byte[]> run(String channel) {
      return backend
          .presenceStats(channel)
          .thenApply(
              stats ->
                  JsonWriter.object(
                      json ->
                          json.number("num_clients", stats.clients())
                              .number("num_users", stats.users())));
    }
  }

  /** {@code history}. */
  static final class History extends ChannelMethods {
    private int limit;
    private @Nullable StreamPosition since;
    private boolean reverse;

    History(ApiBackend backend) {
      super(backend);
    }

    @Override
    void ownField(String name, JsonReader value) throws JsonShapeException {
      switch (name) {
        case "limit" -> limit = (int) value.integer(HistoryQuery.NO_LIMIT, Integer.MAX_VALUE);
        case "since" -> since = position(value);
        case "reverse" -> reverse = value.bool();
        default -> {}
      }
    }

    @Override
    CompletionStage<byte[]> run(String channel) {
      return backend
          .history(channel, new HistoryQuery(since, limit, reverse))
          .thenApply(
              page ->
                  JsonWriter.object(
                      json ->
                          json.objects("publications", page.publications(), History::publication)
                              .text("epoch", page.top().epoch())
                              .number("offset", page.top().offset())));
    }

    private static void publication(JsonWriter json, Publication publication) {
      json.rawOrBase64("data", publication.data());
      ClientInfo info = publication.info();
      if (info != null) {
        json.object("info", fields -> client(fields, info));
      }
      json.numberUnlessZero("offset", publication.offset());
      if (!publication.tags().isEmpty()) {
        json.object("tags", tags -> publication.tags().forEach(tags::text));
      }
      json.numberUnlessZero("time", publication.timeMillis());
    }
  }

  /** {@code history_remove}. */
  static final class HistoryRemove extends ChannelMethods {
    HistoryRemove(ApiBackend backend) {
      super(backend);
    }

    @Override
    CompletionStage<byte[]> run(String channel) {
      return backend
          .removeHistory(channel)
          .thenApply(done -> "{}".getBytes(StandardCharsets.UTF_8));
    }
  }
}
