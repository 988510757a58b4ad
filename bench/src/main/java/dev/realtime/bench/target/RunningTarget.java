package dev.realtime.bench.target;

import dev.realtime.bench.load.ClientPlan;
import dev.realtime.bench.measure.ProcessFacts;
import dev.realtime.bench.measure.Processes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A server process that accepts connections. */
public final class RunningTarget implements AutoCloseable {
  private static final long LISTEN_TIMEOUT_NANOS = TimeUnit.SECONDS.toNanos(30);
  private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(2);
  private static final int LOG_LINES = 20;
  private static final int JCMD_SECONDS = 30;

  /** The last line of a histogram: instances and bytes. */
  private static final Pattern TOTAL = Pattern.compile("(?m)^Total +\\d+ +(\\d+)$");

  /** What a collection leaves in the place of small dead objects rather than move what follows. */
  private static final Pattern FILLER =
      Pattern.compile("(?m)^ *\\d+: +\\d+ +(\\d+) +\\[?L?jdk\\.internal\\.vm\\.Filler");

  /** A benchmark that is told to end takes its servers with it. */
  private static final Set<Process> STARTED = ConcurrentHashMap.newKeySet();

  static {
    Runtime.getRuntime()
        .addShutdownHook(new Thread(() -> STARTED.forEach(Process::destroyForcibly)));
  }

  private final Process process;
  private final String name;
  private final Path log;
  private final TargetOptions options;
  private final String dialect;
  private final long startNanos;
  private final long startMillis;
  private @Nullable Path recording;

  private RunningTarget(
      Process process, String name, Path log, TargetOptions options, String dialect, long started) {
    this.process = process;
    this.name = name;
    this.log = log;
    this.options = options;
    this.dialect = dialect;
    startNanos = started;
    awaitListening(started + LISTEN_TIMEOUT_NANOS);
    startMillis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - started);
  }

  /**
   * Starts a command and waits until the port accepts.
   *
   * @param dialect its default one
   * @param log where its output goes
   */
  static RunningTarget start(
      String name, List<String> command, Path log, TargetOptions options, String dialect)
      throws IOException {
    Files.createDirectories(log.toAbsolutePath().getParent());
    if (accepts(options.port())) {
      throw new IllegalStateException(
          "port %d is taken, perhaps by a server that a benchmark which was killed has left; stop it"
              .formatted(options.port()));
    }
    long started = System.nanoTime();
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
    // What is meant for ./dev would be taken for a setting of the server, and be warned of.
    builder.environment().keySet().removeIf(variable -> variable.startsWith("REALTIME_"));
    Process process = builder.start();
    STARTED.add(process);
    try {
      return new RunningTarget(process, name, log, options, dialect, started);
    } catch (IllegalStateException notUp) {
      Processes.stop(process);
      STARTED.remove(process);
      throw notUp;
    }
  }

  private void awaitListening(long deadline) {
    while (System.nanoTime() < deadline && process.isAlive()) {
      if (accepts(options.port())) {
        return;
      }
      LockSupport.parkNanos(POLL_NANOS);
    }
    throw new IllegalStateException(
        "%s %s; its last output:%n%s"
            .formatted(
                name,
                process.isAlive() ? "does not listen on port " + options.port() : "has ended",
                lastOutput()));
  }

  private static boolean accepts(int port) {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 100);
      return true;
    } catch (IOException refused) {
      return false;
    }
  }

  private String lastOutput() {
    try {
      List<String> lines = Files.readAllLines(log);
      return String.join(
          System.lineSeparator(),
          lines.subList(Math.max(0, lines.size() - LOG_LINES), lines.size()));
    } catch (IOException unreadable) {
      return "(unreadable: " + unreadable.getMessage() + ")";
    }
  }

  /** Lines of its output that contain this. */
  public List<String> outputWith(String text) throws IOException {
    try (var lines = Files.lines(log)) {
      return lines.filter(line -> line.contains(text)).toList();
    }
  }

  /** How it is called in reports. */
  public String name() {
    return name;
  }

  /** Its CPU time and memory. */
  public ProcessFacts facts() {
    return new ProcessFacts(process.pid());
  }

  /** Since the process was started. */
  long millisSinceStart() {
    return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startNanos);
  }

  /** From starting the process to the first accepted connection, in steps of about 2 ms. */
  public long startMillis() {
    return startMillis;
  }

  /** Where clients connect, with the target's default dialect. */
  public ClientPlan.Endpoint endpoint() {
    return endpoint(dialect);
  }

  /** Where clients connect, with this dialect. */
  public ClientPlan.Endpoint endpoint(String otherDialect) {
    return new ClientPlan.Endpoint(
        List.of(options.port()), otherDialect, options.secret(), options.tls().isPresent());
  }

  /**
   * Asks it to end, as an orchestrator does, and waits for it.
   *
   * @return whether it ended in time
   */
  public boolean terminate(long seconds) throws InterruptedException {
    process.destroy();
    return process.waitFor(seconds, TimeUnit.SECONDS);
  }

  /** Fails if the process has ended: what was measured then means nothing. */
  public void requireAlive() {
    if (!process.isAlive()) {
      throw new IllegalStateException(
          "%s ended with code %d during the run; its last output:%n%s"
              .formatted(name, process.exitValue(), lastOutput()));
    }
  }

  /** Has its flight recorder's recording written to this file before it is killed. */
  RunningTarget recordedTo(Path file) {
    recording = file;
    return this;
  }

  /** Kills it: what a graceful end costs is measured elsewhere. */
  @Override
  public void close() {
    try {
      if (recording != null && process.isAlive()) {
        dump(recording);
      }
    } finally {
      kill();
    }
  }

  private void kill() {
    process.destroyForcibly();
    STARTED.remove(process);
    try {
      process.waitFor();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void dump(Path file) {
    try {
      jcmd("JFR.dump", "filename=" + file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * Has the JVM collect its whole heap.
   *
   * @return bytes of the objects that live
   * @throws IllegalStateException if it is no JVM
   */
  public long liveHeapBytes() throws IOException, InterruptedException {
    // A histogram of what lives collects first, even where System.gc() does nothing.
    String histogram = jcmd("GC.class_histogram");
    Matcher total = TOTAL.matcher(histogram);
    if (!total.find()) {
      throw new IllegalStateException("jcmd shows no total of the heap of " + name);
    }
    long fillers =
        FILLER.matcher(histogram).results().mapToLong(row -> Long.parseLong(row.group(1))).sum();
    return Long.parseLong(total.group(1)) - fillers;
  }

  /** Asks the JVM; returns what it answers. */
  private String jcmd(String... command) throws IOException, InterruptedException {
    List<String> all = new ArrayList<>();
    all.add(Path.of(System.getProperty("java.home"), "bin", "jcmd").toString());
    all.add(Long.toString(process.pid()));
    all.addAll(List.of(command));
    Path answer = log.resolveSibling(log.getFileName() + ".jcmd");
    Process asked =
        new ProcessBuilder(all).redirectErrorStream(true).redirectOutput(answer.toFile()).start();
    try {
      if (!asked.waitFor(JCMD_SECONDS, TimeUnit.SECONDS) || asked.exitValue() != 0) {
        throw new IllegalStateException(
            "%s of %s failed, see %s".formatted(String.join(" ", all), name, answer));
      }
      return Files.readString(answer);
    } finally {
      asked.destroyForcibly();
    }
  }
}
