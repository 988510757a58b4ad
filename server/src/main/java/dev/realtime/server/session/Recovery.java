package dev.realtime.server.session;

import dev.realtime.server.broker.HistoryPage;
import dev.realtime.server.broker.Publication;
import dev.realtime.server.broker.StreamPosition;
import dev.realtime.server.config.RecoveryMode;
import dev.realtime.server.delta.FossilDelta;
import dev.realtime.server.delta.FossilDelta.Boundary;
import dev.realtime.server.filter.TagFilter;
import dev.realtime.server.message.Command;
import dev.realtime.server.message.Result.SentPublication;
import dev.realtime.server.message.Result.SentPublication.Form;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a subscriber that comes with a position is sent. A pure function of what was read. */
final class Recovery {
  private Recovery() {}

  /**
   * The outcome.
   *
   * @param from what the client has after its answer
   * @param told position in the answer; the client counts on from there with each publication
   * @param publications what it missed
   * @param recovered whether that is all it missed
   * @param hasBase whether it has the publication at {@code from}, for deltas
   */
  record Outcome(
      StreamPosition from,
      StreamPosition told,
      List<SentPublication> publications,
      boolean recovered,
      boolean hasBase) {
    /** Nothing to recover: it begins here. */
    Outcome(StreamPosition from) {
      this(from, from, List.of(), false, false);
    }
  }

  static Outcome evaluate(
      SubscriptionMaker.Order order, Subscription.Terms terms, HistoryPage page) {
    Command.Subscribe wish = order.wish();
    if (wish == null || !wish.recover() || !terms.recoverable()) {
      return new Outcome(page.top());
    }
    return order.options().recoveryMode() == RecoveryMode.CACHE
        ? fromCache(wish, terms, page)
        : fromStream(wish, terms, page);
  }

  /** The newest publication, unless the client has it. Always counts as recovered. */
  private static Outcome fromCache(
      Command.Subscribe wish, Subscription.Terms terms, HistoryPage page) {
    StreamPosition top = page.top();
    StreamPosition told = new StreamPosition(wish.offset(), top.epoch());
    boolean has = wish.offset() == top.offset() && wish.epoch().equals(top.epoch());
    if (has || page.publications().isEmpty()) {
      // Nothing kept: what was newest has expired, and nothing can be missed but that.
      return new Outcome(top, top, List.of(), has || !page.publications().isEmpty(), false);
    }
    return new Outcome(top, told, sent(page.publications(), terms), true, true);
  }

  /** Everything after the client's position, if it is of this stream and still kept. */
  private static Outcome fromStream(
      Command.Subscribe wish, Subscription.Terms terms, HistoryPage page) {
    StreamPosition top = page.top();
    boolean sameStream = wish.epoch().isEmpty() || wish.epoch().equals(top.epoch());
    long at = wish.offset();
    for (Publication publication : page.publications()) {
      if (publication.offset() != at + 1) {
        return new Outcome(top);
      }
      at++;
    }
    if (!sameStream || at != top.offset()) {
      return new Outcome(top);
    }
    return new Outcome(
        top,
        new StreamPosition(wish.offset(), top.epoch()),
        sent(page.publications(), terms),
        true,
        terms.filter() == null && !page.publications().isEmpty());
  }

  private static List<SentPublication> sent(
      List<Publication> publications, Subscription.Terms terms) {
    List<SentPublication> sent = new ArrayList<>(publications.size());
    TagFilter filter = terms.filter();
    Publication base = null;
    for (Publication publication : publications) {
      if (filter != null && !filter.test(publication.tags())) {
        continue;
      }
      sent.add(terms.delta() ? delta(base, publication) : SentPublication.plain(publication));
      base = publication;
    }
    return sent;
  }

  private static SentPublication delta(@Nullable Publication base, Publication publication) {
    byte[] full = publication.data();
    if (base != null) {
      // Cut between characters, which suits JSON and costs Protobuf next to nothing.
      byte[] delta = FossilDelta.create(base.data(), full, Boundary.UTF8);
      if (delta.length < full.length) {
        return new SentPublication(publication, Form.DELTA, delta);
      }
    }
    return new SentPublication(publication, Form.FULL, full);
  }
}
