package dev.realtime.api.v1alpha1.server;

import com.fasterxml.jackson.annotation.JsonProperty;

/** System interface for sockets. */
public enum SocketKind {
  /** The best there is. */
  @JsonProperty("auto")
  AUTO,
  /** Linux io_uring. */
  @JsonProperty("io-uring")
  IO_URING,
  /** Linux epoll. */
  @JsonProperty("epoll")
  EPOLL,
  /** Java NIO, everywhere. */
  @JsonProperty("nio")
  NIO
}
