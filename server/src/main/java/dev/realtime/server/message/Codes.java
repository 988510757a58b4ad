package dev.realtime.server.message;

import java.util.List;

/**
 * Every code a client can meet, in one table.
 *
 * <p>SDKs decide by the number alone: of disconnects, 3000–3499, 4000–4499 and from 5000 on
 * reconnect, 3500–3999 and 4500–4999 are terminal; of unsubscribes, those from 2500 on subscribe
 * again at once; of errors, temporary ones are tried again. An application may use 400–1999 for
 * errors of its own, and 4000–4999 for disconnects.
 */
public final class Codes {
  // Errors: the answer to one command.
  /** Something failed here, the broker for one; the same command may succeed later. */
  public static final ErrorCode INTERNAL = new ErrorCode(100, "internal server error", true);

  /** The client has not shown who it is. */
  public static final ErrorCode UNAUTHORIZED = new ErrorCode(101, "unauthorized", false);

  /** The channel's namespace is not configured. */
  public static final ErrorCode UNKNOWN_CHANNEL = new ErrorCode(102, "unknown channel", false);

  /** The client may not do this in this channel. */
  public static final ErrorCode PERMISSION_DENIED = new ErrorCode(103, "permission denied", false);

  /** No such RPC or API method. */
  public static final ErrorCode METHOD_NOT_FOUND = new ErrorCode(104, "method not found", false);

  /** The client is subscribed to this channel already, or is about to be. */
  public static final ErrorCode ALREADY_SUBSCRIBED =
      new ErrorCode(105, "already subscribed", false);

  /** Too many channels for one client, or too many clients in one channel. */
  public static final ErrorCode LIMIT_EXCEEDED = new ErrorCode(106, "limit exceeded", false);

  /** The command lacks something, or something in it is out of bounds. */
  public static final ErrorCode BAD_REQUEST = new ErrorCode(107, "bad request", false);

  /** The feature is off for this channel or this server. */
  public static final ErrorCode NOT_AVAILABLE = new ErrorCode(108, "not available", false);

  /** The token has expired; SDKs fetch another. */
  public static final ErrorCode TOKEN_EXPIRED = new ErrorCode(109, "token expired", false);

  /**
   * The same for a subscription. Sent as temporary: centrifuge-java 0.4 gives the subscription up
   * otherwise, and every other SDK goes by the number.
   */
  public static final ErrorCode SUBSCRIPTION_TOKEN_EXPIRED =
      new ErrorCode(109, "token expired", true);

  /** Expired, but not by a token. */
  public static final ErrorCode EXPIRED = new ErrorCode(110, "expired", false);

  /** A rate limit was met; later it will do. */
  public static final ErrorCode TOO_MANY_REQUESTS = new ErrorCode(111, "too many requests", true);

  /** The position asked for is of another epoch, or no longer kept. */
  public static final ErrorCode UNRECOVERABLE_POSITION =
      new ErrorCode(112, "unrecoverable position", false);

  /** Pages of the same list were asked for at once. */
  public static final ErrorCode CONCURRENT_PAGINATION =
      new ErrorCode(113, "concurrent pagination", true);

  // Unsubscribes: the end of one subscription, pushed.
  /** The application or an operator ended it; terminal. */
  public static final Unsubscribe SERVER_UNSUBSCRIBE = new Unsubscribe(2000, "server unsubscribe");

  /** Publications may be missing; the SDK subscribes again at once and recovers. */
  public static final Unsubscribe INSUFFICIENT_STATE = new Unsubscribe(2500, "insufficient state");

  /** The subscription expired; the SDK subscribes again with another token. */
  public static final Unsubscribe SUBSCRIPTION_EXPIRED =
      new Unsubscribe(2501, "subscription expired");

  // Disconnects that reconnect.
  /** The connection ended without a reason of ours. */
  public static final Disconnect CONNECTION_CLOSED = new Disconnect(3000, "connection closed");

  /** This node is being shut down. */
  public static final Disconnect SHUTDOWN = new Disconnect(3001, "shutdown");

  /** A failure that leaves the connection of no use. */
  public static final Disconnect SERVER_ERROR = new Disconnect(3004, "internal server error");

  /** The connection's token was not renewed in time. */
  public static final Disconnect EXPIRED_CONNECTION = new Disconnect(3005, "connection expired");

  /** A server-side subscription expired. */
  public static final Disconnect EXPIRED_SUBSCRIPTION =
      new Disconnect(3006, "subscription expired");

  /** The client reads slower than its channels publish. */
  public static final Disconnect SLOW = new Disconnect(3008, "slow");

  /** Publications of a server-side subscription may be missing. */
  public static final Disconnect INSUFFICIENT_STATE_CLOSE =
      new Disconnect(3010, "insufficient state");

  /** Sent away to spread load or age; comes back elsewhere. */
  public static final Disconnect FORCE_RECONNECT = new Disconnect(3011, "force reconnect");

  /** A ping stayed without answer. */
  public static final Disconnect NO_PONG = new Disconnect(3012, "no pong");

  /** The client keeps on where it should slow down. */
  public static final Disconnect TOO_MANY_REQUESTS_CLOSE =
      new Disconnect(3013, "too many requests");

  // Disconnects that are terminal.
  /** The token is not one of ours. */
  public static final Disconnect INVALID_TOKEN = new Disconnect(3500, "invalid token");

  /** What came is not this protocol. */
  public static final Disconnect BAD_REQUEST_CLOSE = new Disconnect(3501, "bad request");

  /** No connect command in time. */
  public static final Disconnect STALE = new Disconnect(3502, "stale");

  /** The application ended it for good. */
  public static final Disconnect FORCE_NO_RECONNECT = new Disconnect(3503, "force disconnect");

  /** The user has too many connections. */
  public static final Disconnect CONNECTION_LIMIT = new Disconnect(3504, "connection limit");

  /** More server-side subscriptions than a client may have. */
  public static final Disconnect CHANNEL_LIMIT = new Disconnect(3505, "channel limit");

  /** A JSON client met a payload that is no JSON. */
  public static final Disconnect INAPPROPRIATE_PROTOCOL =
      new Disconnect(3506, "inappropriate protocol");

  /** Anonymous clients are not let in. */
  public static final Disconnect PERMISSION_DENIED_CLOSE =
      new Disconnect(3507, "permission denied");

  /** The command is not supported. */
  public static final Disconnect NOT_AVAILABLE_CLOSE = new Disconnect(3508, "not available");

  /** Too many commands ended in errors. */
  public static final Disconnect TOO_MANY_ERRORS = new Disconnect(3509, "too many errors");

  /** RFC 6455: a message longer than the bound. Its reason is empty by custom. */
  public static final Disconnect MESSAGE_TOO_BIG = new Disconnect(1009, "");

  private Codes() {}

  /** Every error, for the reference and its test. */
  public static List<ErrorCode> errors() {
    return List.of(
        INTERNAL,
        UNAUTHORIZED,
        UNKNOWN_CHANNEL,
        PERMISSION_DENIED,
        METHOD_NOT_FOUND,
        ALREADY_SUBSCRIBED,
        LIMIT_EXCEEDED,
        BAD_REQUEST,
        NOT_AVAILABLE,
        TOKEN_EXPIRED,
        EXPIRED,
        TOO_MANY_REQUESTS,
        UNRECOVERABLE_POSITION,
        CONCURRENT_PAGINATION);
  }
}
