package dev.realtime.server.proxy;

import com.github.benmanes.caffeine.cache.AsyncCache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Answers given again for a while, bounded in bytes. Equal questions asked at once share one call.
 *
 * <p>Only agreement is kept: a refusal may be lifted any moment, and a failure is no answer.
 */
final class AnswerCache {
  /** Estimate for key, future and entry beside the answer's own bytes. */
  private static final int ENTRY_OVERHEAD = 300;

  private final AsyncCache<String, BackendHttp.Exchange> answers;

  AnswerCache(ProxySettings.Cache settings, Ticker ticker) {
    answers =
        Caffeine.newBuilder()
            .expireAfterWrite(settings.ttl())
            .maximumWeight(settings.maxBytes())
            .weigher((String key, BackendHttp.Exchange answer) -> weight(answer))
            .executor(Runnable::run)
            .ticker(ticker)
            .buildAsync();
  }

  /** Whether the answer came from here, or from another's call, beside the answer. */
  record Lookup(CompletableFuture<BackendHttp.Exchange> answer, boolean hit) {}

  /**
   * Finds an answer, or makes the call.
   *
   * @param keeps whether an answer may be given again
   */
  Lookup get(
      String key,
      Supplier<CompletableFuture<BackendHttp.Exchange>> call,
      Predicate<BackendHttp.Exchange> keeps) {
    boolean[] called = {false};
    CompletableFuture<BackendHttp.Exchange> answer =
        answers.get(
            key,
            (missing, executor) -> {
              called[0] = true;
              return call.get();
            });
    if (called[0]) {
      var _ =
          answer.thenAccept(
              exchange -> {
                if (!keeps.test(exchange)) {
                  answers.asMap().remove(key, answer);
                }
              });
    }
    return new Lookup(answer, !called[0]);
  }

  /** The question without who asks, and with the headers that say on whose behalf. */
  static String key(byte[] question, Map<String, String> headers) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(question);
      digest.update(headers.toString().getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  private static int weight(BackendHttp.Exchange answer) {
    return ENTRY_OVERHEAD
        + (answer instanceof BackendHttp.Exchange.Response(int status, byte[] body)
            ? body.length
            : 0);
  }
}
