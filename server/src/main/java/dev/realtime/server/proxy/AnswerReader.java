package dev.realtime.server.proxy;

import dev.realtime.server.auth.SubscribeOptions;
import dev.realtime.server.auth.SubscribeOptionsReader;
import dev.realtime.server.json.JsonReader;
import dev.realtime.server.json.JsonShapeException;
import dev.realtime.server.proxy.ProxyOutcome.Answered;
import dev.realtime.server.proxy.ProxyOutcome.Disconnected;
import dev.realtime.server.proxy.ProxyOutcome.Failed;
import dev.realtime.server.proxy.ProxyOutcome.Refused;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads a backend's answer: {@code {"result": {...}}}, {@code {"error": {...}}} or {@code
 * {"disconnect": {...}}}. One that has none of them is no answer: a page of the wrong service must
 * not open a channel.
 *
 * @param <T> the result
 */
abstract class AnswerReader<T> {
  /** The end of the year 9999. */
  private static final long MAX_SECONDS = 253_402_300_799L;

  /** What a close frame holds beside its code. */
  private static final int MAX_REASON_BYTES = 123;

  private boolean hasResult;
  private @Nullable Refused<T> refused;
  private @Nullable Disconnected<T> disconnected;

  /** Takes one field of the result. Fields that are not known are passed over. */
  abstract void field(String name, JsonReader value) throws JsonShapeException;

  /** What the fields came to. */
  abstract T result();

  ProxyOutcome<T> read(byte[] body) {
    try {
      JsonReader.read(
          body,
          (name, value) -> {
            if (value.isNull()) {
              return;
            }
            switch (name) {
              case "result" -> {
                hasResult = true;
                value.objectWithoutNulls(this::field);
              }
              case "error" -> refused = error(value);
              case "disconnect" -> disconnected = disconnect(value);
              default -> {}
            }
          });
    } catch (JsonShapeException e) {
      return new Failed<>(ProxyFailure.BAD_ANSWER, "answer: " + e.reason());
    }
    if (disconnected != null) {
      return disconnected;
    }
    if (refused != null) {
      return refused;
    }
    return hasResult
        ? new Answered<>(result())
        : new Failed<>(ProxyFailure.BAD_ANSWER, "answer has none of result, error and disconnect");
  }

  private static <T> Refused<T> error(JsonReader value) throws JsonShapeException {
    int[] code = {0};
    String[] message = {""};
    boolean[] temporary = {false};
    value.objectWithoutNulls(
        (name, field) -> {
          switch (name) {
            case "code" -> code[0] = (int) field.integer(1, 1999);
            case "message" -> message[0] = field.string();
            case "temporary" -> temporary[0] = field.bool();
            default -> {}
          }
        });
    if (code[0] == 0) {
      throw new JsonShapeException("error has no code");
    }
    return new Refused<>(code[0], message[0], temporary[0]);
  }

  private static <T> Disconnected<T> disconnect(JsonReader value) throws JsonShapeException {
    int[] code = {0};
    String[] reason = {""};
    value.objectWithoutNulls(
        (name, field) -> {
          switch (name) {
            case "code" -> code[0] = (int) field.integer(3000, 4999);
            case "reason" -> reason[0] = field.string();
            default -> {}
          }
        });
    if (code[0] == 0) {
      throw new JsonShapeException("disconnect has no code");
    }
    if (reason[0].getBytes(StandardCharsets.UTF_8).length > MAX_REASON_BYTES) {
      throw new JsonShapeException(
          "reason of disconnect is longer than " + MAX_REASON_BYTES + " bytes");
    }
    return new Disconnected<>(code[0], reason[0]);
  }

  private static long expireAt(JsonReader value) throws JsonShapeException {
    return value.integer(0, MAX_SECONDS);
  }

  static final class Connect extends AnswerReader<ConnectAnswer> {
    private final SubscribeOptionsReader payloads = new SubscribeOptionsReader();
    private String user = "";
    private long expireAt;
    private byte @Nullable [] meta;
    private List<String> channels = List.of();
    private Map<String, SubscribeOptions> subscriptions = Map.of();

    @Override
    void field(String name, JsonReader value) throws JsonShapeException {
      switch (name) {
        case "user" -> user = value.string();
        case "expire_at" -> expireAt = expireAt(value);
        case "meta" -> meta = value.rawObject();
        case "channels" -> channels = value.strings();
        case "subs" -> subscriptions = SubscribeOptionsReader.map(value);
        default -> payloads.field(name, value);
      }
    }

    @Override
    ConnectAnswer result() {
      SubscribeOptions read = payloads.options();
      return new ConnectAnswer(
          user, expireAt, read.info(), read.data(), meta, channels, subscriptions);
    }
  }

  static final class Refresh extends AnswerReader<RefreshAnswer> {
    private final SubscribeOptionsReader payloads = new SubscribeOptionsReader();
    private boolean expired;
    private long expireAt;

    @Override
    void field(String name, JsonReader value) throws JsonShapeException {
      switch (name) {
        case "expired" -> expired = value.bool();
        case "expire_at" -> expireAt = expireAt(value);
        default -> payloads.field(name, value);
      }
    }

    @Override
    RefreshAnswer result() {
      return new RefreshAnswer(expired, expireAt, payloads.options().info());
    }
  }

  static final class Subscribe extends AnswerReader<SubscribeAnswer> {
    private final SubscribeOptionsReader options = new SubscribeOptionsReader();
    private long expireAt;

    @Override
    void field(String name, JsonReader value) throws JsonShapeException {
      if (name.equals("expire_at")) {
        expireAt = expireAt(value);
      } else {
        options.field(name, value);
      }
    }

    @Override
    SubscribeAnswer result() {
      return new SubscribeAnswer(options.options(), expireAt);
    }
  }

  static final class Publish extends AnswerReader<PublishAnswer> {
    private final SubscribeOptionsReader payloads = new SubscribeOptionsReader();
    private boolean skipHistory;
    private Map<String, String> tags = Map.of();
    private @Nullable String idempotencyKey;
    private boolean delta;
    private long version;
    private String versionEpoch = "";

    @Override
    void field(String name, JsonReader value) throws JsonShapeException {
      switch (name) {
        case "skip_history" -> skipHistory = value.bool();
        case "tags" -> tags = value.stringMap();
        case "idempotency_key" -> idempotencyKey = value.string();
        case "delta" -> delta = value.bool();
        case "version" -> version = value.integer(0, Long.MAX_VALUE);
        case "version_epoch" -> versionEpoch = value.string();
        default -> payloads.field(name, value);
      }
    }

    @Override
    PublishAnswer result() {
      return new PublishAnswer(
          payloads.options().data(),
          skipHistory,
          tags,
          idempotencyKey == null || idempotencyKey.isEmpty() ? null : idempotencyKey,
          delta,
          version,
          versionEpoch);
    }
  }

  static final class Rpc extends AnswerReader<RpcAnswer> {
    private final SubscribeOptionsReader payloads = new SubscribeOptionsReader();

    @Override
    void field(String name, JsonReader value) throws JsonShapeException {
      payloads.field(name, value);
    }

    @Override
    RpcAnswer result() {
      return new RpcAnswer(payloads.options().data());
    }
  }
}
