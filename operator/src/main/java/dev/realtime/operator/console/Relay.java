package dev.realtime.operator.console;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Hands a request on to the replica that leads: sessions and measurements are there. */
final class Relay {
  private static final String RELAYED = "X-Realtime-Relayed";
  private static final Duration TIMEOUT = Duration.ofSeconds(15);
  private static final List<String> PASSED =
      List.of("Cookie", "Content-Type", "Origin", "Sec-Fetch-Site", "X-Forwarded-Proto", Web.GUARD);

  private final KubernetesClient client;
  private final HttpClient http;
  private final String namespace;
  private final String lease;
  private final int port;

  /**
   * To whoever holds the Lease.
   *
   * @param port of the console, the same on all replicas
   */
  Relay(KubernetesClient client, HttpClient http, String namespace, String lease, int port) {
    this.client = client;
    this.http = http;
    this.namespace = namespace;
    this.lease = lease;
    this.port = port;
  }

  /** Hands it on, and its answer back. */
  void pass(Web web) throws IOException {
    if (web.header(RELAYED) != null) {
      throw nobody("the replicas do not agree on who leads");
    }
    URI target = URI.create("http://" + leader() + ":" + port + web.exchange().getRequestURI());
    HttpRequest.Builder request =
        HttpRequest.newBuilder(target)
            .timeout(TIMEOUT)
            .method(web.method(), HttpRequest.BodyPublishers.ofByteArray(web.body()))
            .header(RELAYED, "1")
            .header("X-Forwarded-Host", web.host());
    for (String name : PASSED) {
      String value = web.header(name);
      if (value != null) {
        request.header(name, value);
      }
    }
    try {
      HttpResponse<byte[]> answer =
          http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
      answer
          .headers()
          .allValues("Set-Cookie")
          .forEach(cookie -> web.exchange().getResponseHeaders().add("Set-Cookie", cookie));
      web.exchange().getResponseHeaders().set("Cache-Control", "no-store");
      web.send(
          answer.statusCode(),
          answer.headers().firstValue("Content-Type").orElse("application/json"),
          answer.body());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw nobody("this replica is stopping");
    } catch (IOException e) {
      throw nobody("the one that leads does not answer");
    }
  }

  private String leader() {
    try {
      Lease held = client.leases().inNamespace(namespace).withName(lease).get();
      String holder = held == null ? null : held.getSpec().getHolderIdentity();
      Pod pod =
          holder == null || holder.isEmpty()
              ? null
              : client.pods().inNamespace(namespace).withName(holder).get();
      String ip = pod == null || pod.getStatus() == null ? null : pod.getStatus().getPodIP();
      if (ip == null) {
        throw nobody("the Lease is held by " + holder);
      }
      return ip.indexOf(':') >= 0 ? "[" + ip + "]" : ip;
    } catch (KubernetesClientException e) {
      throw nobody(String.valueOf(e.getMessage()));
    }
  }

  private static Refused nobody(@Nullable String why) {
    return new Refused(
        503,
        "no-leader",
        "No replica of the operator leads just now: " + why + ".",
        "Try again in some seconds; if it stays so: kubectl realtime doctor");
  }
}
