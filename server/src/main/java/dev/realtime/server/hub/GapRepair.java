package dev.realtime.server.hub;

import dev.realtime.server.broker.Broker;
import dev.realtime.server.broker.HistoryPage;
import dev.realtime.server.broker.HistoryQuery;
import dev.realtime.server.broker.Publication;
import dev.realtime.server.broker.StreamPosition;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Fills what a channel missed from its history, before clients hear anything.
 *
 * <p>While a channel is being repaired its live publications are not delivered: they are in the
 * history as well, and the repair goes on until nothing came meanwhile. If the broker does not
 * answer, it tries again each second; if history does not reach back far enough, or the stream is
 * another one, clients that watch their positions are told to recover, and the others get what
 * there is. After a lost connection thousands of channels are to be repaired: so many at a time
 * that clients and publishers get their answers meanwhile.
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

  /**
   * Streams that are read at once: a small part of what may wait for a Redis (10,000 by default).
   */
  private static final int AT_ONCE = 512;

  private final Queue<HubChannel> waiting = new ArrayDeque<>();
  private int reading;
  private boolean handingOut;

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

  /** Reads its history as soon as it is its turn. */
  private void read(HubChannel channel) {
    synchronized (waiting) {
      waiting.add(channel);
    }
    handOut();
  }

  /** Gives turns to those that wait. By one thread at a time, for an answer may come at once. */
  private void handOut() {
    synchronized (waiting) {
      if (handingOut) {
        return;
      }
      handingOut = true;
    }
    while (true) {
      HubChannel next;
      synchronized (waiting) {
        next = reading < AT_ONCE ? waiting.poll() : null;
        if (next == null) {
          handingOut = false;
          return;
        }
        reading++;
      }
      readNow(next);
    }
  }

  private void turnEnded() {
    synchronized (waiting) {
      reading--;
    }
    handOut();
  }

  private void readNow(HubChannel channel) {
    Checkpoint at;
    synchronized (channel) {
      at = channel.checkpoint();
      if (at == null || (channel.total() == 0 && !at.inDoubt())) {
        channel.endRepair();
        turnEnded();
        return;
      }
    }
    history(
        channel,
        new HistoryQuery(at.readFrom(), at.limit(settings.repairPublications().getAsInt()), false),
        (page, failure) -> {
          if (page != null && at.isOfAnotherEpoch(page)) {
            beginAnew(channel, at);
          } else {
            inTurn(() -> answered(channel, at, page, failure));
          }
        });
  }

  /** Does the last that there is to do in a turn. */
  private void inTurn(Runnable last) {
    try {
      last.run();
    } finally {
      turnEnded();
    }
  }

  private void history(
      HubChannel channel,
      HistoryQuery query,
      BiConsumer<@Nullable HistoryPage, @Nullable Throwable> answer) {
    CompletionStage<HistoryPage> page;
    try {
      page =
          broker.history(
              channel.name(), query, settings.rules().get().history(channel.name()).metaTtl());
    } catch (RuntimeException e) {
      answer.accept(null, e);
      return;
    }
    page.whenComplete(answer);
  }

  private void answered(
      HubChannel channel, Checkpoint at, @Nullable HistoryPage page, @Nullable Throwable failure) {
    if (failure != null || page == null) {
      readLater(channel, failure);
      return;
    }
    if (at.wasRolledBack(page)) {
      renew(channel, at);
      return;
    }
    Progress progress = deliver(channel, at, page);
    if (progress == Progress.LOST) {
      giveUp(channel, at, at.after(page), page);
    } else {
      goOn(channel, progress);
    }
  }

  private void goOn(HubChannel channel, Progress progress) {
    switch (progress) {
      case DONE -> {}
      case MORE, LOST -> read(channel);
      case FULL -> SOON.execute(() -> read(channel));
    }
  }

  private void readLater(HubChannel channel, @Nullable Throwable failure) {
    log.atDebug()
        .addKeyValue("channel", channel.name())
        .log("cannot be repaired yet: {}", String.valueOf(failure));
    LATER.execute(() -> read(channel));
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
    synchronized (channel) {
      channel.verified(from);
      return deliver(channel, from.position(), from.after(page), page.top());
    }
  }

  /** Delivers what follows a position. Under the channel's monitor. */
  private Progress deliver(
      HubChannel channel, StreamPosition from, List<Publication> publications, StreamPosition top) {
    String epoch = from.epoch();
    long at = from.offset();
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
    if (at < top.offset()) {
      return publications.isEmpty() ? Progress.LOST : Progress.MORE;
    }
    if (channel.endRepair()) {
      channel.beginRepair();
      return Progress.MORE;
    }
    return Progress.DONE;
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

  /**
   * Goes over to a stream of another epoch. A new one has nothing of the old; where the old one got
   * another epoch it still has what was delivered, which is older than what came after.
   */
  private void beginAnew(HubChannel channel, Checkpoint at) {
    history(
        channel,
        new HistoryQuery(null, settings.repairPublications().getAsInt(), true),
        (page, failure) ->
            inTurn(
                () -> {
                  if (failure != null || page == null) {
                    readLater(channel, failure);
                  } else {
                    giveUp(channel, at, at.newerThanDelivered(page), page);
                  }
                }));
  }

  /**
   * Tells those that watch their positions that something is lost to them, and goes on with what
   * there is for the others: from the page that is here, for the next one may begin later still.
   *
   * @param left publications behind the loss
   */
  private void giveUp(HubChannel channel, Checkpoint at, List<Publication> left, HistoryPage page) {
    StreamPosition top = page.top();
    long first = left.isEmpty() ? top.offset() + 1 : left.getFirst().offset();
    log.atInfo()
        .addKeyValue("channel", channel.name())
        .log("publications before offset {} are lost to subscribers; they are told", first);
    StreamPosition from = new StreamPosition(first - 1, top.epoch());
    Progress progress;
    synchronized (channel) {
      // First: it takes those out of the channel to whom the rest would be a gap.
      hub.lose(channel);
      channel.delivered(from, left.isEmpty() ? page.topTimeMillis() : 0);
      channel.verified(at);
      progress = deliver(channel, from, left, top);
    }
    goOn(channel, progress);
  }
}
