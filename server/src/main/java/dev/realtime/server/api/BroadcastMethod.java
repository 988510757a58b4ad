package dev.realtime.server.api;

import dev.realtime.server.json.JsonReader;
import dev.realtime.server.json.JsonShapeException;
import dev.realtime.server.json.JsonWriter;
import dev.realtime.server.message.Codes;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** {@code broadcast}: the same publication into many channels; each succeeds or fails by itself. */
final class BroadcastMethod implements ApiMethods.ApiMethod {
  private final ApiBackend backend;
  private final PublishMethod.Options options = new PublishMethod.Options();
  private List<String> channels = List.of();

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
    List<CompletableFuture<ApiReply>> replies = new ArrayList<>(channels.size());
    for (String channel : channels) {
      replies.add(
          ApiReply.of(
              () ->
                  backend
                      .publish(options.into(ApiMethods.required("channel", channel)))
                      .thenApply(PublishMethod::result)));
    }
    return CompletableFuture.allOf(replies.toArray(CompletableFuture[]::new))
        .thenApply(
            all ->
                JsonWriter.object(
                    json ->
                        json.objects(
                            "responses",
                            replies,
                            (response, reply) -> reply.join().write(response, "result"))));
  }
}
