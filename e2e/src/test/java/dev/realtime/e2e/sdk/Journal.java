package dev.realtime.e2e.sdk;

import java.util.ArrayList;
import java.util.List;

/** All that happened to a client, in order. Written by the SDK's threads, read by the test's. */
public final class Journal {
  private final List<Entry> entries = new ArrayList<>();

  /** One thing that happened. */
  public sealed interface Entry {}

  /**
   * The connection changed.
   *
   * @param state connecting, connected or disconnected
   * @param code of the SDK or the server, for example 3001
   * @param reason in words; for connected, the id that the server gave this client
   */
  public record Connection(String state, int code, String reason) implements Entry {}

  /**
   * A subscription changed.
   *
   * @param state subscribing, subscribed or unsubscribed
   * @param wasRecovering whether the client asked for what it missed
   * @param recovered whether it got all of that
   */
  public record Subscription(
      String channel, String state, int code, boolean wasRecovering, boolean recovered)
      implements Entry {}

  /** A publication arrived; data is JSON. */
  public record Publication(String channel, String data, long offset) implements Entry {}

  /** Someone came to (join) or left (leave) a channel; {@code who} is a client's id. */
  public record Membership(String channel, String what, String who) implements Entry {}

  /** The SDK asked the application for a token; for the connection where the channel is empty. */
  public record TokenAsked(String channel) implements Entry {}

  /** The SDK reported a problem, which it goes on from. */
  public record Problem(int code, String message) implements Entry {}

  synchronized void add(Entry entry) {
    entries.add(entry);
  }

  /** Returns all entries of a kind up to now. */
  public synchronized <T extends Entry> List<T> all(Class<T> kind) {
    return entries.stream().filter(kind::isInstance).map(kind::cast).toList();
  }

  /** Returns the data of all publications of a channel up to now. */
  public List<String> received(String channel) {
    return all(Publication.class).stream()
        .filter(publication -> publication.channel().equals(channel))
        .map(Publication::data)
        .toList();
  }

  /** Returns the last state of the connection, or "disconnected" where it was never connected. */
  public String connection() {
    List<Connection> states = all(Connection.class);
    return states.isEmpty() ? "disconnected" : states.getLast().state();
  }

  /** Returns the id that the server gave this client last. */
  public String clientId() {
    return all(Connection.class).stream()
        .filter(entry -> entry.state().equals("connected"))
        .toList()
        .getLast()
        .reason();
  }

  /** Returns how often the connection was made. */
  public long connects() {
    return all(Connection.class).stream()
        .filter(entry -> entry.state().equals("connected"))
        .count();
  }

  /** Returns what happened to the subscription of a channel. */
  public List<Subscription> subscriptions(String channel) {
    return all(Subscription.class).stream()
        .filter(entry -> entry.channel().equals(channel))
        .toList();
  }

  /** Returns whether the SDK has asked for a token for a channel; empty: for the connection. */
  public boolean askedForToken(String channel) {
    return all(TokenAsked.class).contains(new TokenAsked(channel));
  }

  /** Returns whether the connection got into a state for a reason, however it went on. */
  public boolean saw(String state, int code) {
    return all(Connection.class).stream()
        .anyMatch(entry -> entry.state().equals(state) && entry.code() == code);
  }

  /** Returns each time that a subscription of a channel came about. */
  public List<Subscription> subscribed(String channel) {
    return subscriptions(channel).stream()
        .filter(entry -> entry.state().equals("subscribed"))
        .toList();
  }

  /** Shows all of it, for the message of a failed test. */
  @Override
  public synchronized String toString() {
    int shown = Math.max(0, entries.size() - 30);
    return "last of " + entries.size() + " entries: " + entries.subList(shown, entries.size());
  }
}
