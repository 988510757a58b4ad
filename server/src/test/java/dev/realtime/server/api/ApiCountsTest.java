package dev.realtime.server.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.realtime.server.auth.ApiKeys;
import dev.realtime.server.broker.BrokerUnavailableException;
import dev.realtime.server.trace.Tracing;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the metrics are told of each request. */
class ApiCountsTest {
  private static final String KEY = "key-of-the-test";

  @TempDir Path dir;
  private final BrokerBackend backend = new BrokerBackend();
  private final List<String> calls = new ArrayList<>();
  private ApiHandler api;

  @BeforeEach
  void start() throws Exception {
    ApiKeys keys = ApiKeys.load(Files.writeString(dir.resolve("key"), KEY), null);
    api =
        new ApiHandler(
            backend,
            () -> new ApiSettings(keys, false, 1000, false),
            (method, error, nanos) -> calls.add(method + " " + error),
            Tracing.OFF);
  }

  @AfterEach
  void stop() {
    backend.close();
  }

  private void request(String method, String path, String key, String body) {
    var _ =
        api.handle(
                new ApiRequest(
                    method,
                    path,
                    name -> name.equals("x-api-key") ? key : null,
                    body.getBytes(UTF_8)))
            .toCompletableFuture()
            .join();
  }

  private void call(String method, String body) {
    request("POST", "/api/" + method, KEY, body);
  }

  @Test
  void aBroadcastCountsAsTheGravestOfItsErrors() {
    call("broadcast", "{\"channels\":[\"a\",\"b\"],\"data\":1}");
    call("broadcast", "{\"channels\":[\"a\",\"unknown:a\",\"\"],\"data\":1}");
    backend.failure = new BrokerUnavailableException("down");
    call("broadcast", "{\"channels\":[\"\",\"a\",\"\"],\"data\":1}");
    assertThat(calls).containsExactly("broadcast 0", "broadcast 102", "broadcast 100");
  }

  @Test
  void aBatchCountsAsTheGravestOfItsErrorsAndOfThoseWithin() {
    String well = "{\"publish\":{\"channel\":\"a\",\"data\":1}}";
    String bad = "{\"publish\":{}}";
    String broadcast = "{\"broadcast\":{\"channels\":[\"a\",\"unknown:a\"],\"data\":1}}";
    call("batch", "{\"commands\":[" + well + "," + well + "]}");
    call("batch", "{\"commands\":[" + well + "," + bad + "]}");
    call("batch", "{\"commands\":[" + broadcast + "]}");
    backend.failure = new BrokerUnavailableException("down");
    call("batch", "{\"commands\":[" + bad + "," + well + "," + bad + "]}");
    assertThat(calls).containsExactly("batch 0", "batch 107", "batch 102", "batch 100");
  }

  @Test
  void whatIsRefusedBeforeItBeginsCounts() {
    request("POST", "/api/publish", "wrong", "{}");
    request("POST", "/api/made-up", "wrong", "{}");
    request("GET", "/api/info", KEY, "");
    call("publish", " ".repeat(1001));
    call("", "{\"method\":");
    call("", "{\"method\":\"info\",\"params\":7}");
    assertThat(calls)
        .containsExactly(
            "publish 101", "unknown 101", "info 107", "publish 107", "unknown 107", "info 107");
  }
}
