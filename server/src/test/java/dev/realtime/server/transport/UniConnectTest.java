package dev.realtime.server.transport;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.realtime.server.TestClient;
import dev.realtime.server.TestServer;
import dev.realtime.server.message.Command;
import dev.realtime.server.protocol.MalformedCommandException;
import io.netty.buffer.Unpooled;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UniConnectTest {
  private static List<Command> decode(String request) throws MalformedCommandException {
    return new UniConnect().decode(Unpooled.wrappedBuffer(request.getBytes(UTF_8)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"{\"token\":\"t\"}", "{\n  \"token\": \"t\"\n}\n", "{\r\n\"token\":\"t\"}\r\n"})
  void takesJsonOnAnyNumberOfLines(String request) throws MalformedCommandException {
    assertThat(decode(request))
        .singleElement()
        .satisfies(
            command ->
                assertThat(command.request())
                    .isInstanceOfSatisfying(
                        Command.Connect.class,
                        connect -> assertThat(connect.token()).isEqualTo("t")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}}\n{\"id\":2,\"rpc\":{\"method\":\"m\",\"data\":{}}",
        "{}}\r\n{\"id\":2,\"ping\":{}",
        "null,\"rpc\":{\"method\":\"m\",\"data\":{}}",
        "null",
        "{}}{\"id\":2,\"ping\":{}",
      })
  void takesNoOtherCommand(String request) {
    assertThatThrownBy(() -> decode(request)).isInstanceOf(MalformedCommandException.class);
  }

  @Test
  void aClientConnectsByARequestOfSeveralLines(@TempDir Path directory) {
    try (TestServer server = TestServer.start(directory, TestServer.OPEN)) {
      URI uri = URI.create("ws://127.0.0.1:" + server.port() + "/connection/uni_websocket");
      try (TestClient client = TestClient.open(uri)) {
        assertThat(client.send("{\n  \"name\": \"js\"\n}\n").next()).contains("\"connect\":");
      }
      try (TestClient client = TestClient.open(uri)) {
        assertThat(client.send("{}}\n{\"id\":2,\"ping\":{}").closed()).startsWith("3501");
      }
    }
  }
}
