package dev.realtime.server.api;

import dev.realtime.server.json.JsonWriter;
import dev.realtime.server.message.ErrorCode;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** How one call ended. */
sealed interface ApiReply {
  /** Well. */
  @SuppressWarnings("ArrayRecordComponent") // written once
  record Result(byte[] json) implements ApiReply {}

  /** In an error. */
  record Failure(ErrorCode error) implements ApiReply {}

  /** Runs a call to its end; the future never fails. */
  static CompletableFuture<ApiReply> of(Supplier<CompletionStage<byte[]>> call) {
    try {
      return call.get()
          .<ApiReply>thenApply(Result::new)
          .exceptionally(failure -> new Failure(Failures.error(failure)))
          .toCompletableFuture();
    } catch (RuntimeException e) {
      return CompletableFuture.completedFuture(new Failure(Failures.error(e)));
    }
  }

  /**
   * Writes {@code "error": {...}}, or the result.
   *
   * @param resultName its field's name
   */
  default void write(JsonWriter json, String resultName) {
    switch (this) {
      case Result(byte[] result) -> json.raw(resultName, result);
      case Failure(ErrorCode error) ->
          json.object(
              "error",
              fields -> fields.number("code", error.code()).text("message", error.message()));
    }
  }
}
