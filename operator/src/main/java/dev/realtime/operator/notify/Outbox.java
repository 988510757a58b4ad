package dev.realtime.operator.notify;

import dev.realtime.api.v1alpha1.runbook.Links;
import dev.realtime.api.v1alpha1.runbook.NotificationReceiver;
import dev.realtime.api.v1alpha1.runbook.RunbookRun;
import dev.realtime.operator.signal.SecretReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Delivers announcements to each receiver on a thread of its own, those of one run in order. */
public final class Outbox implements AutoCloseable {
  /** How often and how long it is tried. */
  public record Patience(Duration first, Duration longest, Duration giveUp, Duration timeout) {
    /** One second, doubling up to a minute, for ten minutes. */
    public static final Patience DEFAULT =
        new Patience(
            Duration.ofSeconds(1),
            Duration.ofMinutes(1),
            Duration.ofMinutes(10),
            Duration.ofSeconds(5));
  }

  /** What came of a delivery. */
  public enum Outcome {
    /** The receiver has taken it. */
    DELIVERED,
    /** The receiver has said that it will never take it. */
    REFUSED,
    /** It was tried for as long as it is news, without success. */
    GIVEN_UP
  }

  private enum Delivery {
    RUNNING,
    DONE
  }

  /** Connections to receivers at a time: a storm of incidents must not become one of requests. */
  private static final int AT_ONCE = 32;

  /**
   * How often an Alertmanager is posted the alert of an open run again. It keeps alerts in memory,
   * and for as long as whoever posts them says, so its clients repeat them; Prometheus every
   * minute.
   */
  static final Duration AGAIN = Duration.ofMinutes(4);

  private static final Logger log = LoggerFactory.getLogger(Outbox.class);

  private final HttpClient client;
  private final Patience patience;
  private final Clock clock;
  private final Consumer<Outcome> outcomes;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Semaphore connections = new Semaphore(AT_ONCE);
  private final Map<String, Delivery> deliveries = new ConcurrentHashMap<>();

  /** When an alert was last posted, and whether it is being repeated; by receiver and run. */
  private final Map<String, Repetition> repetitions = new ConcurrentHashMap<>();

  private record Repetition(Instant at, Delivery delivery) {}

  /**
   * Delivers through this client.
   *
   * @param outcomes hears of each delivery that has ended, on its own thread
   */
  public Outbox(HttpClient client, Patience patience, Clock clock, Consumer<Outcome> outcomes) {
    this.client = client;
    this.patience = patience;
    this.clock = clock;
    this.outcomes = outcomes;
  }

  /**
   * Hands over what has not been told yet, the next thing for each receiver; returns at once.
   *
   * @return keys whose delivery has ended and which the run's status does not hold yet
   */
  public List<String> offer(
      RunbookRun run, List<NotificationReceiver> receivers, Links links, SecretReader secrets) {
    var ended = new ArrayList<String>();
    List<Announcement> announcements = Announcements.of(run, links);
    for (NotificationReceiver receiver : receivers) {
      String alert = receiver.name() + "/" + run.getMetadata().getUid();
      // In its order: an "opened" that arrives after "over" would open the incident again.
      if (!repeating(alert)) {
        List<Announcement> heard =
            announcements.stream().filter(it -> receiver.hears(it.event())).toList();
        if (allTold(alert, run, receiver, heard, secrets, ended)) {
          repeat(alert, run, receiver, heard, secrets);
        }
      }
    }
    return ended;
  }

  /** Tells the next thing; whether there is none. */
  private boolean allTold(
      String alert,
      RunbookRun run,
      NotificationReceiver receiver,
      List<Announcement> heard,
      SecretReader secrets,
      List<String> ended) {
    for (Announcement announcement : heard) {
      String entry = receiver.name() + "/" + announcement.key();
      if (run.getStatus().notified().contains(entry)) {
        deliveries.remove(entry);
        continue;
      }
      Delivery before = deliveries.putIfAbsent(entry, Delivery.RUNNING);
      if (before == null) {
        threads.execute(() -> deliver(alert, entry, receiver, announcement, secrets));
      }
      if (before != Delivery.DONE) {
        return false;
      }
      ended.add(entry);
    }
    return true;
  }

  private boolean repeating(String alert) {
    Repetition last = repetitions.get(alert);
    return last != null && last.delivery() == Delivery.RUNNING;
  }

