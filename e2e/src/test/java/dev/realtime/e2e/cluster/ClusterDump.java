package dev.realtime.e2e.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Writes down what a namespace looks like when a test has failed.
 *
 * @param cluster that has the namespace
 */
record ClusterDump(Cluster cluster) {

  /** Writes pods, events, logs and our own resources below {@code target/cluster-dumps/<test>}. */
  void write(String namespace, String test) {
    Path directory = Path.of("target/cluster-dumps", test).toAbsolutePath();
    try {
      Files.createDirectories(directory);
      save(directory, "objects.txt", namespace, "get", "all,configmaps,pvc,events", "-o", "wide");
      save(directory, "pods.txt", namespace, "describe", "pods");
      save(
          directory,
          "realtime.yaml",
          namespace,
          "get",
          "realtimeservices,runbookruns",
          "-o",
          "yaml");
      String names =
          cluster.kubectl("-n", namespace, "get", "pods", "-o", "name").tryRun().output();
      for (String pod : names.lines().filter(line -> line.startsWith("pod/")).toList()) {
        String file = pod.substring("pod/".length());
        save(directory, file + ".log", namespace, "logs", pod, "--all-containers", "--tail=2000");
        save(directory, file + ".previous.log", namespace, "logs", pod, "--all-containers", "-p");
      }
      save(
          directory,
          "operator.log",
          "realtime-system",
          "logs",
          "-l",
          "app=realtime-operator",
          "--tail=2000");
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot write to " + directory, e);
    }
    System.err.println("Test " + test + " failed; its namespace is described in " + directory);
  }

  private void save(Path directory, String file, String namespace, String... arguments)
      throws IOException {
    List<String> line = new java.util.ArrayList<>(List.of("-n", namespace));
    line.addAll(List.of(arguments));
    Files.writeString(
        directory.resolve(file), cluster.kubectl(line.toArray(String[]::new)).tryRun().output());
  }
}
