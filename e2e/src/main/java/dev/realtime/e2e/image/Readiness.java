package dev.realtime.e2e.image;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/** Waits for a program's {@code /readyz}. */
final class Readiness {
  private static final Duration TIMEOUT = Duration.ofSeconds(60);

  private Readiness() {}

  /**
   * Returns once the answer is 200.
   *
   * @throws TrainingLoad.NotReadyException with the last answer, after a minute
   */
  static void await(HttpClient http, int managementPort)
      throws IOException, InterruptedException, TrainingLoad.NotReadyException {
    URI uri = URI.create("http://127.0.0.1:" + managementPort + "/readyz");
    HttpRequest request = HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(5)).build();
    long deadline = System.nanoTime() + TIMEOUT.toNanos();
    String last = "nothing";
    while (System.nanoTime() < deadline) {
      try {
        HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
        if (response.statusCode() == 200) {
          return;
        }
        last = response.statusCode() + " " + response.body();
      } catch (ConnectException e) {
        last = "connection refused";
      }
      Ports.pause();
    }
    throw new TrainingLoad.NotReadyException(uri + " answered: " + last);
  }
}
