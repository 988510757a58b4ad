package dev.realtime.server.hub;

/** One client's subscription to one channel, as the hub sees it. Used on its event loop only. */
public abstract class Subscriber {
  static final int NOWHERE = -1;

  /** Where it stands among the channel's subscribers of its loop. */
  int slot = NOWHERE;

  /** Batches that it is to get late; what comes after them waits, too. */
  int late;

  /** Name of the channel. */
  public abstract String channel();

  /** Publications arrived. Quick; only queues what goes to the client. */
  protected abstract void onPublications(ChannelBatch batch);

  /** Whether its client's socket takes no more: what it is given now only waits. */
  protected abstract boolean isBackedUp();

  /** A client joined or left. */
  protected abstract void onPresenceChange(Broadcast change);

  /**
   * Publications were lost for good; the client has to recover by itself. The call comes when the
   * bounded rate of such calls allows it; no publication comes between loss and call.
   */
  protected abstract void onInsufficientState();

  /** Whether it watches its position, so that a loss matters to it. */
  protected abstract boolean isPositioned();
}
