package dev.realtime.server.api;

import dev.realtime.server.json.JsonWriter;
import dev.realtime.server.message.Codes;
import dev.realtime.server.message.ErrorCode;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** How one call ended. */
sealed interface ApiReply {
  /**
   * Well, as far as the call itself goes.
   *
   * @param gravest code of the gravest error of the calls it was made of; 0 for none
   */
  @SuppressWarnings("ArrayRecordComponent") // written once
  record Result(byte[] json, int gravest) implements ApiReply {
    /** Of a call that is made of no others. */
    Result(byte[] json) {
      this(json, 0);
    }
  }

  /** In an error. */
  record Failure(ErrorCode error) implements ApiReply {}

  /** Runs a call to its end; the future never fails. */
  static CompletableFuture<ApiReply> of(Supplier<CompletionStage<Result>> call) {
    try {
      return call.get()
          .<ApiReply>thenApply(result -> result)
          .exceptionally(failure -> new Failure(Failures.error(failure)))
          .toCompletableFuture();
    } catch (RuntimeException e) {
      return CompletableFuture.completedFuture(new Failure(Failures.error(e)));
    }
  }

  /** What it counts as: its error's code, or that of the gravest within; 0 if all went well. */
  default int code() {
    return switch (this) {
      case Result(byte[] _, int gravest) -> gravest;
      case Failure(ErrorCode error) -> error.code();
    };
  }

  /** The gravest of these: the server's own error before all others, of those the first. */
  static int gravest(List<ApiReply> replies) {
    int gravest = 0;
    for (ApiReply reply : replies) {
      if (gravest == 0 || reply.code() == Codes.INTERNAL.code()) {
        gravest = reply.code();
      }
    }
    return gravest;
  }

  /**
   * Writes {@code "error": {...}}, or the result.
   *
   * @param resultName its field's name
   */
  default void write(JsonWriter json, String resultName) {
    switch (this) {
      case Result(byte[] result, int _) -> json.raw(resultName, result);
      case Failure(ErrorCode error) ->
          json.object(
              "error",
              fields -> fields.number("code", error.code()).text("message", error.message()));
    }
  }
}
