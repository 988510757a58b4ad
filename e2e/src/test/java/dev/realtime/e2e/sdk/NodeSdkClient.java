package dev.realtime.e2e.sdk;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** One client of centrifuge-js. */
final class NodeSdkClient implements SdkClient {
  private final NodeSdk node;
  private final String name;
  private final Journal journal;

  NodeSdkClient(NodeSdk node, String name, Journal journal) {
    this.node = node;
    this.name = name;
    this.journal = journal;
  }

  @Override
  public void connect() {
    node.ask(name, "connect", arguments());
  }

  @Override
  public void disconnect() {
    node.ask(name, "disconnect", arguments());
  }

  @Override
  public void subscribe(String channel) {
    node.ask(name, "subscribe", arguments().put("channel", channel));
  }

  @Override
  public void unsubscribe(String channel) {
    node.ask(name, "unsubscribe", arguments().put("channel", channel));
  }

  @Override
  public void publish(String channel, String data) {
    try {
      ObjectNode arguments = arguments().put("channel", channel);
      arguments.set("data", node.json().readTree(data));
      node.ask(name, "publish", arguments);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("Not JSON: " + data, e);
    }
  }

  @Override
  public Set<String> presence(String channel) {
    Set<String> clients = new HashSet<>();
    node.ask(name, "presence", arguments().put("channel", channel))
        .forEach(client -> clients.add(client.asText()));
    return clients;
  }

  @Override
  public List<String> history(String channel, int limit) {
    JsonNode page =
        node.ask(name, "history", arguments().put("channel", channel).put("limit", limit));
    List<String> data = new ArrayList<>();
    page.forEach(publication -> data.add(publication.toString()));
    return data;
  }

  @Override
  public Journal journal() {
    return journal;
  }

  @Override
  public void close() {
    disconnect();
  }

  private ObjectNode arguments() {
    return node.json().createObjectNode();
  }
}
