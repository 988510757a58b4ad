package dev.realtime.e2e.sdk;

import com.fasterxml.jackson.databind.JsonNode;

/** Reads the events that clients.mjs writes. */
final class NodeEvents {
  private NodeEvents() {}

  static Journal.Entry entry(JsonNode event) {
    String kind = event.path("event").asText();
    String channel = event.path("channel").asText();
    String state = event.path("state").asText();
    int code = event.path("code").asInt();
    return switch (kind) {
      case "state" -> new Journal.Connection(state, code, event.path("reason").asText());
      case "subscription" ->
          new Journal.Subscription(
              channel,
              state,
              code,
              event.path("wasRecovering").asBoolean(),
              event.path("recovered").asBoolean());
      case "publication" ->
          new Journal.Publication(
              channel, event.path("data").toString(), event.path("offset").asLong());
      case "join", "leave" -> new Journal.Membership(channel, kind, event.path("who").asText());
      case "token" -> new Journal.TokenAsked(channel);
      case "error" -> new Journal.Problem(code, event.path("message").asText());
      default -> throw new IllegalArgumentException("Unknown event of clients.mjs: " + event);
    };
  }
}
