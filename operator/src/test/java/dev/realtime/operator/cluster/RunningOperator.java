package dev.realtime.operator.cluster;

import dev.realtime.operator.process.OperatorProcess;
import dev.realtime.operator.process.OperatorSettings;
import dev.realtime.operator.reconcile.RealtimeServiceReconciler;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** One operator against the {@link ApiServer}, for all tests of this JVM. */
public final class RunningOperator {
  private static final String AGENT = "operator-under-test";
  private static final Pattern WRITE =
      Pattern.compile("\"verb\":\"(create|update|patch|delete|deletecollection)\"");

  /** Not made while the class is initialised: its threads use the class. */
  private static RunningOperator running;

  private final OperatorProcess process;

  private RunningOperator() {
    OperatorSettings settings =
        OperatorSettings.from(
            Map.of(
                "REALTIME_SERVER_IMAGE", "realtime.dev/server:test",
                "REALTIME_REDIS_IMAGE", "realtime.dev/redis:test",
                "LEADER_ELECTION", "false",
                "MANAGEMENT_PORT", "0"));
    try {
      process = new OperatorProcess(settings, ApiServer.running().client(AGENT), () -> {});
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    process.register(new RealtimeServiceReconciler(settings));
    process.start();
    Runtime.getRuntime().addShutdownHook(new Thread(process::close));
  }

  /** The one that runs. */
  public static synchronized RunningOperator running() {
    if (running == null) {
      running = new RunningOperator();
    }
    return running;
  }

  /** Requests by which the operator changed something in the namespace, from the audit log. */
  public List<String> writes(String namespace) {
    return ApiServer.running().audited().stream()
        .filter(line -> line.contains("\"userAgent\":\"" + AGENT + "\""))
        .filter(line -> line.contains("\"namespace\":\"" + namespace + "\""))
        .filter(line -> WRITE.matcher(line).find())
        .toList();
  }

  /** Reconciles that have ended well, of all services. */
  public double reconciles() {
    return process.registry().find("operator.sdk.reconciliations.success").counters().stream()
        .mapToDouble(io.micrometer.core.instrument.Counter::count)
        .sum();
  }
}
