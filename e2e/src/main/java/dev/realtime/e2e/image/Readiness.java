package dev.realtime.e2e.image;

import dev.realtime.e2e.cluster.sys.Await;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;

/** Waits for a program's {@code /readyz}. */
final class Readiness {
  private static final Duration TIMEOUT = Duration.ofSeconds(60);

  private Readiness() {}

  /**
   * Returns once the answer is 200.
   *
   * @throws TrainingLoad.NotReadyException with the last answer, after a minute or when the program
   *     has ended
   */
  static void await(HttpClient http, int managementPort, Process program)
      throws TrainingLoad.NotReadyException {
    URI uri = URI.create("http://127.0.0.1:" + managementPort + "/readyz");
    HttpRequest request = HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(5)).build();
    AtomicReference<String> last = new AtomicReference<>("nothing");
    boolean answered =
        Await.within(TIMEOUT, () -> !program.isAlive() || isReady(http, request, last));
    if (!answered || !program.isAlive()) {
      throw new TrainingLoad.NotReadyException(uri + " answered: " + last.get());
    }
  }

  private static boolean isReady(
      HttpClient http, HttpRequest request, AtomicReference<String> last) {
    try {
      HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
      last.set(response.statusCode() + " " + response.body());
      return response.statusCode() == 200;
    } catch (IOException notYet) {
      last.set(notYet.toString());
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // Await sees it.
      return false;
    }
  }
}
