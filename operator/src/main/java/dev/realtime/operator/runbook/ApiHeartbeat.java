package dev.realtime.operator.runbook;

import static java.util.Objects.requireNonNullElse;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Asks the API server now and then whether it is there: a watch of one that hangs is silent, and
 * looks like one in which nothing changes. One request for all services.
 */
final class ApiHeartbeat implements AutoCloseable {
  private static final Duration EVERY = Duration.ofSeconds(3);
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  /** Served to everybody who is authenticated; it looks at etcd too. */
  private static final String READY = "/readyz";

  private final KubernetesClient client;
  private final Duration every;
  private final Duration patience;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private volatile @Nullable String silence;

  /** Asks nothing yet. */
  ApiHeartbeat(KubernetesClient client) {
    this(client, EVERY, PATIENCE);
  }

  /**
   * The same.
   *
   * @param every time between an answer and the next question
   * @param patience how long an answer may take
   */
  ApiHeartbeat(KubernetesClient client, Duration every, Duration patience) {
    this.client = client;
    this.every = every;
    this.patience = patience;
  }

  void start() {
    threads.execute(this::run);
  }

  /** Why it cannot be relied on now; empty if it answered last time. */
  Optional<String> silence() {
    return Optional.ofNullable(silence);
  }

  private void run() {
    try {
      while (!threads.isShutdown()) {
        silence = ask();
        TimeUnit.NANOSECONDS.sleep(every.toNanos());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private @Nullable String ask() throws InterruptedException {
    Future<String> answer = threads.submit(() -> client.raw(READY));
    try {
      answer.get(patience.toMillis(), TimeUnit.MILLISECONDS);
      return null;
    } catch (TimeoutException e) {
      answer.cancel(true);
      return "the API server does not answer within " + patience.toSeconds() + " s";
    } catch (ExecutionException e) {
      // One that refuses is there: some clusters serve its health to nobody.
      return e.getCause() instanceof KubernetesClientException refused
              && refused.getCode() >= 400
              && refused.getCode() < 500
          ? null
          : "the API server does not answer: " + requireNonNullElse(e.getCause(), e).getMessage();
    }
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
