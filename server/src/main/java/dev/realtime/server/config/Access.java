package dev.realtime.server.config;

/** Which clients may do something in a channel without a token or the backend saying so. */
public enum Access {
  /** None; only tokens, proxies and the server API open it. */
  NONE,
  /** Clients that are subscribed to the channel. */
  SUBSCRIBER,
  /** Clients with a user id. */
  USER,
  /** Every client, anonymous ones too. */
  ANYONE
}
