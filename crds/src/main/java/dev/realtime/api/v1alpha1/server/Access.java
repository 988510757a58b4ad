package dev.realtime.api.v1alpha1.server;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Which clients may do something in a channel without a token or the backend saying so. */
public enum Access {
  /** None; only tokens, proxies and the server API open it. */
  @JsonProperty("none")
  NONE,
  /** Clients that are subscribed to the channel. */
  @JsonProperty("subscriber")
  SUBSCRIBER,
  /** Clients with a user id. */
  @JsonProperty("user")
  USER,
  /** Every client, anonymous ones too. */
  @JsonProperty("anyone")
  ANYONE
}
