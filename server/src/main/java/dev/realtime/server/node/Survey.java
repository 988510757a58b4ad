package dev.realtime.server.node;

import dev.realtime.server.api.ApiException;
import dev.realtime.server.message.Codes;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * Questions to all nodes that are known, each waiting for every answer. A node that stays silent
 * fails the question: half an answer would pass for a whole one.
 *
 * @param <A> an answer
 */
final class Survey<A> {
  /** SDKs of the API give a call 5 seconds or more. */
  private static final Duration TIMEOUT = Duration.ofSeconds(3);

  private final Map<String, Question<A>> open = new ConcurrentHashMap<>();

  private record Question<A>(
      Set<String> silent, Map<String, A> answers, CompletableFuture<Collection<A>> done) {}

  /**
   * Asks.
   *
   * @param nodes who has to answer
   * @param send sends the question under the id it is given; its stage fails if it cannot
   */
  CompletableFuture<Collection<A>> ask(
      Set<String> nodes, Function<String, CompletableFuture<Void>> send) {
    Question<A> question =
        new Question<>(new TreeSet<>(nodes), new HashMap<>(), new CompletableFuture<>());
    if (nodes.isEmpty()) {
      question.done().complete(question.answers().values());
      return question.done();
    }
    String id = UUID.randomUUID().toString();
    open.put(id, question);
    var _ =
        send.apply(id)
            .whenComplete(
                (sent, failure) -> {
                  if (failure != null) {
                    question.done().completeExceptionally(failure);
                  }
                });
    CompletableFuture<Void> timeout =
        new CompletableFuture<Void>()
            .completeOnTimeout(null, TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
    var _ = timeout.thenAccept(passed -> question.done().completeExceptionally(silence(question)));
    return question
        .done()
        .whenComplete(
            (answers, failure) -> {
              open.remove(id);
              timeout.cancel(false);
            });
  }

  /** Takes an answer; one that comes too late, or unasked, is passed over. */
  void answered(String id, String node, A answer) {
    Question<A> question = open.get(id);
    if (question == null) {
      return;
    }
    boolean complete;
    synchronized (question) {
      if (question.silent().remove(node)) {
        question.answers().put(node, answer);
      }
      complete = question.silent().isEmpty();
    }
    if (complete) {
      question.done().complete(question.answers().values());
    }
  }

  private static ApiException silence(Question<?> question) {
    synchronized (question) {
      return new ApiException(
          Codes.INTERNAL, "no answer in " + TIMEOUT.toSeconds() + " s from " + question.silent());
    }
  }
}
