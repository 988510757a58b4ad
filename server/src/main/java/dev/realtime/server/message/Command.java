package dev.realtime.server.message;

import dev.realtime.server.broker.StreamPosition;
import dev.realtime.server.filter.FilterNode;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a client sends.
 *
 * @param id chosen by the client and repeated in the answer; 0 expects none
 * @param request what it asks; absent in the empty command, which answers a ping
 */
public record Command(long id, @Nullable Request request) {

  /** What a command asks. Payloads are JSON text of JSON clients, any bytes of Protobuf clients. */
  public sealed interface Request {
    /** Short name for metrics and logs. */
    String method();
  }

  /**
   * The first command of a connection.
   *
   * @param token connection token; empty for none
   * @param data for the connect proxy
   * @param subs positions to recover server-side subscriptions from, by channel
   * @param name of the client software
   * @param version of the client software
   * @param headers emulated ones, for clients that cannot set real ones
   */
  @SuppressWarnings("ArrayRecordComponent")
  public record Connect(
      String token,
      byte @Nullable [] data,
      Map<String, Subscribe> subs,
      String name,
      String version,
      Map<String, String> headers)
      implements Request {
    @Override
    public String method() {
      return "connect";
    }
  }

  /**
   * Asks for a channel.
   *
   * @param recover send what was published after {@code offset} of {@code epoch}
   * @param flag bit 0: channel compaction understood; bit 1: error 112 instead of a subscription
   *     that is not recovered
   * @param type 0 for a stream; other kinds are not available here
   */
  @SuppressWarnings("ArrayRecordComponent")
  public record Subscribe(
      String channel,
      String token,
      boolean recover,
      String epoch,
      long offset,
      byte @Nullable [] data,
      boolean positioned,
      boolean recoverable,
      boolean joinLeave,
      String delta,
      @Nullable FilterNode filter,
      long flag,
      int type)
      implements Request {
    /** Bit of {@link #flag()}: answer 112 rather than subscribe without recovery. */
    public static final long REJECT_UNRECOVERED = 2;

    @Override
    public String method() {
      return "subscribe";
    }
  }

  /** Ends a subscription. */
  public record Unsubscribe(String channel) implements Request {
    @Override
    public String method() {
      return "unsubscribe";
    }
  }

  /** Publishes into a channel. */
  @SuppressWarnings("ArrayRecordComponent")
  public record Publish(String channel, byte[] data) implements Request {
    @Override
    public String method() {
      return "publish";
    }
  }

  /** Asks who is in a channel. */
  public record Presence(String channel) implements Request {
    @Override
    public String method() {
      return "presence";
    }
  }

  /** Asks how many are in a channel. */
  public record PresenceStats(String channel) implements Request {
    @Override
    public String method() {
      return "presence_stats";
    }
  }

  /** Asks for kept publications. */
  public record History(String channel, int limit, @Nullable StreamPosition since, boolean reverse)
      implements Request {
    @Override
    public String method() {
      return "history";
    }
  }

  /** Not for clients to send; refused. */
  public record Ping() implements Request {
    @Override
    public String method() {
      return "ping";
    }
  }

  /** A message to the application without an answer. */
  @SuppressWarnings("ArrayRecordComponent")
  public record Send(byte[] data) implements Request {
    @Override
    public String method() {
      return "send";
    }
  }

  /** A call to the application. */
  @SuppressWarnings("ArrayRecordComponent")
  public record Rpc(String name, byte[] data) implements Request {
    @Override
    public String method() {
      return "rpc";
    }
  }

  /** Renews the connection with another token. */
  public record Refresh(String token) implements Request {
    @Override
    public String method() {
      return "refresh";
    }
  }

  /** Renews a subscription with another token. */
  public record SubRefresh(String channel, String token) implements Request {
    @Override
    public String method() {
      return "sub_refresh";
    }
  }
}
