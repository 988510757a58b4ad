package dev.realtime.e2e.cli;

import dev.realtime.e2e.cluster.Forwarder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** One server and nothing else. */
@Command(
    name = "server",
    description = "Runs one server in the foreground, with messages in memory. Ctrl-C ends it.",
    mixinStandardHelpOptions = true)
final class ServerCommand implements Callable<Integer> {
  private static final int MANAGEMENT_PORT = 9004;

  @Option(
      names = "--port",
      defaultValue = "8004",
      description = "port of 127.0.0.1 (default: ${DEFAULT-VALUE}); management is on 9004")
  int port;

  @Override
  public Integer call() {
    Workspace workspace = Workspace.standard();
    Forwarder.requireFree(port);
    new Product(workspace).compile();
    Path config =
        writeConfig(
            workspace.directories().project().resolve("server/target/dev"), port, MANAGEMENT_PORT);
    return Foreground.run(line(workspace, config), workspace.directories().project(), Map.of());
  }

  /** Returns the line that runs a packaged server. */
  static List<String> line(Workspace workspace, Path config) {
    return javaLine(
        workspace,
        "server",
        "dev.realtime.server.Main",
        List.of("serve", "--config-dir", config.toString()));
  }

  static List<String> javaLine(
      Workspace workspace, String module, String mainClass, List<String> arguments) {
    Path target = workspace.directories().project().resolve(module).resolve("target");
    List<String> line =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "-cp",
                target.resolve("classes") + ":" + target.resolve("lib") + "/*",
                mainClass));
    line.addAll(arguments);
    return line;
  }

  /** Writes a configuration that needs nothing else: no Redis, no tokens. */
  static Path writeConfig(Path directory, int port, int managementPort) {
    try {
      Files.createDirectories(directory);
      Files.writeString(
          directory.resolve("config.yaml"),
          """
          listen: {host: 127.0.0.1, port: %d}
          management: {host: 127.0.0.1, port: %d}
          broker: memory
          auth: {anonymous: true}
          api: {insecure: true}
          origins: ["*"]
          channels:
            allowSubscribe: anyone
            allowPublish: subscriber
            allowHistory: subscriber
            allowPresence: subscriber
            presence: true
            joinLeave: true
            historySize: 1000
            historyTtl: 10m
            recovery: true
          # The same as in manifests/samples/realtime.yaml, so that an example runs against both.
          namespaces:
            - name: chat
              allowSubscribe: anyone
              allowPublish: subscriber
              allowHistory: subscriber
              historySize: 1000
              historyTtl: 10m
              recovery: true
              presence: true
              joinLeave: true
          """
              .formatted(port, managementPort));
      Files.writeString(directory.resolve("MAINTENANCE_MODE"), "false");
      return directory;
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot write a configuration to " + directory, e);
    }
  }
}
