package dev.realtime.operator.process;

import dev.realtime.api.v1alpha1.RealtimeService;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * What the operator is told by its environment.
 *
 * @param namespace the operator's own, where its Lease is ({@code OPERATOR_NAMESPACE}, default
 *     {@code realtime-system})
 * @param identity of this replica ({@code POD_NAME}, default {@code HOSTNAME})
 * @param watchNamespaces namespaces whose resources are reconciled, comma-separated; empty: all
 *     ({@code WATCH_NAMESPACES})
 * @param selector label selector of the resources to reconcile, so that several operators share
 *     them; empty: all ({@code WATCH_SELECTOR})
 * @param serverImage image of servers whose spec names none ({@code REALTIME_SERVER_IMAGE})
 * @param redisImage image of managed Redis whose spec names none ({@code REALTIME_REDIS_IMAGE})
 * @param leaderElection whether to lead only with the Lease ({@code LEADER_ELECTION}, default
 *     {@code true}); without it only one replica may run
 * @param leaseName name of the Lease; two operators that share a namespace differ in it ({@code
 *     LEASE_NAME})
 * @param port of probes and metrics ({@code MANAGEMENT_PORT}, default 8080; 0: any free one)
 * @param metricsAuthorization whether {@code /metrics} is for those alone whose token may get it
 *     ({@code METRICS_AUTHORIZATION}, default {@code true}); without it, for everybody
 * @param threads reconciles at a time ({@code RECONCILE_THREADS}, default 20)
 * @param shutdownTimeout how long a shutdown waits for reconciles in progress ({@code
 *     SHUTDOWN_TIMEOUT_SECONDS}, default 20)
 */
public record OperatorSettings(
    String namespace,
    String identity,
    Set<String> watchNamespaces,
    String selector,
    String serverImage,
    String redisImage,
    boolean leaderElection,
    String leaseName,
    int port,
    boolean metricsAuthorization,
    int threads,
    Duration shutdownTimeout) {
  private static final Pattern DNS_LABEL = Pattern.compile("[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?");

  /**
   * Reads the environment.
   *
   * @throws IllegalArgumentException naming every variable that is wrong, its value, and what it
   *     takes
   */
  public static OperatorSettings from(Map<String, String> environment) {
    Reader reader = new Reader(environment);
    OperatorSettings settings =
        new OperatorSettings(
            reader.label("OPERATOR_NAMESPACE", "realtime-system"),
            reader.text("POD_NAME", reader.text("HOSTNAME", "operator")),
            reader.namespaces("WATCH_NAMESPACES"),
            reader.text("WATCH_SELECTOR", ""),
            reader.required("REALTIME_SERVER_IMAGE"),
            reader.required("REALTIME_REDIS_IMAGE"),
            reader.flag("LEADER_ELECTION", true),
            reader.text("LEASE_NAME", "realtime-operator"),
            reader.number("MANAGEMENT_PORT", 8080, 0, 65_535),
            reader.flag("METRICS_AUTHORIZATION", true),
            reader.number("RECONCILE_THREADS", 20, 1, 1_000),
            Duration.ofSeconds(reader.number("SHUTDOWN_TIMEOUT_SECONDS", 20, 1, 3_600)));
    if (!reader.problems.isEmpty()) {
      throw new IllegalArgumentException(String.join("\n", reader.problems));
    }
    return settings;
  }

  /**
   * How this installation signs the services it looks after: all its replicas alike, and no other
   * installation so.
   */
  public String claim() {
    return namespace + "/" + leaseName;
  }

  /** Unless another operator has claimed it. */
  public boolean looksAfter(RealtimeService service) {
    String claim = service.statusOrEmpty().operator();
    return claim == null || claim.equals(claim());
  }

  private static final class Reader {
    private final Map<String, String> environment;
    private final List<String> problems = new ArrayList<>();

    Reader(Map<String, String> environment) {
      this.environment = environment;
    }

    String text(String name, String otherwise) {
      String value = environment.getOrDefault(name, "").strip();
      return value.isEmpty() ? otherwise : value;
    }

    String required(String name) {
      String value = text(name, "");
      if (value.isEmpty()) {
        problems.add(name + " is not set; give the image to use, such as repository/name:tag");
      }
      return value;
    }

    String label(String name, String otherwise) {
      String value = text(name, otherwise);
      checkLabel(name, value);
      return value;
    }

    Set<String> namespaces(String name) {
      Set<String> namespaces = new TreeSet<>();
      for (String one : text(name, "").split(",", -1)) {
        if (!one.isBlank()) {
          checkLabel(name, one.strip());
          namespaces.add(one.strip());
        }
      }
      return Set.copyOf(namespaces);
    }

    private void checkLabel(String name, String value) {
      if (!DNS_LABEL.matcher(value).matches()) {
        problems.add(
            name
                + " has '"
                + value
                + "', which is no namespace: use lower-case letters, digits and"
                + " dashes, at most 63");
      }
    }

    boolean flag(String name, boolean otherwise) {
      String value = text(name, Boolean.toString(otherwise));
      if (!value.equals("true") && !value.equals("false")) {
        problems.add(name + " is '" + value + "'; write true or false");
      }
      return value.equals("true");
    }

    int number(String name, int otherwise, int min, int max) {
      String value = text(name, Integer.toString(otherwise));
      try {
        int number = Integer.parseInt(value);
        if (number >= min && number <= max) {
          return number;
        }
      } catch (NumberFormatException e) {
        // Reported with the same words as a number out of bounds.
      }
      problems.add(name + " is '" + value + "'; write a number from " + min + " to " + max);
      return otherwise;
    }
  }
}
