package dev.realtime.bench.target;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Socket.IO on Node.js ({@code peers/socket-io}), without tokens. */
public final class SocketIoPeer implements Target {
  private final Workshop workshop;
  private final Path directory;

  SocketIoPeer(Workshop workshop) {
    this.workshop = workshop;
    directory = workshop.output().resolve("socket-io");
  }

  @Override
  public String name() {
    return "socket.io";
  }

  @Override
  public Set<Feature> features() {
    return EnumSet.of(Feature.CHANNELS);
  }

  @Override
  public void build(String variant) throws IOException, InterruptedException {
    if (workshop.isBuilt(directory.resolve("node_modules/.package-lock.json"), "socket-io")) {
      return;
    }
    Files.createDirectories(directory);
    for (String file : List.of("package.json", "package-lock.json", "server.js")) {
      Files.copy(
          workshop.peers().resolve("socket-io").resolve(file),
          directory.resolve(file),
          StandardCopyOption.REPLACE_EXISTING);
    }
    String npm = Workshop.tool("install Node.js 20 or newer with npm", "npm");
    workshop.run(directory, List.of(npm, "ci", "--no-audit", "--no-fund", "--ignore-scripts"));
  }

  @Override
  public Map<String, String> versions() throws IOException, InterruptedException {
    Path installed = directory.resolve("node_modules/socket.io/package.json");
    return Map.of(
        "Node.js",
        Workshop.output(List.of(node(), "--version")),
        "Socket.IO",
        new ObjectMapper().readTree(Files.readString(installed)).path("version").asText());
  }

  private static String node() throws IOException {
    return Workshop.tool("install Node.js 20 or newer", "node", "nodejs");
  }

  @Override
  public RunningTarget start(TargetOptions options) throws IOException {
    Path program = directory.resolve("server.js");
    List<String> command = List.of(node(), program.toString(), String.valueOf(options.port()));
    return RunningTarget.start(
        name(), command, workshop.log("socket-io-" + options.port()), options, "socket.io");
  }
}
