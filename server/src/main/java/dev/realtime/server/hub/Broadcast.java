package dev.realtime.server.hub;

import dev.realtime.server.broker.ClientInfo;
import dev.realtime.server.broker.Publication;
import dev.realtime.server.delta.FossilDelta;
import dev.realtime.server.delta.FossilDelta.Boundary;
import dev.realtime.server.message.Push;
import dev.realtime.server.message.Result.SentPublication;
import dev.realtime.server.message.Result.SentPublication.Form;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.util.AbstractReferenceCounted;
import io.netty.util.ReferenceCounted;
import org.jspecify.annotations.Nullable;

/**
 * One thing on its way to all subscribers of a channel, with the frames made of it so far.
 *
 * <p>Each loop it goes to holds one reference; the last one lets go of the frames. A frame is made
 * when the first subscriber needs it, under a lock that only loops which need the same frame at the
 * same moment meet.
 */
public final class Broadcast extends AbstractReferenceCounted {
  /** What it is. */
  public enum Kind {
    /** A publication. */
    PUBLICATION,
    /** Somebody joined. */
    JOIN,
    /** Somebody left. */
    LEAVE,
    /** Publications were lost for good. */
    LOSS
  }

  /** A delta that was tried; without bytes if it would not have been shorter. */
  @SuppressWarnings("ArrayRecordComponent")
  private record Delta(byte @Nullable [] bytes) {}

  private final Kind kind;
  private final String channel;
  private final @Nullable Publication publication;
  private final @Nullable ClientInfo info;
  private final String epoch;
  private final byte @Nullable [] previous;
  private final @Nullable ByteBuf[] frames = new ByteBuf[Wire.MAX * Form.COUNT];
  private @Nullable Delta textDelta;
  private @Nullable Delta byteDelta;
  private Wire.@Nullable UnencodableException notText;

  private Broadcast(
      Kind kind,
      String channel,
      @Nullable Publication publication,
      @Nullable ClientInfo info,
      String epoch,
      byte @Nullable [] previous) {
    this.kind = kind;
    this.channel = channel;
    this.publication = publication;
    this.info = info;
    this.epoch = epoch;
    this.previous = previous;
  }

  static Broadcast publication(
      String channel, Publication publication, String epoch, byte @Nullable [] previous) {
    return new Broadcast(Kind.PUBLICATION, channel, publication, null, epoch, previous);
  }

  static Broadcast presence(Kind kind, String channel, ClientInfo info) {
    return new Broadcast(kind, channel, null, info, "", null);
  }

  static Broadcast loss(String channel) {
    return new Broadcast(Kind.LOSS, channel, null, null, "", null);
  }

  /** What it is. */
  public Kind kind() {
    return kind;
  }

  /** Where. */
  public String channel() {
    return channel;
  }

  /** The publication; only of that kind. */
  public Publication publication() {
    if (publication == null) {
      throw new IllegalStateException(kind + " has no publication");
    }
    return publication;
  }

  /** Who joined or left; only of those kinds. */
  public ClientInfo info() {
    if (info == null) {
      throw new IllegalStateException(kind + " has no client");
    }
    return info;
  }

  /** Epoch of the stream; empty without history. */
  public String epoch() {
    return epoch;
  }

  /** Bytes it keeps alive while it waits, about. */
  long weight() {
    return 256L + (publication == null ? 0 : publication.data().length);
  }

  /**
   * The frame for a wire, which the broadcast keeps: whoever hands it on retains it first.
   *
   * @throws Wire.UnencodableException if the payload cannot travel on this wire
   */
  public synchronized ByteBuf frame(Wire wire, Form form, ByteBufAllocator allocator) {
    byte[] delta = form == Form.DELTA ? delta(wire.isText()) : null;
    Form actual = form == Form.DELTA && delta == null ? Form.FULL : form;
    if (actual == Form.FULL && !wire.isText()) {
      actual = Form.PLAIN; // bytes travel as they are either way
    }
    int slot = wire.index() * Form.COUNT + actual.index();
    ByteBuf frame = frames[slot];
    if (frame == null) {
      if (wire.isText() && notText != null) {
        throw notText;
      }
      try {
        frame = wire.push(allocator, push(actual, delta));
      } catch (Wire.UnencodableException e) {
        notText = e; // not looked at again for each of its subscribers
        throw e;
      }
      frames[slot] = frame;
    }
    return frame;
  }

  private Push push(Form form, byte @Nullable [] delta) {
    return switch (kind) {
      case PUBLICATION ->
          new Push.Published(
              channel,
              new SentPublication(
                  publication(), form, delta == null ? publication().data() : delta));
      case JOIN -> new Push.Joined(channel, info());
      case LEAVE -> new Push.Left(channel, info());
      case LOSS -> throw new IllegalStateException("a loss is told to each client by itself");
    };
  }

  private byte @Nullable [] delta(boolean text) {
    byte[] base = previous;
    if (base == null) {
      return null;
    }
    Delta made = text ? textDelta : byteDelta;
    if (made == null) {
      byte[] full = publication().data();
      byte[] delta = FossilDelta.create(base, full, text ? Boundary.UTF8 : Boundary.BYTE);
      made = new Delta(delta.length < full.length ? delta : null);
      if (text) {
        textDelta = made;
      } else {
        byteDelta = made;
      }
    }
    return made.bytes();
  }

  @Override
  protected void deallocate() {
    for (ByteBuf frame : frames) {
      if (frame != null) {
        frame.release();
      }
    }
  }

  @Override
  public ReferenceCounted touch(Object hint) {
    return this;
  }
}
