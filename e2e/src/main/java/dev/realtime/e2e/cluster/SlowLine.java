package dev.realtime.e2e.cluster;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.realtime.e2e.cluster.Faults.Fault;
import dev.realtime.e2e.cluster.binary.Program;
import dev.realtime.e2e.cluster.sys.Await;
import dev.realtime.e2e.cluster.sys.ClusterException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * A line to an address of the cluster through Toxiproxy, which can delay and throttle what goes
 * over it while connections stay open. The kernel's own means (netem) is missing in many kernels.
 *
 * <p>Toxiproxy runs in the node's network, where it reaches pods and Services, and is reached from
 * pods and from the host; it ends with the cluster.
 *
 * @param api of Toxiproxy, {@code http://host:port}
 * @param name of the line there
 * @param authority where it takes connections, {@code host:port}
 */
public record SlowLine(String api, String name, String authority) implements AutoCloseable {
  /** Toxiproxy's own choice for its API. */
  private static final int API_PORT = 8474;

  private static final Duration START = Duration.ofSeconds(10);
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Opens a line, starting Toxiproxy for the first. */
  static SlowLine open(Cluster cluster, String upstream) {
    String host = cluster.plan().nodeAddress();
    start(cluster, host);
    String api = "http://" + host + ":" + API_PORT;
    String name = "line-" + Long.toHexString(System.nanoTime());
    JsonNode made =
        send(
            api,
            "POST",
            "/proxies",
            Map.of("name", name, "listen", host + ":0", "upstream", upstream, "enabled", true));
    return new SlowLine(api, name, made.path("listen").asText());
  }

  private static void start(Cluster cluster, String host) {
    if (cluster.node().find(Program.TOXIPROXY.executable()).isEmpty()) {
      Components components = cluster.components();
      String program = components.inside(components.binaries().get(Program.TOXIPROXY));
      cluster
          .node()
          .spawn(
              List.of(program, "-host", host, "-port", Integer.toString(API_PORT)),
              "/var/log/toxiproxy.log");
    }
    Await.until(START, () -> listens(host), () -> "Toxiproxy does not listen");
  }

  private static boolean listens(String host) {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(host, API_PORT), 1000);
      return true;
    } catch (IOException notYet) {
      return false;
    }
  }

  /**
   * Lets everything wait on its way, in each direction.
   *
   * @param millis each way, 1 to 10,000
   * @param jitter more or less, at most {@code millis}
   */
  public Fault delay(int millis, int jitter) {
    return worsen("latency", Map.of("latency", millis, "jitter", jitter));
  }

  /** Lets so many KiB a second through on each connection, in each direction. */
  public Fault throttle(int kibibytes) {
    return worsen("bandwidth", Map.of("rate", kibibytes));
  }

  private Fault worsen(String type, Map<String, Integer> attributes) {
    for (String stream : List.of("upstream", "downstream")) {
      send(
          api,
          "POST",
          toxics(),
          Map.of(
              "name", type + "-" + stream,
              "type", type,
              "stream", stream,
              "attributes", attributes));
    }
    return () -> {
      for (String stream : List.of("upstream", "downstream")) {
        send(api, "DELETE", toxics() + "/" + type + "-" + stream, Map.of());
      }
    };
  }

  private String toxics() {
    return "/proxies/" + name + "/toxics";
  }

  /** Ends the line and every connection that goes over it. */
  @Override
  public void close() {
    send(api, "DELETE", "/proxies/" + name, Map.of());
  }

  private static JsonNode send(String api, String method, String path, Map<String, ?> body) {
    try (HttpClient http = HttpClient.newHttpClient()) {
      HttpResponse<String> answer =
          http.send(
              HttpRequest.newBuilder(URI.create(api + path))
                  .timeout(START)
                  .method(method, BodyPublishers.ofString(JSON.writeValueAsString(body), UTF_8))
                  .build(),
              BodyHandlers.ofString());
      if (answer.statusCode() / 100 != 2) {
        throw new ClusterException(
            "Toxiproxy answered %s %s with %d: %s"
                .formatted(method, path, answer.statusCode(), answer.body().strip()));
      }
      return JSON.readTree(answer.body());
    } catch (IOException e) {
      throw new ClusterException("Toxiproxy does not answer at " + api + ": " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ClusterException("Interrupted while talking to Toxiproxy", e);
    }
  }
}
