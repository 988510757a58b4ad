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
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * The project's own server, complete: tokens, pings, limits, metrics; packaged, with the Java
 * options of its image and an AOT cache as there, in as much memory as a container of 512 MiB has:
 * 205 MiB of heap, 105 MiB of direct memory.
 *
 * <p>Variants: {@code io-uring}, {@code epoll} and {@code nio} choose the system interface for
 * sockets (the default is {@code auto}); {@code leaks} watches every buffer; {@code no-aot} and
 * {@code no-compact-headers} leave out what the name says; {@code jfr} has a flight recording
 * written when the server ends, {@code realtime-PORT.jfr} beside its log.
 */
public final class RealtimeServer implements Target {
  /** The management port lies so far above the clients'. */
  public static final int MANAGEMENT_PORTS = 10_000;

  private static final String NAME = "realtime";
  private static final int HTTP_OK = 200;
  private static final long READY_TIMEOUT_NANOS = TimeUnit.SECONDS.toNanos(30);
  private static final long READY_POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
  private static final String CONTAINER_MEMORY = "-XX:MaxRAM=512m";
  private static final String COMPACT_HEADERS = "-XX:+UseCompactObjectHeaders";

  /** With compact headers on and off the JVM needs different caches; off, there is none. */
  private static final Set<String> WITHOUT_CACHE = Set.of("no-aot", "no-compact-headers");

  private final Workshop workshop;
  private final Path project;
  private final AotTraining training;

  RealtimeServer(Workshop workshop, Path project) {
    this.workshop = workshop;
    this.project = project;
    training = new AotTraining(this, workshop);
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
  public void build() throws IOException, InterruptedException {
    training.record(jars());
  }

  @Override
  public RunningTarget start(TargetOptions options) throws IOException {
    boolean cached = !WITHOUT_CACHE.contains(options.variant());
    return start(options, cached ? List.of("-XX:AOTCache=" + training.cache()) : List.of());
  }

  /**
   * Waits until a server of this kind has its Redis: it listens before, and takes clients, whom it
   * answers that they should try again. Other targets have it when they listen.
   */
  public static void awaitHealthy(RunningTarget target) throws IOException, InterruptedException {
    if (!target.name().equals(NAME)) {
      return;
    }
    int port = target.endpoint().ports().getFirst() + MANAGEMENT_PORTS;
    HttpRequest question =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:%d/health".formatted(port))).build();
    long deadline = System.nanoTime() + READY_TIMEOUT_NANOS;
    try (HttpClient http = HttpClient.newHttpClient()) {
      HttpResponse<String> answer = http.send(question, BodyHandlers.ofString());
      while (answer.statusCode() != HTTP_OK) {
        if (System.nanoTime() > deadline) {
          throw new IllegalStateException("the server does not become healthy: " + answer.body());
        }
        LockSupport.parkNanos(READY_POLL_NANOS);
        answer = http.send(question, BodyHandlers.ofString());
      }
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
    if (options.variant().equals("leaks")) {
      command.add("-Dio.netty.leakDetection.level=paranoid");
    }
    boolean recorded = options.variant().equals("jfr");
    if (recorded) {
      command.add("-XX:StartFlightRecording:settings=profile");
    }
    if (options.variant().equals("no-compact-headers")) {
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
    boolean sockets = Set.of("io-uring", "epoll", "nio").contains(options.variant());
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
    namespaces: [{name: rec, %s, historySize: %d, historyTtl: %s, recovery: true}]
    drain: {grace: 1s, window: 10s}
    """
        .formatted(
            options.port(),
            sockets ? options.variant() : "auto",
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
