package dev.realtime.server.hub;

import dev.realtime.server.broker.Broker;
import dev.realtime.server.broker.HistoryPage;
import dev.realtime.server.broker.HistoryQuery;
import dev.realtime.server.broker.Publication;
import dev.realtime.server.broker.StreamPosition;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Fills what a channel missed from its history, before clients hear anything.
 *
 * <p>While a channel is being repaired its live publications are not delivered: they are in the
 * history as well, and the repair goes on until nothing came meanwhile. If the broker does not
 * answer, it tries again each second; if history does not reach back far enough, or the stream is
 * another one, clients are told to recover.
 *
 * <p>A stream that has lost what was delivered already ({@link Checkpoint}) gets another epoch
 * first, so that no position in it, on whichever node it is shown, counts as one in what came
 * instead.
 */
final class GapRepair {
  private static final Logger log = LoggerFactory.getLogger(GapRepair.class);
  private static final Executor SOON =
      CompletableFuture.delayedExecutor(100, TimeUnit.MILLISECONDS);
  private static final Executor LATER = CompletableFuture.delayedExecutor(1, TimeUnit.SECONDS);

  private final Hub hub;
  private final Broker broker;
  private final HubSettings settings;
  private final HubMetrics metrics;

  GapRepair(Hub hub, Broker broker, HubSettings settings, HubMetrics metrics) {
    this.hub = hub;
    this.broker = broker;
    this.settings = settings;
    this.metrics = metrics;
  }

  /** Begins unless the channel is being repaired already, keeps no history, or has no position. */
  void begin(HubChannel channel) {
    synchronized (channel) {
      if (channel.delivered() == null || !channel.beginRepair()) {
        return;
      }
    }
    metrics.gaps.increment();
    read(channel);
  }

  private void read(HubChannel channel) {
    Checkpoint at;
    synchronized (channel) {
      at = channel.checkpoint();
      if (at == null || (channel.total() == 0 && !at.inDoubt())) {
        channel.endRepair();
        return;
      }
    }
    broker
        .history(
            channel.name(),
            new HistoryQuery(
                at.readFrom(), at.limit(settings.repairPublications().getAsInt()), false),
            settings.rules().get().history(channel.name()).metaTtl())
        .whenComplete((page, failure) -> answered(channel, at, page, failure));
  }

  private void answered(
      HubChannel channel, Checkpoint at, @Nullable HistoryPage page, @Nullable Throwable failure) {
    if (failure != null || page == null) {
      log.atDebug()
          .addKeyValue("channel", channel.name())
          .log("cannot be repaired yet: {}", String.valueOf(failure));
      LATER.execute(() -> read(channel));
      return;
    }
    if (at.isOfAnotherEpoch(page)) {
      giveUp(channel, at, page);
      return;
    }
    if (at.wasRolledBack(page)) {
      renew(channel, at);
      return;
    }
    Progress progress = deliver(channel, at, page);
    switch (progress) {
      case DONE -> {}
      case MORE -> read(channel);
      case FULL -> SOON.execute(() -> read(channel));
      case LOST -> giveUp(channel, at, page);
    }
  }

  private enum Progress {
    /** Nothing is missing any more. */
    DONE,
    /** More came meanwhile. */
    MORE,
    /** The loops have no room now. */
    FULL,
    /** History does not reach back far enough. */
    LOST
  }

  private Progress deliver(HubChannel channel, Checkpoint from, HistoryPage page) {
    String epoch = from.position().epoch();
    List<Publication> publications = from.after(page);
    synchronized (channel) {
      channel.verified(from);
      long at = from.position().offset();
      byte[] previous = null;
      for (Publication publication : publications) {
        if (publication.offset() != at + 1) {
          return Progress.LOST;
        }
        Broadcast broadcast = Broadcast.publication(channel.name(), publication, epoch, previous);
        if (!hub.dispatch(channel, broadcast)) {
          return Progress.FULL;
        }
        at++;
        previous = publication.data();
        channel.delivered(new StreamPosition(at, epoch), publication.timeMillis());
        metrics.repaired.increment();
      }
      if (at < page.top().offset()) {
        return publications.isEmpty() ? Progress.LOST : Progress.MORE;
      }
      if (channel.endRepair()) {
        channel.beginRepair();
        return Progress.MORE;
      }
      return Progress.DONE;
    }
  }

  /** Gives the stream another epoch, and looks again: it is told as one that ended. */
  private void renew(HubChannel channel, Checkpoint at) {
    log.atWarn()
        .addKeyValue("channel", channel.name())
        .log(
            "Redis has lost what was delivered up to offset {}, or cannot show it; the stream gets"
                + " another epoch, and subscribers are told",
            at.position().offset());
    broker
        .renewEpoch(channel.name(), at.position().epoch())
        .whenComplete(
            (_, failure) -> {
              if (failure == null) {
                metrics.rolledBack.increment();
                read(channel);
              } else {
                LATER.execute(() -> read(channel));
              }
            });
  }

  private void giveUp(HubChannel channel, Checkpoint at, HistoryPage page) {
    StreamPosition top = page.top();
    log.atInfo()
        .addKeyValue("channel", channel.name())
        .log("publications before offset {} are lost to subscribers; they are told", top.offset());
    synchronized (channel) {
      channel.delivered(top, page.topTimeMillis());
      channel.verified(at);
      channel.endRepair();
    }
    hub.lose(channel);
  }
}
