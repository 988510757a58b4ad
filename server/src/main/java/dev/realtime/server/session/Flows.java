package dev.realtime.server.session;

/** What answers each kind of command; one of each for all clients. */
public final class Flows {
  private final Services services;
  private final ConnectFlow connect;
  private final SubscribeFlow subscribe;
  private final RefreshFlow refresh;
  private final ChannelCommands channels;
  private final RpcFlow rpc;

  /** The flows over these services. */
  public Flows(Services services) {
    this.services = services;
    this.subscribe = new SubscribeFlow(services);
    this.connect = new ConnectFlow(services, subscribe);
    this.refresh = new RefreshFlow(services);
    this.channels = new ChannelCommands(services);
    this.rpc = new RpcFlow(services);
  }

  Services services() {
    return services;
  }

  ConnectFlow connect() {
    return connect;
  }

  SubscribeFlow subscribe() {
    return subscribe;
  }

  RefreshFlow refresh() {
    return refresh;
  }

  ChannelCommands channels() {
    return channels;
  }

  RpcFlow rpc() {
    return rpc;
  }
}
