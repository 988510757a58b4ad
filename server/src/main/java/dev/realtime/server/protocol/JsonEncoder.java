package dev.realtime.server.protocol;

import dev.realtime.server.broker.ClientInfo;
import dev.realtime.server.broker.Publication;
import dev.realtime.server.broker.StreamPosition;
import dev.realtime.server.message.ErrorCode;
import dev.realtime.server.message.Push;
import dev.realtime.server.message.Result;
import dev.realtime.server.message.Result.SentPublication;
import dev.realtime.server.message.Result.SentPublication.Form;
import io.netty.buffer.ByteBuf;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Messages as JSON: Protobuf's field names, zero values left out, but for those that clients rely
 * on: user and client of an information, counts, the publications of a history.
 */
public final class JsonEncoder implements Encoder {
  @Override
  public void push(ByteBuf out, Push push) {
    JsonText json = new JsonText(out).begin();
    if (!(push instanceof Push.Ping)) {
      json.name("push").begin();
      body(json, push);
      json.end();
    }
    json.end();
  }

  private static void body(JsonText json, Push push) {
    switch (push) {
      case Push.Published(String channel, SentPublication publication) -> {
        json.string("channel", channel).name("pub");
        publication(json, publication);
      }
      case Push.Joined(String channel, ClientInfo info) -> {
        json.string("channel", channel).name("join").begin().name("info");
        info(json, info);
        json.end();
      }
      case Push.Left(String channel, ClientInfo info) -> {
        json.string("channel", channel).name("leave").begin().name("info");
        info(json, info);
        json.end();
      }
      case Push.Unsubscribed(String channel, var why) ->
          json.string("channel", channel)
              .name("unsubscribe")
              .begin()
              .number("code", why.code())
              .string("reason", why.reason())
              .end();
      case Push.Subscribed subscribed -> {
        json.string("channel", subscribed.channel()).name("subscribe").begin();
        json.flag("recoverable", subscribed.recoverable());
        position(json, subscribed.position());
        json.flag("positioned", subscribed.positioned());
        data(json, subscribed.data());
        json.end();
      }
      case Push.Message message -> {
        json.name("message").begin();
        data(json, message.data());
        json.end();
      }
      case Push.Connected(Result.Connected result) -> {
        json.name("connect").begin();
        connected(json, result);
        json.end();
      }
      case Push.Disconnected(var why) -> {
        json.name("disconnect").begin();
        json.number("code", why.code()).string("reason", why.reason());
        json.flag("reconnect", why.reconnects()).end();
      }
      case Push.Refreshed(boolean expires, long ttl) ->
          json.name("refresh").begin().flag("expires", expires).numberIfAny("ttl", ttl).end();
      case Push.Ping() -> throw new IllegalStateException("a ping has no body");
    }
  }

  @Override
  public void error(ByteBuf out, long id, ErrorCode error) {
    new JsonText(out)
        .begin()
        .numberIfAny("id", id)
        .name("error")
        .begin()
        .number("code", error.code())
        .string("message", error.message())
        .flag("temporary", error.temporary())
        .end()
        .end();
  }

