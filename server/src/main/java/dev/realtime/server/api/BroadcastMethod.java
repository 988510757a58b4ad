package dev.realtime.server.api;

import dev.realtime.server.json.JsonReader;
import dev.realtime.server.json.JsonShapeException;
import dev.realtime.server.json.JsonWriter;
import dev.realtime.server.message.Codes;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** {@code broadcast}: the same publication into many channels; each succeeds or fails by itself. */
final class BroadcastMethod implements ApiMethods.ApiMethod {
  /**
   * Publications under way at a time: of 64 KiB each 4 MiB, a quarter of what may wait for an
   * answer of Redis; at a round trip of 0.5 ms 128,000 a second.
   */
  static final int AT_ONCE = 64;

  private final ApiBackend backend;
  private final PublishMethod.Options options = new PublishMethod.Options();
  private List<String> channels = List.of();
  private int gravest;

  BroadcastMethod(ApiBackend backend) {
    this.backend = backend;
  }

  @Override
  public void field(String name, JsonReader value) throws JsonShapeException {
    if (name.equals("channels")) {
      channels = value.strings();
    } else {
      options.field(name, value);
    }
  }

  @Override
  public CompletionStage<byte[]> run() {
    if (channels.isEmpty()) {
      throw new ApiException(Codes.BAD_REQUEST, "channels is missing");
    }
    return Window.run(channels.size(), AT_ONCE, number -> publish(channels.get(number)))
        .thenApply(
            replies -> {
              gravest = ApiReply.gravest(replies);
              return JsonWriter.object(
                  json ->
                      json.objects(
                          "responses",
                          replies,
                          (response, reply) -> reply.write(response, "result")));
            });
  }

  @Override
  public int gravest() {
    return gravest;
  }

  private CompletableFuture<ApiReply> publish(String channel) {
    return ApiReply.of(
        () ->
            backend
                .publish(options.into(ApiMethods.required("channel", channel)))
                .thenApply(place -> new ApiReply.Result(PublishMethod.result(place))));
  }
}
