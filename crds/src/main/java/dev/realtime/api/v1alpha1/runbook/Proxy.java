package dev.realtime.api.v1alpha1.runbook;

import com.fasterxml.jackson.annotation.JsonProperty;

/** A call the server makes to the application's backend, as in the server's configuration. */
public enum Proxy {
  @JsonProperty("Connect")
  CONNECT,
  @JsonProperty("Refresh")
  REFRESH,
  @JsonProperty("Subscribe")
  SUBSCRIBE,
  @JsonProperty("Publish")
  PUBLISH,
  @JsonProperty("Rpc")
  RPC
}