  @Override
  public void result(ByteBuf out, long id, Result result) {
    JsonText json = new JsonText(out).begin().numberIfAny("id", id);
    switch (result) {
      case Result.Connected connected -> {
        json.name("connect").begin();
        connected(json, connected);
      }
      case Result.Subscribed subscribed -> {
        json.name("subscribe").begin();
        subscribed(json, subscribed);
      }
      case Result.Unsubscribed() -> json.name("unsubscribe").begin();
      case Result.Published() -> json.name("publish").begin();
      case Result.Present(Map<String, ClientInfo> clients) -> {
        json.name("presence").begin().name("presence").begin();
        clients.forEach(
            (client, info) -> {
              json.member(client);
              info(json, info);
            });
        json.end();
      }
      case Result.PresentCounts(int clients, int users) ->
          json.name("presence_stats")
              .begin()
              .number("num_clients", clients)
              .number("num_users", users);
      case Result.PastPublications(List<Publication> publications, StreamPosition top) -> {
        json.name("history").begin().name("publications").beginArray();
        for (Publication publication : publications) {
          json.element();
          publication(json, SentPublication.plain(publication));
        }
        json.endArray();
        json.string("epoch", top.epoch()).number("offset", top.offset());
      }
      case Result.Returned returned -> {
        json.name("rpc").begin();
        data(json, returned.data());
      }
      case Result.Refreshed refreshed ->
          json.name("refresh")
              .begin()
              .stringIfAny("client", refreshed.client())
              .stringIfAny("version", refreshed.version())
              .flag("expires", refreshed.expires())
              .numberIfAny("ttl", refreshed.ttl());
      case Result.SubscriptionRefreshed(boolean expires, long ttl) ->
          json.name("sub_refresh").begin().flag("expires", expires).numberIfAny("ttl", ttl);
    }
    json.end().end();
  }

  private static void connected(JsonText json, Result.Connected connected) {
    json.string("client", connected.client()).stringIfAny("version", connected.version());
    json.flag("expires", connected.expires()).numberIfAny("ttl", connected.ttl());
    data(json, connected.data());
    if (!connected.subs().isEmpty()) {
      json.name("subs").begin();
      connected
          .subs()
          .forEach(
              (channel, subscribed) -> {
                json.member(channel).begin();
                subscribed(json, subscribed);
                json.end();
              });
      json.end();
    }
    json.numberIfAny("ping", connected.ping()).flag("pong", connected.pong());
    json.stringIfAny("session", connected.session()).stringIfAny("node", connected.node());
  }

  private static void subscribed(JsonText json, Result.Subscribed subscribed) {
    json.flag("expires", subscribed.expires()).numberIfAny("ttl", subscribed.ttl());
    json.flag("recoverable", subscribed.recoverable());
    json.stringIfAny("epoch", subscribed.position().epoch());
    if (!subscribed.publications().isEmpty()) {
      json.name("publications").beginArray();
      for (SentPublication publication : subscribed.publications()) {
        json.element();
        publication(json, publication);
      }
      json.endArray();
    }
    json.flag("recovered", subscribed.recovered());
    json.numberIfAny("offset", subscribed.position().offset());
    json.flag("positioned", subscribed.positioned());
    data(json, subscribed.data());
    json.flag("was_recovering", subscribed.wasRecovering()).flag("delta", subscribed.delta());
  }

  private static void publication(JsonText json, SentPublication sent) {
    Publication publication = sent.publication();
    json.begin().name("data");
    if (sent.form() == Form.PLAIN) {
      json.raw(sent.payload());
    } else {
      json.utf8String(sent.payload());
    }
    ClientInfo info = publication.info();
    if (info != null) {
      json.name("info");
      info(json, info);
    }
    json.numberIfAny("offset", publication.offset());
    if (!publication.tags().isEmpty()) {
      json.name("tags").begin();
      publication.tags().forEach((tag, value) -> json.member(tag).string(value));
      json.end();
    }
    json.flag("delta", sent.form() == Form.DELTA).end();
  }

  private static void info(JsonText json, ClientInfo info) {
    json.begin().string("user", info.user()).string("client", info.client());
    byte[] connInfo = info.connInfo();
    if (connInfo != null) {
      json.name("conn_info").raw(connInfo);
    }
    byte[] chanInfo = info.chanInfo();
    if (chanInfo != null) {
      json.name("chan_info").raw(chanInfo);
    }
    json.end();
  }

  private static void position(JsonText json, StreamPosition position) {
    json.stringIfAny("epoch", position.epoch()).numberIfAny("offset", position.offset());
  }

  private static void data(JsonText json, byte @Nullable [] data) {
    if (data != null) {
      json.name("data").raw(data);
    }
  }
}
