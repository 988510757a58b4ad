package dev.realtime.server.proxy;

import com.github.benmanes.caffeine.cache.AsyncCache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import com.github.benmanes.caffeine.cache.Ticker;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
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
  private final Duration ttl;

  AnswerCache(ProxySettings.Cache settings, Ticker ticker) {
    ttl = settings.ttl();
    answers =
        Caffeine.newBuilder()
            .expireAfter(Expiry.<String, BackendHttp.Exchange>creating((key, answer) -> ttl))
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
   * @param lifetime for how long an answer may be given again; zero or less for not at all
   */
  Lookup get(
      String key,
      Supplier<CompletableFuture<BackendHttp.Exchange>> call,
      Function<BackendHttp.Exchange, Duration> lifetime) {
    boolean[] called = {false};
    CompletableFuture<BackendHttp.Exchange> answer =
        answers.get(
            key,
            (missing, executor) -> {
              called[0] = true;
              return call.get();
            });
    if (called[0]) {
      var _ = answer.thenAccept(exchange -> keep(key, answer, lifetime.apply(exchange)));
    }
    return new Lookup(answer, !called[0]);
  }

  private void keep(String key, CompletableFuture<BackendHttp.Exchange> answer, Duration lifetime) {
    if (!lifetime.isPositive()) {
      answers.asMap().remove(key, answer);
    } else if (lifetime.compareTo(ttl) < 0) {
      answers.synchronous().policy().expireVariably().orElseThrow().setExpiresAfter(key, lifetime);
    }
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
