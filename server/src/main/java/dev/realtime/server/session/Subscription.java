package dev.realtime.server.session;

import dev.realtime.server.broker.ClientInfo;
import dev.realtime.server.broker.StreamPosition;
import dev.realtime.server.config.ChannelOptions;
import dev.realtime.server.config.SlowClientPolicy;
import dev.realtime.server.filter.TagFilter;
import dev.realtime.server.hub.Broadcast;
import dev.realtime.server.hub.ChannelBatch;
import dev.realtime.server.hub.Subscriber;
import dev.realtime.server.hub.Wire;
import dev.realtime.server.message.Codes;
import dev.realtime.server.message.Result.SentPublication.Form;
import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One client in one channel. Lives on the client's event loop. */
final class Subscription extends Subscriber {
  private static final Logger log = LoggerFactory.getLogger(Subscription.class);

  /** More publications than this during one subscribe command make it fail; the SDK tries again. */
  private static final int MAX_HELD = 1000;

  private enum State {
    /** Publications are held until the position from which they continue is known. */
    HOLDING,
    /** Publications go to the client. */
    LIVE,
    /** Publications were dropped; the client is about to be told to recover. */
    LOST,
    /** Over. */
    ENDED
  }

  private final Session session;
  private final String channel;
  private final Terms terms;
  private State state = State.HOLDING;
  private @Nullable List<Broadcast> held = new ArrayList<>(0);
  private boolean heldTooMany;
  private long offset;
  private String epoch = "";
  private boolean hasBase;
  private boolean entered;
  private boolean renewing;
  private long expireAt;
  private Outbox.@Nullable Waiting waiting;

  /**
   * What was agreed when it was made.
   *
   * @param options of the channel, as they were then
   * @param serverSide made by the server, not by the client's command
   * @param positioned watches its position
   * @param recoverable may recover
   * @param presence keeps presence
   * @param announces tells others that it joins and leaves
   * @param hearsJoins is told of others' joins and leaves
   * @param delta gets deltas
   * @param filter gets only what matches
   * @param info shown to others in this channel
   * @param data for the client, in the answer
   * @param renewedByProxy whether the backend renews it; else the client has to
   */
  @SuppressWarnings("ArrayRecordComponent")
  record Terms(
      ChannelOptions options,
      boolean serverSide,
      boolean positioned,
      boolean recoverable,
      boolean presence,
      boolean announces,
      boolean hearsJoins,
      boolean delta,
      @Nullable TagFilter filter,
      byte @Nullable [] info,
      byte @Nullable [] data,
      boolean renewedByProxy) {}

  Subscription(Session session, String channel, Terms terms, long expireAt) {
    this.session = session;
    this.channel = channel;
    this.terms = terms;
    this.expireAt = expireAt;
  }

  @Override
  public String channel() {
    return channel;
  }

  Terms terms() {
    return terms;
  }

  /** When it expires, seconds since the Unix epoch; 0 for never. */
  long expireAt() {
    return expireAt;
  }

  void expireAt(long seconds) {
    expireAt = seconds;
  }

  SlowClientPolicy slowPolicy() {
    return terms.options().slowClient();
  }

  /** The one publication of it that waits, under keep-latest; null for none. */
  Outbox.@Nullable Waiting waiting() {
    return waiting;
  }

  void waiting(Outbox.@Nullable Waiting entry) {
    waiting = entry;
  }

  /** Who this is to others in the channel. */
  ClientInfo info() {
    return session.info(terms.info());
  }

  boolean isLive() {
    return state == State.LIVE;
  }

  /** Whether it went live, so that others may know of it. */
  boolean hasEntered() {
    return entered;
  }

  /** Whether the backend is being asked to renew it. */
  boolean isRenewing() {
    return renewing;
  }

  void renewing(boolean renewing) {
    this.renewing = renewing;
  }

  boolean isLost() {
    return state == State.LOST;
  }

  boolean isEnded() {
    return state == State.ENDED;
  }

  @Override
  protected boolean isPositioned() {
    return terms.positioned();
  }

  /**
   * Begins to deliver, what is held first. The client's answer has been written.
   *
   * @param from what it has
   * @param hasBase whether it has the publication there in full, for deltas
   */
  void goLive(StreamPosition from, boolean hasBase) {
    List<Broadcast> waited = held == null ? List.of() : held;
    held = null;
    state = State.LIVE;
    entered = true;
    offset = from.offset();
    epoch = from.epoch();
    this.hasBase = hasBase;
    try {
      deliverHeld(waited);
    } catch (Wire.UnencodableException e) {
      session.disconnect(Codes.INAPPROPRIATE_PROTOCOL);
    } finally {
      waited.forEach(Broadcast::release);
    }
    if (heldTooMany && terms.positioned()) {
      recoverSoon(); // lost something after its position was read
    }
  }

  private void deliverHeld(List<Broadcast> waited) {
    for (Broadcast broadcast : waited) {
      if (state == State.LIVE) {
        deliver(broadcast, null);
      }
    }
  }

  /** Whether so much came while it was made that some was not held. */
  boolean overflowed() {
    return heldTooMany;
  }

