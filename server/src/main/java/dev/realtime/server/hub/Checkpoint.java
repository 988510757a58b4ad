package dev.realtime.server.hub;

import dev.realtime.server.broker.HistoryPage;
import dev.realtime.server.broker.Publication;
import dev.realtime.server.broker.StreamPosition;
import java.util.List;

/**
 * How far a channel's stream had been delivered, and whether it is still the same stream.
 *
 * <p>A Redis that fails over or restarts may have lost its last publications, and gives their
 * offsets to others. Its epoch is the old one, so an offset says nothing: the publication at that
 * offset has to be the one that was delivered. Two with one offset differ in the time at which they
 * were accepted, for the second came after the failure.
 *
 * @param position of the last publication delivered
 * @param timeMillis when that was accepted; 0 if unknown, where it had expired when it was asked
 *     for and so is too old to have been lost
 * @param inDoubt whether the connection was lost since it was last compared
 * @param interruptions how often it had been lost
 */
record Checkpoint(StreamPosition position, long timeMillis, boolean inDoubt, int interruptions) {
  private boolean compares() {
    return inDoubt && timeMillis != 0 && position.offset() > 0;
  }

  /** The position to read history from: one before, where the publication itself is needed. */
  StreamPosition readFrom() {
    return compares() ? new StreamPosition(position.offset() - 1, position.epoch()) : position;
  }

  /** How many to read for so many that are new. */
  int limit(int publications) {
    return compares() && publications > 0 ? publications + 1 : publications;
  }

  /** Whether the stream has another epoch. */
  boolean isOfAnotherEpoch(HistoryPage page) {
    return !position.epoch().equals(page.top().epoch());
  }

  /** Whether what was delivered is not in the stream any more, though its epoch is. */
  boolean wasRolledBack(HistoryPage page) {
    if (page.top().offset() < position.offset()) {
      return true;
    }
    if (!compares() || page.publications().isEmpty()) {
      return false; // expired as a whole, which takes longer than any failure
    }
    Publication first = page.publications().getFirst();
    if (first.offset() == position.offset()) {
      return first.timeMillis() != timeMillis;
    }
    // Dropped just now, for the size of the history: what follows it may be of either stream.
    return first.offset() == position.offset() + 1;
  }

  /**
   * What the newest publications of a stream of another epoch have that was not delivered, oldest
   * first: what was accepted later. All of them where nothing had been delivered, none where it is
   * not known when.
   *
   * @param page newest first
   */
  List<Publication> newerThanDelivered(HistoryPage page) {
    if (timeMillis == 0 && position.offset() > 0) {
      return List.of();
    }
    return page.publications().stream()
        .takeWhile(publication -> publication.timeMillis() > timeMillis)
        .toList()
        .reversed();
  }

  /** What a page has behind this place. */
  List<Publication> after(HistoryPage page) {
    List<Publication> all = page.publications();
    return !all.isEmpty() && all.getFirst().offset() == position.offset()
        ? all.subList(1, all.size())
        : all;
  }
}
