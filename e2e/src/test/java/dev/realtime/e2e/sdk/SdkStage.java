package dev.realtime.e2e.sdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.realtime.e2e.cluster.sys.Directories;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * Servers, and what the SDKs need. Scenarios are played on it beside one another, with users and
 * channels of their own; those that ask the backend do not while one makes it fail ({@link
 * #BACKEND}). Every connection goes to the next node, so that with several nodes no client and no
 * emulation request can count on the node it met before.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class SdkStage implements OnStage {
  static final String BACKEND = "the application's backend";

  static final Duration SOON = Duration.ofSeconds(30);

  private final AtomicInteger names = new AtomicInteger();
  private final List<ServerProcess> servers = new ArrayList<>();
  private final JsPlaces places = new JsPlaces(Directories.standard());
  private List<Integer> ports = List.of();
  private TcpRelay balancer;
  private AppBackend backend;

  /** Returns the part of each node's configuration about its broker; one entry for each node. */
  abstract List<String> brokers();

  /** Returns what the scenarios run over. Overridden where one browser is enough. */
  Stream<Sdk> sdks() {
    return Arrays.stream(Sdk.values());
  }

  /** Returns the SDKs with deltas among them. */
  Stream<Sdk> sdksWithDelta() {
    return sdks().filter(Sdk::knowsDelta);
  }

  /** Returns them with one in Chromium at most: each code costs a reconnect, and codes are many. */
  Stream<Sdk> sdksWithOneBrowser() {
    return sdks().filter(sdk -> sdk.place() != Sdk.Place.CHROMIUM || sdk == Sdk.CHROMIUM_SSE);
  }

  /** Returns those that talk by WebSocket. */
  Stream<Sdk> sdksWithWebSocket() {
    return sdks().filter(Sdk::isWebSocket);
  }

  @BeforeAll
  void start(@TempDir Path temporary) throws IOException {
    backend = new AppBackend();
    for (String broker : brokers()) {
      Path work = temporary.resolve("node" + servers.size());
      servers.add(
          ServerProcess.start(Directories.standard(), work, broker + "\n" + backend.proxies()));
    }
    ports = servers.stream().map(ServerProcess::port).toList();
    balancer = TcpRelay.to(ports);
  }

  @AfterAll
  void stop() throws IOException {
    places.close();
    balancer.close();
    servers.forEach(ServerProcess::close);
    backend.close();
  }

  @Override
  public SdkStage stage() {
    return this;
  }

  AppBackend backend() {
    return backend;
  }

  /** Calls the server API of one node, whatever node the client is on. */
  void api(String method, String json) {
    servers.getFirst().api(method, json);
  }

  /** Publishes by the server API. */
  void publish(String channel, String json) {
    api("publish", "{\"channel\":\"%s\",\"data\":%s}".formatted(channel, json));
  }

  /** Publishes by the server API so that subscribers may get a delta. */
  void publishDelta(String channel, String json) {
    api("publish", "{\"channel\":\"%s\",\"delta\":true,\"data\":%s}".formatted(channel, json));
  }

  /** Opens a way to the servers that can be cut. */
  TcpRelay relay() throws IOException {
    return TcpRelay.to(ports);
  }

  /** Makes a client that is not connected. */
  SdkClient client(Sdk sdk, String authority, String... tokens) {
    return sdk.client(places, unique("client"), authority, List.of(tokens));
  }

  /** Makes a client, and connects it through the balancer. */
  SdkClient connected(Sdk sdk, String... tokens) {
    SdkClient client = client(sdk, balancer.authority(), tokens);
    client.connect();
    awaitConnected(client);
    return client;
  }

  /** Makes a client of centrifuge-java for tests that publish by a client. */
  JavaSdkClient publisher() {
    return new JavaSdkClient("ws://" + balancer.authority() + "/connection/websocket", "");
  }

  String balancer() {
    return balancer.authority();
  }

  static void awaitConnected(SdkClient client) {
    await("the connection")
        .atMost(SOON)
        .until(() -> client.journal().connection().equals("connected"));
  }

  static void awaitReceived(SdkClient client, String channel, int count) {
    await(count + " publications of " + channel)
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(
            () ->
                assertThat(client.journal().received(channel))
                    .as(() -> "after " + client.journal().subscriptions(channel))
                    .hasSizeGreaterThanOrEqualTo(count));
  }

  /** Waits until a subscription has come about so many times. */
  static void awaitSubscribed(SdkClient client, String channel, int times) {
    await("subscription " + times + " of " + channel)
        .atMost(SOON)
        .until(() -> client.journal().subscribed(channel).size() >= times);
  }

  /** Returns a name that no other test uses. */
  String unique(String name) {
    return name + names.incrementAndGet();
  }

  static String number(int number) {
    return "{\"number\":" + number + "}";
  }
}
