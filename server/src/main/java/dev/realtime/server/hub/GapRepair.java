package dev.realtime.server.hub;

import dev.realtime.server.broker.Broker;
import dev.realtime.server.broker.HistoryPage;
import dev.realtime.server.broker.HistoryQuery;
import dev.realtime.server.broker.Publication;
import dev.realtime.server.broker.StreamPosition;
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
    StreamPosition since;
    synchronized (channel) {
      since = channel.delivered();
      if (channel.total() == 0 || since == null) {
        channel.endRepair();
        return;
      }
    }
    broker
        .history(
            channel.name(),
            new HistoryQuery(since, settings.repairPublications().getAsInt(), false),
            settings.rules().get().history(channel.name()).metaTtl())
        .whenComplete((page, failure) -> answered(channel, since, page, failure));
  }

  private void answered(
      HubChannel channel,
      StreamPosition since,
      @Nullable HistoryPage page,
      @Nullable Throwable failure) {
    if (failure != null || page == null) {
      log.atDebug()
          .addKeyValue("channel", channel.name())
          .log("cannot be repaired yet: {}", String.valueOf(failure));
      LATER.execute(() -> read(channel));
      return;
    }
    if (!since.epoch().equals(page.top().epoch()) || page.top().offset() < since.offset()) {
      giveUp(channel, page.top());
      return;
    }
    Progress progress = deliver(channel, since, page);
    switch (progress) {
      case DONE -> {}
      case MORE -> read(channel);
      case FULL -> SOON.execute(() -> read(channel));
      case LOST -> giveUp(channel, page.top());
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

  private Progress deliver(HubChannel channel, StreamPosition since, HistoryPage page) {
    synchronized (channel) {
      long at = since.offset();
      byte[] previous = null;
      for (Publication publication : page.publications()) {
        if (publication.offset() != at + 1) {
          return Progress.LOST;
        }
        Broadcast broadcast =
            Broadcast.publication(channel.name(), publication, since.epoch(), previous);
        if (!hub.dispatch(channel, broadcast)) {
          return Progress.FULL;
        }
        at++;
        previous = publication.data();
        channel.delivered(new StreamPosition(at, since.epoch()));
        metrics.repaired.increment();
      }
      if (at < page.top().offset()) {
        return page.publications().isEmpty() ? Progress.LOST : Progress.MORE;
      }
      if (channel.endRepair()) {
        channel.beginRepair();
        return Progress.MORE;
      }
      return Progress.DONE;
    }
  }

  private void giveUp(HubChannel channel, StreamPosition top) {
    log.atInfo()
        .addKeyValue("channel", channel.name())
        .log("publications before offset {} are lost to subscribers; they are told", top.offset());
    synchronized (channel) {
      channel.delivered(top);
      channel.endRepair();
    }
    hub.lose(channel);
  }
}
