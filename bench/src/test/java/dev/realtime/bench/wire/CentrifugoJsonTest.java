package dev.realtime.bench.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class CentrifugoJsonTest {
  private static final int BYTES = 128;
  private final CentrifugoJson dialect = new CentrifugoJson();

  @Test
  void findsEveryPublicationOfAFrameThatJoinsMessages() {
    assertThat(read(push(1) + "\n{}\n" + push(2) + "\n" + push(3)))
        .containsExactly("publication 7/1", "ping", "publication 7/2", "publication 7/3");
  }

  @Test
  void deliversRecoveredPublicationsBeforeTheAnswerThatHoldsThem() {
    String reply =
        "{\"id\":2,\"subscribe\":{\"recoverable\":true,\"epoch\":\"abcd\",\"publications\":["
            + "{\"data\":%s,\"offset\":4},{\"data\":%s,\"offset\":5}]".formatted(data(4), data(5))
            + ",\"recovered\":true,\"offset\":3}}";
    assertThat(read(reply + "\n" + push(6)))
        .containsExactly(
            "publication 7/4",
            "publication 7/5",
            new Answer.Subscribed(2, "abcd", true).toString(),
            "publication 7/6");
  }

  @Test
  void tellsAnEndedSubscriptionFromAPublicationBehindIt() {
    String ended =
        "{\"push\":{\"channel\":\"a\",\"unsubscribe\":{\"code\":2500,\"reason\":\"x\"}}}";
    assertThat(read(ended + "\n" + push(1)))
        .containsExactly(new Answer.Unsubscribed(2500).toString(), "publication 7/1");
  }

  @Test
  void readsErrors() {
    assertThat(read("{\"id\":9,\"error\":{\"code\":111,\"message\":\"too many requests\"}}"))
        .containsExactly(new Answer.Refused(9, 111).toString());
  }

  @Test
  void countsWhatAHistoryHolds() {
    assertThat(
            read(
                "{\"id\":3,\"history\":{\"publications\":[{\"data\":%s},{\"data\":%s}],\"offset\":5}}"
                    .formatted(data(5), data(4))))
        .containsExactly("publication 7/5", "publication 7/4", new Answer.Past(3, 2).toString());
    ByteBuf frame = dialect.history(ByteBufAllocator.DEFAULT, 3, "a", 50);
    assertThat(frame.toString(StandardCharsets.UTF_8))
        .endsWith("{\"id\":3,\"history\":{\"channel\":\"a\",\"limit\":50,\"reverse\":true}}");
    frame.release();
  }

  @Test
  void asksToRecoverFromThePositionGiven() {
    ByteBuf frame =
        dialect.hello(
            ByteBufAllocator.DEFAULT,
            "token",
            List.of(Subscription.fresh("a"), new Subscription("b", true, "abcd", 42)));
    assertThat(frame.toString(StandardCharsets.UTF_8))
        .endsWith(
            """
            {"id":1,"connect":{"token":"token"}}
            {"id":2,"subscribe":{"channel":"a"}}
            {"id":3,"subscribe":{"channel":"b","recover":true,"epoch":"abcd","offset":42}}""");
    frame.release();
  }

  private List<String> read(String frame) {
    Heard heard = new Heard();
    ByteBuf bytes = Unpooled.copiedBuffer(frame, StandardCharsets.UTF_8);
    dialect.read(bytes, 0, bytes.readableBytes(), BYTES, heard);
    return heard.all;
  }

  private static String push(int sequence) {
    return "{\"push\":{\"channel\":\"a\",\"pub\":{\"data\":%s,\"offset\":%d}}}"
        .formatted(data(sequence), sequence);
  }

  private static String data(int sequence) {
    byte[] payload = Marker.template(BYTES);
    Marker.stamp(payload, 7, sequence, 0);
    return new String(payload, StandardCharsets.US_ASCII);
  }
}
