package dev.realtime.server.api;

import dev.realtime.server.auth.SubscribeOptionsReader;
import dev.realtime.server.broker.StreamPosition;
import dev.realtime.server.json.JsonReader;
import dev.realtime.server.json.JsonShapeException;
import dev.realtime.server.message.Codes;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Methods about connections of a user. Their results are empty. */
abstract class ClientMethods implements ApiMethods.ApiMethod {
  /** The end of the year 9999. */
  private static final long MAX_SECONDS = 253_402_300_799L;

  private static final byte[] EMPTY = "{}".getBytes(StandardCharsets.UTF_8);

  final ApiBackend backend;
  private @Nullable String user;
  private String client = "";
  private String session = "";

  private ClientMethods(ApiBackend backend) {
    this.backend = backend;
  }

  @Override
  public final void field(String name, JsonReader value) throws JsonShapeException {
    switch (name) {
      case "user" -> user = value.string();
      case "client" -> client = value.string();
      case "session" -> session = value.string();
      default -> ownField(name, value);
    }
  }

  abstract void ownField(String name, JsonReader value) throws JsonShapeException;

  @Override
  public final CompletionStage<byte[]> run() {
    // An empty user is the anonymous one, and is meant only where it is said.
    String whose = user;
    if (whose == null) {
      throw new ApiException(Codes.BAD_REQUEST, "user is missing");
    }
    return run(new ApiBackend.Target(whose, client, session)).thenApply(done -> EMPTY);
  }

  abstract CompletionStage<Void> run(ApiBackend.Target target);

  /** {@code subscribe}. */
  static final class Subscribe extends ClientMethods {
    private final SubscribeOptionsReader options = new SubscribeOptionsReader();
    private String channel = "";
    private @Nullable StreamPosition recoverSince;

    Subscribe(ApiBackend backend) {
      super(backend);
    }

    @Override
    void ownField(String name, JsonReader value) throws JsonShapeException {
      switch (name) {
        case "channel" -> channel = value.string();
        case "recover_since" -> recoverSince = ChannelMethods.position(value);
        default -> options.field(name, value);
      }
    }

    @Override
    CompletionStage<Void> run(ApiBackend.Target target) {
      return backend.subscribe(
          target, ApiMethods.required("channel", channel), options.options(), recoverSince);
    }
  }

  /** {@code unsubscribe}. */
  static final class Unsubscribe extends ClientMethods {
    private String channel = "";

    Unsubscribe(ApiBackend backend) {
      super(backend);
    }

    @Override
    void ownField(String name, JsonReader value) throws JsonShapeException {
      if (name.equals("channel")) {
        channel = value.string();
      }
    }

    @Override
    CompletionStage<Void> run(ApiBackend.Target target) {
      return backend.unsubscribe(target, ApiMethods.required("channel", channel));
    }
  }

  /** {@code disconnect}. */
  static final class Disconnect extends ClientMethods {
    private List<String> except = List.of();
    private int code = Codes.FORCE_NO_RECONNECT.code();
    private String reason = Codes.FORCE_NO_RECONNECT.reason();

    Disconnect(ApiBackend backend) {
      super(backend);
    }

    @Override
    void ownField(String name, JsonReader value) throws JsonShapeException {
      switch (name) {
        case "whitelist" -> except = value.strings();
        case "disconnect" ->
            value.objectWithoutNulls(
                (field, part) -> {
                  switch (field) {
                    case "code" -> code = (int) part.integer(3000, 4999);
                    case "reason" -> reason = part.string();
                    default -> {}
                  }
                });
        default -> {}
      }
    }

    @Override
    CompletionStage<Void> run(ApiBackend.Target target) {
      return backend.disconnect(
          target, except, new dev.realtime.server.message.Disconnect(code, reason));
    }
  }

  /** {@code refresh}. */
  static final class Refresh extends ClientMethods {
    private boolean expired;
    private long expireAt;

    Refresh(ApiBackend backend) {
      super(backend);
    }

    @Override
    void ownField(String name, JsonReader value) throws JsonShapeException {
      switch (name) {
        case "expired" -> expired = value.bool();
        case "expire_at" -> expireAt = value.integer(0, MAX_SECONDS);
        default -> {}
      }
    }

    @Override
    CompletionStage<Void> run(ApiBackend.Target target) {
      return backend.refresh(target, expired, expireAt);
    }
  }
}
