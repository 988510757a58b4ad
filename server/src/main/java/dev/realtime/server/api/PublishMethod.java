package dev.realtime.server.api;

import dev.realtime.server.broker.StreamPosition;
import dev.realtime.server.json.JsonReader;
import dev.realtime.server.json.JsonShapeException;
import dev.realtime.server.json.JsonWriter;
import dev.realtime.server.message.Codes;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** {@code publish}: one publication into one channel. */
final class PublishMethod implements ApiMethods.ApiMethod {
  private final ApiBackend backend;
  private final Options options = new Options();
  private String channel = "";

  PublishMethod(ApiBackend backend) {
    this.backend = backend;
  }

  @Override
  public void field(String name, JsonReader value) throws JsonShapeException {
    if (name.equals("channel")) {
      channel = value.string();
    } else {
      options.field(name, value);
    }
  }

  @Override
  public CompletionStage<byte[]> run() {
    return backend
        .publish(options.into(ApiMethods.required("channel", channel)))
        .thenApply(PublishMethod::result);
  }

  static byte[] result(StreamPosition position) {
    return JsonWriter.object(
        json ->
            json.numberUnlessZero("offset", position.offset())
                .textUnlessEmpty("epoch", position.epoch()));
  }

  /** All parameters but the channel, which broadcast has many of. */
  static final class Options {
    private byte @Nullable [] data;
    private byte @Nullable [] base64Data;
    private Map<String, String> tags = Map.of();
    private boolean skipHistory;
    private String idempotencyKey = "";
    private boolean delta;
    private long version;
    private String versionEpoch = "";

    void field(String name, JsonReader value) throws JsonShapeException {
      switch (name) {
        case "data" -> data = value.raw();
        case "b64data" -> base64Data = value.base64();
        case "tags" -> tags = value.stringMap();
        case "skip_history" -> skipHistory = value.bool();
        case "idempotency_key" -> idempotencyKey = value.string();
        case "delta" -> delta = value.bool();
        case "version" -> version = value.integer(0, Long.MAX_VALUE);
        case "version_epoch" -> versionEpoch = value.string();
        default -> {}
      }
    }

    ApiBackend.Publish into(String channel) {
      byte[] payload = base64Data != null ? base64Data : data;
      if (payload == null) {
        throw new ApiException(Codes.BAD_REQUEST, "data is missing");
      }
      return new ApiBackend.Publish(
          channel,
          payload,
          tags,
          skipHistory,
          idempotencyKey.isEmpty() ? null : idempotencyKey,
          delta,
          version,
          versionEpoch);
    }
  }
}
