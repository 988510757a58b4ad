package dev.realtime.server.session;

import dev.realtime.server.drain.DrainTarget;
import dev.realtime.server.drain.DrainTargets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** The sessions of this node. Safe for use by several threads. */
public final class SessionRegistry implements DrainTargets {
  private final AtomicInteger connections = new AtomicInteger();
  private final Map<String, Session> all = new ConcurrentHashMap<>();
  private final Map<String, List<Session>> byUser = new ConcurrentHashMap<>();
  private final Map<String, Session> emulated = new ConcurrentHashMap<>();

  void opened(Session session) {
    connections.incrementAndGet();
    all.put(session.id(), session);
  }

  void closed(Session session, String emulationId) {
    if (all.remove(session.id()) != null) {
      connections.decrementAndGet();
    }
    if (!emulationId.isEmpty()) {
      emulated.remove(emulationId);
    }
    byUser.computeIfPresent(
        session.user(),
        (_, sessions) -> {
          List<Session> left = new ArrayList<>(sessions);
          left.remove(session);
          return left.isEmpty() ? null : List.copyOf(left);
        });
  }

  /**
   * Takes a session in under its user, unless the user has as many as allowed. Anonymous clients
   * are not counted together.
   *
   * @param limit sessions of one user; 0 for any number
   */
  boolean admit(Session session, String user, int limit) {
    if (user.isEmpty()) {
      return true;
    }
    List<Session> now =
        byUser.compute(
            user,
            (_, before) -> {
              if (before == null) {
                return List.of(session);
              }
              if (limit > 0 && before.size() >= limit) {
                return before;
              }
              List<Session> more = new ArrayList<>(before);
              more.add(session);
              return List.copyOf(more);
            });
    return now.contains(session);
  }

  void emulated(String emulationId, Session session) {
    emulated.put(emulationId, session);
  }

  /** The session that commands of an emulation request are for; null if it is gone. */
  public @Nullable Session byEmulationId(String emulationId) {
    return emulated.get(emulationId);
  }

  /**
   * Sessions of a user. None before it is known whose it is.
   *
   * @param user empty for anonymous ones, and then all of those are looked through
   * @param client only the connection of this id; empty for all
   * @param emulationId only the connection of this session; empty for all
   */
  public List<Session> find(String user, String client, String emulationId) {
    if (!client.isEmpty()) {
      Session one = all.get(client);
      return isOf(one, user) ? List.of(one) : List.of();
    }
    if (!emulationId.isEmpty()) {
      Session one = emulated.get(emulationId);
      return isOf(one, user) ? List.of(one) : List.of();
    }
    if (!user.isEmpty()) {
      return byUser.getOrDefault(user, List.of());
    }
    return all.values().stream().filter(session -> isOf(session, user)).toList();
  }

  @SuppressWarnings("ReferenceEquality") // an anonymous client's may equal it
  private static boolean isOf(@Nullable Session session, String user) {
    if (session == null) {
      return false;
    }
    Identity known = session.identity();
    return known != Identity.NONE && known.user().equals(user);
  }

  /** Every session. */
  public Collection<Session> all() {
    return all.values();
  }

  /** Users with a session, anonymous ones not counted. */
  public int users() {
    return byUser.size();
  }

  @Override
  public List<DrainTarget> snapshot() {
    return List.copyOf(all.values());
  }

  @Override
  public int count() {
    return connections.get();
  }
}
