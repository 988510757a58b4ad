package dev.realtime.bench.target;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The project's own server, complete: tokens, pings, limits, metrics; packaged, with the Java
 * options of its image and an AOT cache as there, in as much memory as a container of 512 MiB has:
 * 205 MiB of heap, 105 MiB of direct memory.
 *
 * <p>Variants, several joined by {@code +}: {@code io-uring}, {@code epoll} and {@code nio} choose
 * the system interface for sockets (the default is {@code auto}); {@code leaks} watches every
 * buffer; {@code no-aot} and {@code no-compact-headers} leave out what the name says, the latter
 * with an AOT cache of its own; {@code jfr} has a flight recording written when the server ends,
 * {@code realtime-PORT.jfr} beside its log.
 */
public final class RealtimeServer implements Target {
  /** The management port lies so far above the clients'. */
  public static final int MANAGEMENT_PORTS = 10_000;

  private static final String NAME = "realtime";
  private static final int HTTP_OK = 200;
  private static final long READY_TIMEOUT_NANOS = TimeUnit.SECONDS.toNanos(30);
  private static final long READY_POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
  private static final long START_POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

  /** One for all questions: a new one would take longer than a server to become ready. */
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  private static final String CONTAINER_MEMORY = "-XX:MaxRAM=512m";
  private static final String COMPACT_HEADERS = "-XX:+UseCompactObjectHeaders";

  private static final String NO_AOT = "no-aot";
  private static final String NO_COMPACT_HEADERS = "no-compact-headers";
  private static final String LEAKS = "leaks";
  private static final String JFR = "jfr";
  private static final List<String> SOCKETS = List.of("io-uring", "epoll", "nio");

  /** What start-up and memory at rest are measured with, beside the default. */
  public static final List<String> JVM_VARIANTS =
      List.of(NO_AOT, NO_COMPACT_HEADERS, NO_AOT + "+" + NO_COMPACT_HEADERS);

  private static final Pattern LISTENING =
      Pattern.compile("for clients \\((\\w+), (\\d+) event loops");

  private final Workshop workshop;
  private final Path project;
  private final AotTraining training;
  private final AotTraining wideTraining;
  private final Set<String> transports = new TreeSet<>();
  private @Nullable RunningTarget last;

  RealtimeServer(Workshop workshop, Path project) {
    this.workshop = workshop;
    this.project = project;
    training = new AotTraining(this, workshop, "", "server");
    wideTraining = new AotTraining(this, workshop, NO_COMPACT_HEADERS, "server-wide-headers");
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Set<Feature> features() {
    return EnumSet.allOf(Feature.class);
  }

  @Override
  public Set<String> variants() {
    Set<String> variants = new TreeSet<>(SOCKETS);
    variants.addAll(List.of(NO_AOT, NO_COMPACT_HEADERS, LEAKS, JFR));
    return variants;
  }

  @Override
  public void build(String variant) throws IOException, InterruptedException {
    if (!has(variant, NO_AOT)) {
      training(variant).record(jars(), imageOptions());
    }
  }

  private AotTraining training(String variant) {
    return has(variant, NO_COMPACT_HEADERS) ? wideTraining : training;
  }

  private static boolean has(String variant, String part) {
    return List.of(variant.split("\\+", -1)).contains(part);
  }

  @Override
  public RunningTarget start(TargetOptions options) throws IOException {
    String variant = options.variant();
    RunningTarget running =
        start(
            options,
            has(variant, NO_AOT)
                ? List.of()
                : List.of("-XX:AOTMode=on", "-XX:AOTCache=" + training(variant).cache()));
    noteTransport();
    last = running;
    return running;
  }

  /**
   * Of the server started before: one logs what it took once it listens, which may be a moment
   * after the first connection.
   */
  private void noteTransport() throws IOException {
    RunningTarget before = last;
    for (String line : before == null ? List.<String>of() : before.outputWith("Listening on ")) {
      Matcher matcher = LISTENING.matcher(line);
      if (matcher.find()) {
        transports.add("%s, %s event loops".formatted(matcher.group(1), matcher.group(2)));
      }
    }
  }

  @Override
  public Map<String, String> versions() throws IOException {
    noteTransport();
    return transports.isEmpty()
        ? Map.of()
        : Map.of("transport of the server", String.join("; ", transports));
  }

  /**
   * Waits until a server of this kind has its Redis: it listens before, and takes clients, whom it
   * answers that they should try again. Other targets have it when they listen.
   */
  public static void awaitHealthy(RunningTarget target) throws IOException, InterruptedException {
    if (target.name().equals(NAME)) {
      await(target, "/health", READY_POLL_NANOS);
    }
  }

  /**
   * Waits until it says that new clients should be sent to it.
   *
   * @return milliseconds since its process was started, in steps of about 2 ms
   */
  public static long awaitReady(RunningTarget target) throws IOException, InterruptedException {
    await(target, "/readyz", START_POLL_NANOS);
    return target.millisSinceStart();
  }

  private static void await(RunningTarget target, String path, long pollNanos)
      throws IOException, InterruptedException {
    int port = target.endpoint().ports().getFirst() + MANAGEMENT_PORTS;
    HttpRequest question =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:%d%s".formatted(port, path))).build();
    long deadline = System.nanoTime() + READY_TIMEOUT_NANOS;
    HttpResponse<String> answer = HTTP.send(question, BodyHandlers.ofString());
    while (answer.statusCode() != HTTP_OK) {
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException("the server does not become healthy: " + answer.body());
      }
      LockSupport.parkNanos(pollNanos);
      answer = HTTP.send(question, BodyHandlers.ofString());
    }
  }

