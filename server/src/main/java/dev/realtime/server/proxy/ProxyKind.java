package dev.realtime.server.proxy;

/** What a backend is asked. */
public enum ProxyKind {
  /** Who a client without a token is. */
  CONNECT("connect", true),
  /** Whether a connection may go on after it expired. */
  REFRESH("refresh", false),
  /** Whether a client may subscribe to a channel. */
  SUBSCRIBE("subscribe", true),
  /** Whether a subscription may go on after it expired. */
  SUB_REFRESH("sub_refresh", false),
  /** Whether a client may publish to a channel, and what. */
  PUBLISH("publish", false),
  /** A client's call to the application. */
  RPC("rpc", true);

  private final String label;
  private final boolean cacheable;

  ProxyKind(String label, boolean cacheable) {
    this.label = label;
    this.cacheable = cacheable;
  }

  /** Name in metrics, logs and configuration. */
  public String label() {
    return label;
  }

  /** Whether equal questions may be given the same answer for a while. */
  public boolean cacheable() {
    return cacheable;
  }
}
