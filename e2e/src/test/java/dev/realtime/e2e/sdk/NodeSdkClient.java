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
  public void subscribe(String channel, List<String> tokens, boolean delta) {
    ObjectNode wish = arguments().put("channel", channel).put("delta", delta);
    tokens.forEach(wish.putArray("tokens")::add);
    node.ask(name, "subscribe", wish);
  }

  @Override
  public void unsubscribe(String channel) {
    node.ask(name, "unsubscribe", arguments().put("channel", channel));
  }

  @Override
  public void publish(String channel, String data) {
    node.ask(name, "publish", arguments().put("channel", channel).set("data", parsed(data)));
  }

  @Override
  public String rpc(String method, String data) {
    return node.ask(name, "rpc", arguments().put("method", method).set("data", parsed(data)))
        .toString();
  }

  private JsonNode parsed(String data) {
    try {
      return node.json().readTree(data);
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
    return history(arguments().put("channel", channel).put("limit", limit));
  }

  @Override
  public List<String> historySince(String channel, String epoch) {
    ObjectNode wish = arguments().put("channel", channel).put("limit", 1);
    wish.putObject("since").put("offset", 0).put("epoch", epoch);
    return history(wish);
  }

  private List<String> history(ObjectNode wish) {
    JsonNode page = node.ask(name, "history", wish);
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
