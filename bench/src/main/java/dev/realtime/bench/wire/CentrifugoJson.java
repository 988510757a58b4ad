package dev.realtime.bench.wire;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Centrifugo's client protocol in JSON: messages in a text frame, a newline between them. */
public record CentrifugoJson() implements Dialect {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final byte[] EMPTY = {'{', '}'};
  private static final byte[] END_OF_PUBLISH = {'}', '}'};

  @Override
  public boolean webSocket() {
    return true;
  }

  @Override
  public byte[] open(String host, boolean publisher) {
    return Frames.handshake(host, "/connection/websocket", "");
  }

  @Override
  public ByteBuf hello(ByteBufAllocator allocator, String token, List<Subscription> channels) {
    StringBuilder text = new StringBuilder(96 + 64 * channels.size());
    ObjectNode connect = JSON.createObjectNode().put("id", 1);
    ObjectNode request = connect.putObject("connect");
    if (!token.isEmpty()) {
      request.put("token", token);
    }
    text.append(connect);
    long id = 1;
    for (Subscription channel : channels) {
      ObjectNode command = JSON.createObjectNode().put("id", ++id);
      ObjectNode subscribe = command.putObject("subscribe").put("channel", channel.channel());
      if (channel.recover()) {
        subscribe
            .put("recover", true)
            .put("epoch", channel.epoch())
            .put("offset", channel.offset());
      }
      text.append('\n').append(command);
    }
    return Frames.frame(allocator, Frames.TEXT, bytes(text.toString()));
  }

  @Override
  public ByteBuf publish(ByteBufAllocator allocator, long id, String channel, byte[] payload) {
    byte[] head =
        bytes("{\"id\":" + id + ",\"publish\":{\"channel\":\"" + channel + "\",\"data\":");
    return Frames.frame(allocator, Frames.TEXT, head, payload, END_OF_PUBLISH);
  }

  @Override
  public ByteBuf history(ByteBufAllocator allocator, long id, String channel, int limit) {
    ObjectNode command = JSON.createObjectNode().put("id", id);
    command.putObject("history").put("channel", channel).put("limit", limit).put("reverse", true);
    return Frames.frame(allocator, Frames.TEXT, bytes(command.toString()));
  }

  @Override
  public ByteBuf pong(ByteBufAllocator allocator) {
    return Frames.frame(allocator, Frames.TEXT, EMPTY);
  }

  @Override
  public void read(ByteBuf bytes, int from, int to, int payloadBytes, Incoming incoming) {
    int at = from;
    while (at < to) {
      if (bytes.getByte(at) == '{' && at + 1 < to && bytes.getByte(at + 1) == '}') {
        incoming.ping();
        at = afterLine(bytes, at + 2, to);
        continue;
      }
      at =
          bytes.getByte(at + 2) == 'p'
              ? push(bytes, at, to, payloadBytes, incoming)
              : reply(bytes, at, to, incoming);
    }
  }

  /** Reads {@code {"push":…}}; nearly every message is one. */
  private static int push(ByteBuf bytes, int at, int to, int payloadBytes, Incoming incoming) {
    int marker = Marker.find(bytes, at, to);
    if (marker < 0 || newlineBetween(bytes, at, marker)) {
      return reply(bytes, at, to, incoming);
    }
    incoming.publication(bytes, marker);
    return afterLine(bytes, Math.min(Marker.endOfPayload(marker, payloadBytes), to), to);
  }

  private static boolean newlineBetween(ByteBuf bytes, int from, int to) {
    return bytes.indexOf(from, to, (byte) '\n') >= 0;
  }

  /** Reads a message whole; a subscription's answer may carry publications. */
  private static int reply(ByteBuf bytes, int at, int to, Incoming incoming) {
    int end = bytes.indexOf(at, to, (byte) '\n');
    end = end < 0 ? to : end;
    for (int marker = Marker.find(bytes, at, end);
        marker >= 0;
        marker = Marker.find(bytes, marker + 1, end)) {
      incoming.publication(bytes, marker);
    }
    byte[] message = new byte[end - at];
    bytes.getBytes(at, message);
    incoming.answer(parse(message));
    return end + 1;
  }

  private static int afterLine(ByteBuf bytes, int from, int to) {
    int newline = bytes.indexOf(from, to, (byte) '\n');
    return newline < 0 ? to : newline + 1;
  }

  static Answer parse(byte[] message) {
    JsonNode node;
    try {
      node = JSON.readTree(message);
    } catch (IOException notJson) {
      throw new UncheckedIOException(
          "The target sent what is not JSON: " + new String(message, StandardCharsets.UTF_8),
          notJson);
    }
    long id = node.path("id").asLong();
    if (node.has("error")) {
      return new Answer.Refused(id, node.path("error").path("code").asInt());
    }
    if (node.has("connect")) {
      return new Answer.Connected();
    }
    if (node.has("subscribe")) {
      JsonNode result = node.path("subscribe");
      return new Answer.Subscribed(
          id, result.path("epoch").asText(""), result.path("recovered").asBoolean());
    }
    if (node.has("publish")) {
      return new Answer.Published(id);
    }
    if (node.has("history")) {
      return new Answer.Past(id, node.path("history").path("publications").size());
    }
    JsonNode unsubscribe = node.path("push").path("unsubscribe");
    return unsubscribe.isMissingNode()
        ? new Answer.Other()
        : new Answer.Unsubscribed(unsubscribe.path("code").asInt());
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
