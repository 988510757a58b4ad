package dev.realtime.server.broker.memory;

import dev.realtime.server.broker.ClientInfo;
import dev.realtime.server.broker.PresenceStats;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Who is in one channel. Clients are counted by user as they come and go, so that statistics cost
 * the same whatever their number. Used under the channel's lock only.
 */
final class MemoryPresence {
  private final Map<String, Present> clients = new LinkedHashMap<>();
  private final Map<String, Integer> clientsOfUser = new HashMap<>();
  private long earliestExpiry = Long.MAX_VALUE;
  private long bytes;

  private record Present(ClientInfo info, long expires) {}

  void add(ClientInfo info, long expires) {
    Present before = clients.put(info.client(), new Present(info, expires));
    if (before != null) {
      forget(before);
    }
    clientsOfUser.merge(info.user(), 1, Integer::sum);
    bytes += Weights.of(info);
    earliestExpiry = Math.min(earliestExpiry, expires);
  }

  void remove(String client) {
    Present present = clients.remove(client);
    if (present != null) {
      forget(present);
    }
  }

  Map<String, ClientInfo> all(long now) {
    dropExpired(now);
    Map<String, ClientInfo> all = new LinkedHashMap<>();
    clients.forEach((client, present) -> all.put(client, present.info()));
    return all;
  }

  PresenceStats stats(long now) {
    dropExpired(now);
    return new PresenceStats(clients.size(), clientsOfUser.size());
  }

  boolean has(String client, long now) {
    Present present = clients.get(client);
    return present != null && now < present.expires();
  }

  boolean isEmpty() {
    return clients.isEmpty();
  }

  /** Scans the clients only when one of them can have expired. */
  void dropExpired(long now) {
    if (now < earliestExpiry) {
      return;
    }
    earliestExpiry = Long.MAX_VALUE;
    clients
        .values()
        .removeIf(
            present -> {
              if (now >= present.expires()) {
                forget(present);
                return true;
              }
              earliestExpiry = Math.min(earliestExpiry, present.expires());
              return false;
            });
  }

  /** What it takes of the heap, about. */
  long bytes() {
    return bytes;
  }

  private void forget(Present present) {
    bytes -= Weights.of(present.info());
    clientsOfUser.computeIfPresent(
        present.info().user(), (user, count) -> count == 1 ? null : count - 1);
  }
}
