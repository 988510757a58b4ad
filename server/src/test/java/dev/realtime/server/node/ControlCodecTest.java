package dev.realtime.server.node;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.realtime.server.api.ApiBackend.NodeInfo;
import dev.realtime.server.api.ApiBackend.Target;
import dev.realtime.server.auth.ChannelOverrides;
import dev.realtime.server.auth.SubscribeOptions;
import dev.realtime.server.broker.StreamPosition;
import dev.realtime.server.json.JsonShapeException;
import dev.realtime.server.message.Disconnect;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ControlCodecTest {
  private static final Target TARGET = new Target("ada \"x\"", "c1", "s1");

  static Stream<ControlMessage> messages() {
    return Stream.of(
        new ControlMessage.Here(new NodeInfo("id", "pod-0", "1.0", 1, 2, 3, 4, 5), true),
        new ControlMessage.Gone(),
        new ControlMessage.Unsubscribe(TARGET, "news"),
        new ControlMessage.Close(TARGET, List.of("a", "b"), new Disconnect(4001, "why")),
        new ControlMessage.Refresh(TARGET, true, 1_900_000_000),
        new ControlMessage.AskChannels("id", "chat:*", "chat:5", 10),
        new ControlMessage.Channels("id", new TreeMap<>(Map.of("chat:1", 3, "op", 4))));
  }

  @ParameterizedTest
  @MethodSource("messages")
  void whatIsSaidIsHeard(ControlMessage message) throws Exception {
    assertThat(ControlCodec.decode(ControlCodec.encode("me", message)))
        .isEqualTo(new ControlCodec.Received("me", message));
  }

  @Test
  void payloadsOfAnyBytesArriveWhole() throws Exception {
    byte[] bytes = {0, '\n', (byte) 0xff};
    ChannelOverrides overrides = new ChannelOverrides(true, false, null, null, true);
    ControlMessage.Subscribe subscribe =
        (ControlMessage.Subscribe)
            ControlCodec.decode(
                    ControlCodec.encode(
                        "me",
                        new ControlMessage.Subscribe(
                            TARGET,
                            "news",
                            new SubscribeOptions(bytes, "{}".getBytes(UTF_8), overrides),
                            new StreamPosition(7, "epoch"))))
                .message();
    assertThat(subscribe.options().info()).isEqualTo(bytes);
    assertThat(subscribe.options().data()).asString(UTF_8).isEqualTo("{}");
    assertThat(subscribe.options().overrides()).isEqualTo(overrides);
    assertThat(subscribe.recoverSince()).isEqualTo(new StreamPosition(7, "epoch"));
    ControlMessage.Emulate emulate =
        (ControlMessage.Emulate)
            ControlCodec.decode(ControlCodec.encode("me", new ControlMessage.Emulate("s", bytes)))
                .message();
    assertThat(emulate.data()).isEqualTo(bytes);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"op\":\"of the future\",\"from\":\"x\",\"more\":{\"deep\":[1]}}",
        "{\"from\":\"x\"}",
        "{\"op\":\"here\",\"from\":\"x\"}"
      })
  void passesOverWhatANewerVersionSays(String json) throws Exception {
    assertThat(ControlCodec.decode(json.getBytes(UTF_8)).message())
        .isEqualTo(new ControlMessage.Unknown());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "[]", "{\"op\":1}", "{\"op\":\"close\",\"code\":\"x\"}"})
  void refusesWhatIsNoMessage(String json) {
    assertThatThrownBy(() -> ControlCodec.decode(json.getBytes(UTF_8)))
        .isInstanceOf(JsonShapeException.class);
  }
}
