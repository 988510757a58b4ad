package dev.realtime.operator.start;

import dev.realtime.operator.process.OperatorSettings;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All checks of a start. They only ask: nothing in the cluster changes.
 *
 * @param client the operator's own, with its own rights
 * @param settings of the operator
 */
public record StartChecks(KubernetesClient client, OperatorSettings settings) {
  /** The API server publishes the schema of a new CRD a moment after it has taken the CRD. */
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private static final Duration PAUSE = Duration.ofSeconds(1);
  private static final Logger LOG = LoggerFactory.getLogger(StartChecks.class);

  /**
   * Runs them, again for a while where something is wrong: right after an installation or an
   * upgrade, CRDs and roles take effect within seconds.
   *
   * @throws StartRefusedException naming everything that is wrong
   * @throws io.fabric8.kubernetes.client.KubernetesClientException where the API server does not
   *     answer
   */
  public void run() throws InterruptedException {
    run(InstantSource.system(), PATIENCE);
  }

  void run(InstantSource clock, Duration patience) throws InterruptedException {
    Instant end = clock.instant().plus(patience);
    Findings findings = findings();
    if (!findings.problems().isEmpty()) {
      LOG.warn(
          "Cannot start yet, and looks again for {} s: {}",
          patience.toSeconds(),
          String.join("; ", findings.problems()));
    }
    while (!findings.problems().isEmpty() && clock.instant().isBefore(end)) {
      Thread.sleep(PAUSE);
      findings = findings();
    }
    if (!findings.problems().isEmpty()) {
      throw new StartRefusedException(findings.problems());
    }
    findings.notes().forEach(note -> LOG.warn("Started all the same: {}", note));
  }

  /**
   * What is found.
   *
   * @param problems empty: the operator may start
   * @param notes what its people should know
   */
  public record Findings(List<String> problems, List<String> notes) {}

  /** What is found now. */
  public Findings findings() {
    SchemaCheck.Result schema = new SchemaCheck(client).result();
    List<String> problems =
        Stream.of(
                KubernetesVersion.problems(client.getKubernetesVersion()),
                schema.problems(),
                new PermissionCheck(client, settings).problems())
            .flatMap(List::stream)
            .toList();
    return new Findings(problems, schema.notes());
  }
}
