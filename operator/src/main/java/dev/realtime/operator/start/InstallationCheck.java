package dev.realtime.operator.start;

import dev.realtime.operator.process.OperatorSettings;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * What {@code helm test} runs, in a pod of its own with the operator's ServiceAccount: the checks
 * of a start, and whether an operator answers at its Service.
 *
 * @param client with the operator's rights
 * @param settings as the operator has them
 * @param out for people
 */
public record InstallationCheck(
    KubernetesClient client, OperatorSettings settings, PrintStream out) {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Duration PAUSE = Duration.ofSeconds(1);
  private static final Duration TIMEOUT = Duration.ofSeconds(5);

  /**
   * Returns whether all is well; what is not is printed.
   *
   * @param operator address of the Service, {@code http://NAME.NAMESPACE:8080}
   */
  public boolean run(URI operator) throws InterruptedException {
    StartChecks.Findings findings = new StartChecks(client, settings).findings();
    List<String> problems = findings.problems();
    problems.forEach(problem -> out.println("wrong: " + problem));
    findings.notes().forEach(note -> out.println("note: " + note));
    if (problems.isEmpty()) {
      out.println("ok: version of the cluster, CRDs, permissions");
    }
    return answers(operator.resolve("/readyz")) && problems.isEmpty();
  }

  private boolean answers(URI address) throws InterruptedException {
    Instant end = Instant.now().plus(PATIENCE);
    String last = "";
    try (HttpClient http = HttpClient.newBuilder().connectTimeout(TIMEOUT).build()) {
      while (Instant.now().isBefore(end)) {
        try {
          HttpResponse<String> response =
              http.send(
                  HttpRequest.newBuilder(address).timeout(TIMEOUT).build(),
                  HttpResponse.BodyHandlers.ofString());
          if (response.statusCode() == 200) {
            out.println("ok: " + address + " answers: " + response.body().strip());
            return true;
          }
          last = response.statusCode() + " " + response.body().strip();
        } catch (IOException e) {
          last = e.toString();
        }
        Thread.sleep(PAUSE);
      }
    }
    out.println(
        "wrong: "
            + address
            + " does not answer as it should ("
            + last
            + "): look at the operator's pods and their logs, and at NetworkPolicies");
    return false;
  }
}