  /** Starts it with further Java options. */
  RunningTarget start(TargetOptions options, List<String> more) throws IOException {
    Path directory = workshop.output().resolve("config-" + options.port());
    Files.createDirectories(directory);
    Files.writeString(directory.resolve("config.yaml"), configuration(options, directory));
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add(CONTAINER_MEMORY);
    command.addAll(imageOptions());
    command.addAll(more);
    if (has(options.variant(), LEAKS)) {
      command.add("-Dio.netty.leakDetection.level=paranoid");
    }
    boolean recorded = has(options.variant(), JFR);
    if (recorded) {
      command.add("-XX:StartFlightRecording:settings=profile");
    }
    if (has(options.variant(), NO_COMPACT_HEADERS)) {
      command.remove(COMPACT_HEADERS);
    }
    String classPath =
        String.join(":", jars().stream().map(jar -> jar.toAbsolutePath().toString()).toList());
    command.addAll(
        List.of(
            "-cp",
            classPath,
            "dev.realtime.server.Main",
            "serve",
            "--config-dir",
            directory.toString()));
    Path log = workshop.log("realtime-" + options.port());
    RunningTarget running = RunningTarget.start(name(), command, log, options, "json");
    return recorded
        ? running.recordedTo(log.resolveSibling("realtime-" + options.port() + ".jfr"))
        : running;
  }

  /** The options that the image is built with, one a line, comments begin with #. */
  private List<String> imageOptions() throws IOException {
    Path file =
        project.resolve("e2e/src/main/resources/dev/realtime/e2e/image/server.java.options");
    return Files.readAllLines(file).stream()
        .map(String::strip)
        .filter(line -> !line.isEmpty() && !line.startsWith("#"))
        .toList();
  }

  private List<Path> jars() throws IOException {
    Path target = project.resolve("server/target");
    List<Path> jars = new ArrayList<>();
    for (String directory : List.of("", "lib")) {
      Path parent = target.resolve(directory);
      if (!Files.isDirectory(parent)) {
        throw new IOException(
            "The server is not packaged (%s is missing); run ./mvnw -pl server -am package"
                .formatted(parent));
      }
      try (var files = Files.list(parent)) {
        files.filter(file -> file.toString().endsWith(".jar")).sorted().forEach(jars::add);
      }
    }
    return jars;
  }

  private static String configuration(TargetOptions options, Path directory) throws IOException {
    boolean anonymous = options.secret().isEmpty();
    Path secret = directory.resolve("token-hmac-secret");
    if (!anonymous) {
      Files.writeString(secret, options.secret());
    }
    Optional<String> tls =
        options
            .tls()
            .map(
                pem ->
                    ", tls: {certFile: %s, keyFile: %s}".formatted(pem.certificate(), pem.key()));
    Optional<String> redis =
        options.redisPort().map("redis: {addresses: [\"127.0.0.1:%d\"]}%n"::formatted);
    String sockets =
        SOCKETS.stream().filter(kind -> has(options.variant(), kind)).findFirst().orElse("auto");
    String channels =
        "allowSubscribe: anyone, allowPublish: anyone, slowClient: %s, publishRate: %d"
            .formatted(options.slowPolicy(), options.caps().publishesPerSecond());
    int connections = options.caps().connections();
    return """
    node: {name: node-%d}
    listen: {host: 127.0.0.1, port: %1$d, sockets: %s%s}
    management: {host: 127.0.0.1, port: %d}
    broker: %s
    %sauth: {anonymous: %b%s}
    limits: {clientQueueSize: %d%s, directMemory: 105MiB}
    channels: {%s}
    namespaces: [{name: rec, %s, historySize: %d, historyTtl: %s, recovery: true, allowHistory: anyone}]
    drain: {grace: 1s, window: 10s}
    """
        .formatted(
            options.port(),
            sockets,
            tls.orElse(""),
            options.port() + MANAGEMENT_PORTS,
            options.redisPort().isPresent() ? "redis" : "memory",
            redis.orElse(""),
            anonymous,
            anonymous ? "" : ", hmacSecretFile: " + secret,
            options.queueBytes(),
            connections > 0 ? ", connections: " + connections : "",
            channels,
            channels,
            TargetOptions.HISTORY_SIZE,
            TargetOptions.HISTORY_TTL);
  }
}
