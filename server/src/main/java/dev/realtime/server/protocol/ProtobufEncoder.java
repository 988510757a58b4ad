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

/** Messages as Protobuf, proto3: zero values are left out. The numbers are the protocol's. */
public final class ProtobufEncoder implements Encoder {
  /** Field of a push in a reply. */
  private static final int PUSH = 4;

  @Override
  public void push(ByteBuf out, Push push) {
    if (push instanceof Push.Ping) {
      return; // the empty message
    }
    ProtobufMessage body = new ProtobufMessage();
    body(body, push);
    new ProtobufMessage().message(PUSH, body).writeTo(out);
  }

  private static void body(ProtobufMessage push, Push content) {
    switch (content) {
      case Push.Published(String channel, SentPublication publication) ->
          push.string(2, channel).message(4, publication(publication));
      case Push.Joined(String channel, ClientInfo info) ->
          push.string(2, channel).message(5, new ProtobufMessage().message(1, info(info)));
      case Push.Left(String channel, ClientInfo info) ->
          push.string(2, channel).message(6, new ProtobufMessage().message(1, info(info)));
      case Push.Unsubscribed(String channel, var why) ->
          push.string(2, channel)
              .message(7, new ProtobufMessage().number(2, why.code()).string(3, why.reason()));
      case Push.Message message -> push.message(8, new ProtobufMessage().bytes(1, message.data()));
      case Push.Subscribed subscribed ->
          push.string(2, subscribed.channel())
              .message(
                  9,
                  new ProtobufMessage()
                      .flag(1, subscribed.recoverable())
                      .string(4, subscribed.position().epoch())
                      .number(5, subscribed.position().offset())
                      .flag(6, subscribed.positioned())
                      .bytes(7, subscribed.data()));
      case Push.Connected(Result.Connected result) -> push.message(10, pushedConnect(result));
      case Push.Disconnected(var why) ->
          push.message(
              11,
              new ProtobufMessage()
                  .number(1, why.code())
                  .string(2, why.reason())
                  .flag(3, why.reconnects()));
      case Push.Refreshed(boolean expires, long ttl) ->
          push.message(12, new ProtobufMessage().flag(1, expires).number(2, ttl));
      case Push.Ping() -> throw new IllegalStateException("a ping has no body");
    }
  }

  @Override
  public void error(ByteBuf out, long id, ErrorCode error) {
    new ProtobufMessage()
        .number(1, id)
        .message(
            2,
            new ProtobufMessage()
                .number(1, error.code())
                .string(2, error.message())
                .flag(3, error.temporary()))
        .writeTo(out);
  }

  @Override
  public void result(ByteBuf out, long id, Result result) {
    ProtobufMessage reply = new ProtobufMessage().number(1, id);
    switch (result) {
      case Result.Connected connected -> reply.message(5, connected(connected));
      case Result.Subscribed subscribed -> reply.message(6, subscribed(subscribed));
      case Result.Unsubscribed() -> reply.message(7, new ProtobufMessage());
      case Result.Published() -> reply.message(8, new ProtobufMessage());
      case Result.Present(var clients) -> {
        ProtobufMessage presence = new ProtobufMessage();
        clients.forEach((client, info) -> presence.message(1, entry(client, info(info))));
        reply.message(9, presence);
      }
      case Result.PresentCounts(int clients, int users) ->
          reply.message(10, new ProtobufMessage().number(1, clients).number(2, users));
      case Result.PastPublications(var publications, StreamPosition top) -> {
        ProtobufMessage history = new ProtobufMessage();
        for (Publication publication : publications) {
          history.message(1, publication(SentPublication.plain(publication)));
        }
        reply.message(11, history.string(2, top.epoch()).number(3, top.offset()));
      }
      case Result.Returned returned ->
          reply.message(13, new ProtobufMessage().bytes(1, returned.data()));
      case Result.Refreshed refreshed ->
          reply.message(
              14,
              new ProtobufMessage()
                  .string(1, refreshed.client())
                  .string(2, refreshed.version())
                  .flag(3, refreshed.expires())
                  .number(4, refreshed.ttl()));
      case Result.SubscriptionRefreshed(boolean expires, long ttl) ->
          reply.message(15, new ProtobufMessage().flag(1, expires).number(2, ttl));
    }
    reply.writeTo(out);
  }

  private static ProtobufMessage connected(Result.Connected connected) {
    ProtobufMessage message =
        new ProtobufMessage()
            .string(1, connected.client())
            .string(2, connected.version())
            .flag(3, connected.expires())
            .number(4, connected.ttl())
            .bytes(5, connected.data());
    connected
        .subs()
        .forEach(
            (channel, subscribed) -> message.message(6, entry(channel, subscribed(subscribed))));
    return message
        .number(7, connected.ping())
        .flag(8, connected.pong())
        .string(9, connected.session())
        .string(10, connected.node());
  }

  /** The same as a push, whose field numbers differ. */
  private static ProtobufMessage pushedConnect(Result.Connected connected) {
    ProtobufMessage message =
        new ProtobufMessage()
            .string(1, connected.client())
            .string(2, connected.version())
            .bytes(3, connected.data());
    connected
        .subs()
        .forEach(
            (channel, subscribed) -> message.message(4, entry(channel, subscribed(subscribed))));
    return message
        .flag(5, connected.expires())
        .number(6, connected.ttl())
        .number(7, connected.ping())
        .flag(8, connected.pong())
        .string(9, connected.session())
        .string(10, connected.node());
  }

  private static ProtobufMessage subscribed(Result.Subscribed subscribed) {
    ProtobufMessage message =
        new ProtobufMessage()
            .flag(1, subscribed.expires())
            .number(2, subscribed.ttl())
            .flag(3, subscribed.recoverable())
            .string(6, subscribed.position().epoch());
    for (SentPublication publication : subscribed.publications()) {
      message.message(7, publication(publication));
    }
    return message
        .flag(8, subscribed.recovered())
        .number(9, subscribed.position().offset())
        .flag(10, subscribed.positioned())
        .bytes(11, subscribed.data())
        .flag(12, subscribed.wasRecovering())
        .flag(13, subscribed.delta());
  }

  private static ProtobufMessage publication(SentPublication sent) {
    Publication publication = sent.publication();
    ProtobufMessage message = new ProtobufMessage().bytes(4, sent.payload());
    ClientInfo info = publication.info();
    if (info != null) {
      message.message(5, info(info));
    }
    message.number(6, publication.offset());
    publication
        .tags()
        .forEach(
            (tag, value) ->
                message.message(7, new ProtobufMessage().string(1, tag).string(2, value)));
    return message.flag(8, sent.form() == Form.DELTA);
  }

  private static ProtobufMessage info(ClientInfo info) {
    return new ProtobufMessage()
        .string(1, info.user())
        .string(2, info.client())
        .bytes(3, info.connInfo())
        .bytes(4, info.chanInfo());
  }

  /** An entry of a map from text to messages. */
  private static ProtobufMessage entry(String key, ProtobufMessage value) {
    return new ProtobufMessage().string(1, key).message(2, value);
  }
}
