package dev.realtime.operator.signal;

/** The numbers over time that detection works on. */
public enum Signal {
  /** Requests of every kind that were not turned away on purpose, per pod. */
  REQUESTS(Type.COUNTER),
  /** Requests that were: shed load, maintenance, a circuit open by configuration; per pod. */
  REQUESTS_REFUSED(Type.COUNTER),
  /** Requests that failed on the server's side, per pod. */
  REQUESTS_FAILED(Type.COUNTER),
  /** Time a command takes, in seconds, per pod. */
  COMMAND_SECONDS(Type.HISTOGRAM),
  /** Clients turned away for lack of room, per pod. */
  SHED(Type.COUNTER),
  /** Open connections, per pod. */
  CONNECTIONS(Type.GAUGE),
  /** Most connections a pod takes. */
  CONNECTIONS_LIMIT(Type.GAUGE),
  /** 1 if the pod reaches all its Redis shards, else 0. */
  SERVER_SEES_REDIS(Type.GAUGE),
  /** The worst round trip to a Redis shard as the pod sees it, in seconds. */
  SERVER_REDIS_SECONDS(Type.GAUGE),
  /** How late the event loops run, in seconds, per pod. */
  EVENT_LOOP_LAG_SECONDS(Type.GAUGE),
  /** Periods of 100 ms in which the pod ran under a CPU limit. */
  CPU_PERIODS(Type.COUNTER),
  /** Of these periods, those in which the limit stopped it. */
  CPU_THROTTLED_PERIODS(Type.COUNTER),
  /** 1 while the pod is in maintenance mode. */
  MAINTENANCE(Type.GAUGE),
  /** Calls to the application's backend under way, per pod and proxy, as in {@code chat-1/rpc}. */
  PROXY_CALLS(Type.GAUGE),
  /** Its circuit: 0 closed, 1 half open, 2 open; per pod and proxy. */
  PROXY_CIRCUIT(Type.GAUGE),
  /** Questions to it for which the cache was asked first, per pod and proxy. */
  PROXY_CACHE_ASKED(Type.COUNTER),
  /** Ready endpoints of the Service. */
  READY_ENDPOINTS(Type.GAUGE),
  /** 1 if the synthetic client could connect, else 0. */
  SYNTHETIC_CONNECTED(Type.GAUGE),
  /** From publishing to receiving its own message, in seconds, as the synthetic client sees it. */
  SYNTHETIC_SECONDS(Type.GAUGE);

  /** How the readings of a signal are to be taken. */
  public enum Type {
    COUNTER,
    GAUGE,
    HISTOGRAM
  }

  private final Type type;

  Signal(Type type) {
    this.type = type;
  }

  /** How its readings are to be taken. */
  public Type type() {
    return type;
  }
}