  /** Ends it: nothing is delivered any more. Leaving hub and broker is the session's business. */
  void end() {
    state = State.ENDED;
    List<Broadcast> waited = held;
    held = null;
    if (waited != null) {
      waited.forEach(Broadcast::release);
    }
  }

  @Override
  protected void onPublications(ChannelBatch batch) {
    try {
      take(batch);
    } catch (Wire.UnencodableException e) {
      session.disconnect(Codes.INAPPROPRIATE_PROTOCOL);
    }
  }

  private void take(ChannelBatch batch) {
    switch (state) {
      case HOLDING -> batch.broadcasts().forEach(this::hold);
      case LIVE -> {
        if (isPlain(batch)) {
          send(batch.frames(session.wire(), terms.delta() ? Form.DELTA : Form.PLAIN));
          advance(batch);
        } else {
          deliverEach(batch);
        }
      }
      case LOST, ENDED -> {}
    }
  }

  private void hold(Broadcast broadcast) {
    List<Broadcast> waited = held;
    if (waited == null || waited.size() >= MAX_HELD) {
      heldTooMany = true;
      return;
    }
    broadcast.retain();
    waited.add(broadcast);
  }

  /** Whether the batch is exactly what comes next and goes out like to everybody else. */
  private boolean isPlain(ChannelBatch batch) {
    if (terms.filter() != null
        || (slowPolicy() != SlowClientPolicy.DISCONNECT && session.outbox().isFull())) {
      return false; // what waits is dropped or replaced one by one
    }
    if (!terms.positioned()) {
      return true;
    }
    return batch.isContiguous()
        && batch.firstOffset() == offset + 1
        && batch.epoch().equals(epoch)
        && (!terms.delta() || hasBase);
  }

  private void advance(ChannelBatch batch) {
    offset = batch.lastOffset();
  }

  private void deliverEach(ChannelBatch batch) {
    List<Broadcast> all = batch.broadcasts();
    boolean onlyLast =
        slowPolicy() == SlowClientPolicy.KEEP_LATEST
            && session.outbox().isFull()
            && terms.filter() == null;
    if (onlyLast && all.size() > 1) {
      // Of what came together only the last is of interest; the position may jump over the rest.
      offset = Math.max(offset, batch.lastOffset() - 1);
    }
    for (Broadcast broadcast : onlyLast ? all.subList(all.size() - 1, all.size()) : all) {
      if (state == State.LIVE) {
        deliver(broadcast, batch);
      }
    }
  }

  private void deliver(Broadcast broadcast, @Nullable ChannelBatch batch) {
    long next = broadcast.publication().offset();
    if (terms.positioned() && next > 0) {
      if (!broadcast.epoch().equals(epoch) || next > offset + 1) {
        recoverSoon();
        return;
      }
      if (next <= offset) {
        return;
      }
      offset = next;
    }
    TagFilter filter = terms.filter();
    if (filter != null && !filter.test(broadcast.publication().tags())) {
      hasBase = false;
      return;
    }
    Wire wire = session.wire();
    Form form = terms.delta() ? (hasBase && !skips() ? Form.DELTA : Form.FULL) : Form.PLAIN;
    hasBase = next > 0; // one without an offset is no base: the next delta is made without it
    send(
        batch == null
            ? broadcast.frame(wire, form, session.allocator())
            : batch.frame(broadcast, wire, form));
  }

  /** Whether what is sent now may replace what waits, so that it has to stand for itself. */
  private boolean skips() {
    return slowPolicy() == SlowClientPolicy.KEEP_LATEST && session.outbox().isFull();
  }

  private void send(ByteBuf shared) {
    session.outbox().publications(shared.retainedDuplicate(), this);
  }

  @Override
  protected boolean isBackedUp() {
    return session.outbox().isBackedUp();
  }

  @Override
  protected void onPresenceChange(Broadcast change) {
    if (state != State.LIVE || !terms.hearsJoins()) {
      return;
    }
    ByteBuf shared;
    try {
      shared = change.frame(session.wire(), Form.PLAIN, session.allocator());
    } catch (Wire.UnencodableException e) {
      // Another client's information must not end this one's connection.
      session.about(log.atDebug(), channel).log("{} not told: {}", change.kind(), e.getMessage());
      return;
    }
    session.outbox().presence(shared.retainedDuplicate(), this);
  }

  /** Marks it as having dropped something; false if it was already. */
  boolean lose() {
    if (state != State.LIVE) {
      return false;
    }
    state = State.LOST;
    return true;
  }

  /** Has its client told to recover, as soon as the bounded rate of such pushes allows. */
  void recoverSoon() {
    if (state == State.LIVE || state == State.LOST) {
      state = State.LOST;
      session.services().hub().tellLoss(session.loopIndex(), this);
    }
  }

  @Override
  protected void onInsufficientState() {
    if (state == State.HOLDING) {
      heldTooMany = true; // the subscribe command under way will fail, and be tried again
      return;
    }
    if (state == State.ENDED) {
      return;
    }
    session.services().sessionMetrics().resubscribe();
    if (terms.serverSide()) {
      session.disconnect(Codes.INSUFFICIENT_STATE_CLOSE);
    } else {
      session.endSubscription(this, Codes.INSUFFICIENT_STATE);
    }
  }
}
