package dev.realtime.server.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.realtime.server.broker.ClientInfo;
import dev.realtime.server.broker.Publication;
import dev.realtime.server.broker.StreamPosition;
import dev.realtime.server.hub.Wire.UnencodableException;
import dev.realtime.server.message.Codes;
import dev.realtime.server.message.Command;
import dev.realtime.server.message.Push;
import dev.realtime.server.message.Result;
import dev.realtime.server.message.Result.SentPublication;
import dev.realtime.server.message.Result.SentPublication.Form;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonCodecTest {
  private static final JsonEncoder ENCODER = new JsonEncoder();

  static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }

  static Publication publication(String data, long offset) {
    return new Publication(bytes(data), null, offset, Map.of(), 0);
  }

  private static String written(Consumer<ByteBuf> write) {
    ByteBuf out = Unpooled.buffer();
    write.accept(out);
    return out.toString(UTF_8);
  }

  private static List<Command> read(String frame) throws MalformedCommandException {
    return new JsonDecoder().decode(Unpooled.copiedBuffer(frame, UTF_8));
  }

  @Test
  void readsSeveralCommandsOfOneFrame() throws Exception {
    List<Command> commands =
        read(
            """
            {"id":1,"connect":{"token":"t","name":"js","subs":{"s":{"recover":true,"offset":3,"epoch":"e"}}}}
            {"id":2,"subscribe":{"channel":"a","recover":true,"epoch":"abc","offset":7,"delta":"fossil","flag":2}}
            {}

            {"id":4294967295,"publish":{"channel":"a","data":{"x": 1, "s":"ü"}}}
            """);
    assertThat(commands).hasSize(4);
    assertThat(commands.get(0).request())
        .isInstanceOfSatisfying(
            Command.Connect.class,
            connect -> {
              assertThat(connect.token()).isEqualTo("t");
              assertThat(connect.subs().get("s").offset()).isEqualTo(3);
            });
    assertThat(commands.get(1).request())
        .isEqualTo(
            new Command.Subscribe(
                "a", "", true, "abc", 7, null, false, false, false, "fossil", null, 2, 0));
    assertThat(commands.get(2)).isEqualTo(new Command(0, null));
    assertThat(commands.get(3).id()).isEqualTo(4294967295L);
    assertThat(((Command.Publish) commands.get(3).request()).data())
        .isEqualTo(bytes("{\"x\": 1, \"s\":\"ü\"}"));
  }

  @Test
  void readsEveryOtherRequest() throws Exception {
    assertThat(read("{\"id\":1,\"unsubscribe\":{\"channel\":\"a\"}}").getFirst().request())
        .isEqualTo(new Command.Unsubscribe("a"));
    assertThat(read("{\"id\":1,\"presence\":{\"channel\":\"a\"}}").getFirst().request())
        .isEqualTo(new Command.Presence("a"));
    assertThat(read("{\"id\":1,\"presence_stats\":{\"channel\":\"a\"}}").getFirst().request())
        .isEqualTo(new Command.PresenceStats("a"));
    assertThat(
            read("{\"id\":1,\"history\":{\"channel\":\"a\",\"limit\":-1,\"reverse\":true,"
                    + "\"since\":{\"offset\":2,\"epoch\":\"e\"}}}")
                .getFirst()
                .request())
        .isEqualTo(new Command.History("a", -1, new StreamPosition(2, "e"), true));
    assertThat(read("{\"id\":1,\"ping\":{}}").getFirst().request()).isEqualTo(new Command.Ping());
    assertThat(read("{\"id\":1,\"refresh\":{\"token\":\"t\"}}").getFirst().request())
        .isEqualTo(new Command.Refresh("t"));
    assertThat(
            read("{\"id\":1,\"sub_refresh\":{\"channel\":\"a\",\"token\":\"t\"}}")
                .getFirst()
                .request())
        .isEqualTo(new Command.SubRefresh("a", "t"));
    Command.Rpc rpc =
        (Command.Rpc)
            read("{\"id\":1,\"rpc\":{\"method\":\"m\",\"data\":[1]}}").getFirst().request();
    assertThat(rpc.name()).isEqualTo("m");
    assertThat(rpc.data()).isEqualTo(bytes("[1]"));
    assertThat(((Command.Send) read("{\"send\":{\"data\":5}}").getFirst().request()).data())
        .isEqualTo(bytes("5"));
  }

  @Test
  void readsAFilterAndPassesOverWhatNewerSdksSend() throws Exception {
    Command.Subscribe subscribe =
        (Command.Subscribe)
            read("{\"id\":1,\"new\":{\"x\":[{}]},\"subscribe\":{\"channel\":\"a\",\"cursor\":9,"
                    + "\"tf\":{\"op\":\"and\",\"nodes\":[{\"key\":\"k\",\"cmp\":\"in\",\"vals\":[\"a\"]}]}}}")
                .getFirst()
                .request();
    assertThat(subscribe.filter().nodes().getFirst().vals()).containsExactly("a");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "\n\n",
        "{",
        "[]",
        "1",
        "null",
        "{\"id\":-1}",
        "{\"id\":4294967296}",
        "{\"id\":\"1\"}",
        "{\"id\":1,\"id\":2}",
        "{\"connect\":[]}",
        "{\"connect\":{\"token\":1}}",
        "{\"subscribe\":{\"offset\":-1}}",
        "{\"publish\":{\"data\":{]}}}",
        "{\"id\":1}{\"id\":2}",
        "{\"id\":1} trailing",
      })
  void refusesWhatIsNotTheProtocol(String frame) {
    assertThatThrownBy(() -> read(frame)).isInstanceOf(MalformedCommandException.class);
  }

  @Test
  void neverQuotesWhatItRefuses() {
    assertThatThrownBy(() -> read("{\"connect\":{\"token\":\"hunter2\"}"))
        .isInstanceOf(MalformedCommandException.class)
        .hasMessageContaining("command 0 of the frame")
        .message()
        .doesNotContain("hunter2");
  }

  @Test
  void boundsNestingAndTheNumberOfCommands() {
    String deep = "{\"publish\":{\"data\":" + "[".repeat(100_000) + "]".repeat(100_000) + "}}";
    assertThatThrownBy(() -> read(deep)).isInstanceOf(MalformedCommandException.class);
    assertThatThrownBy(() -> read("{}\n".repeat(Decoder.MAX_COMMANDS + 1)))
        .hasMessageContaining("more than 4096 commands");
  }

  @Test
  void writesTheGoldenExchange() {
    assertThat(written(out -> ENCODER.push(out, new Push.Ping()))).isEqualTo("{}");
    assertThat(
            written(
                out ->
                    ENCODER.push(
                        out,
                        new Push.Published(
                            "a", SentPublication.plain(publication("{\"x\": 1}", 1))))))
        .isEqualTo("{\"push\":{\"channel\":\"a\",\"pub\":{\"data\":{\"x\": 1},\"offset\":1}}}");
    assertThat(
            written(
                out ->
                    ENCODER.result(
                        out,
                        2,
                        new Result.Subscribed(
                            false,
                            0,
                            true,
                            new StreamPosition(1, "flSlbpbt"),
                            List.of(
                                SentPublication.plain(
                                    new Publication(
                                        bytes("{\"x\": 2}"), null, 2, Map.of("k", "v"), 0))),
                            true,
                            true,
                            null,
                            true,
                            false))))
        .isEqualTo(
            "{\"id\":2,\"subscribe\":{\"recoverable\":true,\"epoch\":\"flSlbpbt\",\"publications\":"
                + "[{\"data\":{\"x\": 2},\"offset\":2,\"tags\":{\"k\":\"v\"}}],\"recovered\":true,"
                + "\"offset\":1,\"positioned\":true,\"was_recovering\":true}}");
    assertThat(
            written(out -> ENCODER.push(out, new Push.Unsubscribed("a", Codes.SERVER_UNSUBSCRIBE))))
        .isEqualTo(
            "{\"push\":{\"channel\":\"a\",\"unsubscribe\":{\"code\":2000,\"reason\":\"server unsubscribe\"}}}");
    assertThat(written(out -> ENCODER.error(out, 7, Codes.ALREADY_SUBSCRIBED)))
        .isEqualTo("{\"id\":7,\"error\":{\"code\":105,\"message\":\"already subscribed\"}}");
    assertThat(
            written(
                out ->
                    ENCODER.result(
                        out,
                        4,
                        new Result.PastPublications(List.of(), new StreamPosition(0, "fl")))))
        .isEqualTo("{\"id\":4,\"history\":{\"publications\":[],\"epoch\":\"fl\",\"offset\":0}}");
    assertThat(
            written(
                out ->
                    ENCODER.result(
                        out,
                        3,
                        new Result.Present(
                            Map.of("c", new ClientInfo("", "c", bytes("{}"), null))))))
        .isEqualTo(
            "{\"id\":3,\"presence\":{\"presence\":{\"c\":{\"user\":\"\",\"client\":\"c\",\"conn_info\":{}}}}}");
    assertThat(written(out -> ENCODER.result(out, 6, new Result.Unsubscribed())))
        .isEqualTo("{\"id\":6,\"unsubscribe\":{}}");
    assertThat(written(out -> ENCODER.result(out, 5, new Result.PresentCounts(0, 0))))
        .isEqualTo("{\"id\":5,\"presence_stats\":{\"num_clients\":0,\"num_users\":0}}");
  }

  @Test
  void deltaSubscribersGetTextWhetherFullOrNot() {
    Publication publication = publication("{\"n\":\"\\u00fc\\n\"}", 3);
    assertThat(
            written(
                out ->
                    ENCODER.push(
                        out,
                        new Push.Published(
                            "d", new SentPublication(publication, Form.FULL, publication.data())))))
        .isEqualTo(
            "{\"push\":{\"channel\":\"d\",\"pub\":{\"data\":\"{\\\"n\\\":\\\"\\\\u00fc\\\\n\\\"}\",\"offset\":3}}}");
    assertThat(
            written(
                out ->
                    ENCODER.push(
                        out,
                        new Push.Published(
                            "d", new SentPublication(publication, Form.DELTA, bytes("2d\nx;"))))))
        .contains("\"data\":\"2d\\nx;\"")
        .endsWith("\"delta\":true}}}");
  }

  @Test
  void namesAreEscapedAndLineEndsNeverSplitAMessage() {
    String push =
        written(
            out ->
                ENCODER.push(
                    out,
                    new Push.Published(
                        "a\"\n\u0001ü",
                        SentPublication.plain(publication("{\n \"x\":\r\n1}", 0)))));
    assertThat(push)
        .isEqualTo("{\"push\":{\"channel\":\"a\\\"\\n\\u0001ü\",\"pub\":{\"data\":{ \"x\":1}}}}");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{", "{}{}", "nul", "\u0000"})
  void refusesPayloadsThatAreNoJson(String payload) {
    assertThatThrownBy(
            () ->
                written(
                    out ->
                        ENCODER.push(
                            out,
                            new Push.Published(
                                "a", SentPublication.plain(publication(payload, 0))))))
        .isInstanceOf(UnencodableException.class);
  }
}