  /**
   * Posts what was told last to an Alertmanager again, if it is time; once, for the next time comes
   * soon. A new leader, who does not know when it was, does so at once.
   */
  private void repeat(
      String alert,
      RunbookRun run,
      NotificationReceiver receiver,
      List<Announcement> told,
      SecretReader secrets) {
    if (receiver.alertmanager() == null || told.isEmpty() || !run.open()) {
      repetitions.remove(alert);
      return;
    }
    Instant now = clock.instant();
    Repetition last = repetitions.get(alert);
    if (last != null && now.isBefore(last.at().plus(AGAIN))) {
      return;
    }
    // Of a service that was deleted nobody says that its run is over.
    repetitions.values().removeIf(old -> old.at().isBefore(now.minus(Messages.ALERT_LIFE)));
    repetitions.put(alert, new Repetition(now, Delivery.RUNNING));
    threads.execute(
        () -> {
          try {
            attempt(receiver, told.getLast(), secrets);
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          } finally {
            repetitions.put(alert, new Repetition(now, Delivery.DONE));
          }
        });
  }

  private void deliver(
      String alert,
      String entry,
      NotificationReceiver receiver,
      Announcement announcement,
      SecretReader secrets) {
    Instant giveUp = clock.instant().plus(patience.giveUp());
    Duration pause = patience.first();
    try {
      Optional<Outcome> outcome = attempt(receiver, announcement, secrets);
      while (outcome.isEmpty() && !clock.instant().isAfter(giveUp)) {
        Thread.sleep(pause);
        pause = pause.multipliedBy(2);
        pause = pause.compareTo(patience.longest()) > 0 ? patience.longest() : pause;
        outcome = attempt(receiver, announcement, secrets);
      }
      if (outcome.isEmpty()) {
        log.warn(
            "Receiver {} was not told {}: given up after {}",
            receiver.name(),
            announcement.key(),
            patience.giveUp());
      }
      outcomes.accept(outcome.orElse(Outcome.GIVEN_UP));
      if (receiver.alertmanager() != null) {
        repetitions.put(alert, new Repetition(clock.instant(), Delivery.DONE));
      }
      deliveries.put(entry, Delivery.DONE);
    } catch (InterruptedException e) {
      // The operator stops: what was not delivered is in the status of the run for the next one.
      deliveries.remove(entry);
      Thread.currentThread().interrupt();
    }
  }

  /** One attempt; empty if there is a point in another. */
  private Optional<Outcome> attempt(
      NotificationReceiver receiver, Announcement announcement, SecretReader secrets)
      throws InterruptedException {
    connections.acquire();
    try {
      Message message = Messages.of(receiver, announcement, secrets, clock.instant());
      HttpRequest.Builder request =
          HttpRequest.newBuilder(URI.create(message.url()))
              .timeout(patience.timeout())
              .POST(HttpRequest.BodyPublishers.ofString(message.body()));
      message.headers().forEach(request::header);
      int status = status(request.build());
      if (status / 100 == 2) {
        return Optional.of(Outcome.DELIVERED);
      }
      boolean never = status / 100 == 4 && status != 408 && status != 429;
      log.warn(
          "Receiver {} answers {}{}", receiver.name(), status, never ? "; not tried again" : "");
      return never ? Optional.of(Outcome.REFUSED) : Optional.empty();
    } catch (IOException | SecretReader.NotReadable | RuntimeException e) {
      log.warn("Receiver {} cannot be told: {}", receiver.name(), e.getClass().getSimpleName());
      return Optional.empty();
    } finally {
      connections.release();
    }
  }

  /**
   * Posts, and waits for the whole answer: the JDK's own timeout ends with the headers, and a body
   * that never ends would keep one of the connections for ever.
   */
  private int status(HttpRequest request) throws IOException, InterruptedException {
    CompletableFuture<HttpResponse<Void>> answer =
        client.sendAsync(request, HttpResponse.BodyHandlers.discarding());
    try {
      return answer.get(patience.timeout().toMillis(), TimeUnit.MILLISECONDS).statusCode();
    } catch (TimeoutException e) {
      throw new HttpTimeoutException("no whole answer within " + patience.timeout());
    } catch (ExecutionException e) {
      throw e.getCause() instanceof IOException cause ? cause : new IOException(e.getCause());
    } finally {
      answer.cancel(true);
    }
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
