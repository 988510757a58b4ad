package dev.realtime.e2e.cluster;

import dev.realtime.e2e.cluster.sys.Command;
import dev.realtime.e2e.cluster.sys.Progress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * The Debian packages that the project needs, all in this one place. A package counts as there when
 * its command is, whoever installed it: on a machine with another containerd, Debian's would take
 * its place.
 *
 * @param packageOfCommand which package brings which command
 */
public record HostPackages(Map<String, String> packageOfCommand) {
  /** For the local cluster. */
  public static final HostPackages CLUSTER =
      new HostPackages(
          Map.of(
              "containerd", "containerd",
              "runc", "runc",
              "ptp", "containernetworking-plugins",
              "nft", "nftables",
              "conntrack", "conntrack",
              "ip", "iproute2",
              "openssl", "openssl",
              "unshare", "util-linux",
              "hostname", "hostname",
              "mount", "mount"));

  /** For tests beside the cluster: what the operator looks at, the JavaScript SDK, a browser. */
  public static final HostPackages TESTS =
      new HostPackages(
          Map.of(
              "redis-server", "redis-server",
              "postgres", "postgresql-15",
              "prometheus", "prometheus",
              "prometheus-alertmanager", "prometheus-alertmanager",
              "node", "nodejs",
              "npm", "npm",
              "chromium", "chromium"));

  /** For the benchmark: its Redis, and what its peers are made with. */
  public static final HostPackages BENCH =
      new HostPackages(
          Map.of(
              "redis-server", "redis-server",
              "node", "nodejs",
              "npm", "npm",
              "cc", "build-essential"));

  /** Where plugins are that connect pods: Debian's place first, then the one of other vendors. */
  static final List<Path> CNI_DIRECTORIES =
      List.of(Path.of("/usr/lib/cni"), Path.of("/opt/cni/bin"));

  private static final List<String> PATH =
      List.of(
          "/usr/local/sbin",
          "/usr/local/bin",
          "/usr/sbin",
          "/usr/bin",
          "/sbin",
          "/bin",
          "/usr/lib/cni",
          "/opt/cni/bin",
          "/usr/lib/postgresql/15/bin");

  private static final Set<String> WITH_DAEMON =
      Set.of(
          "containerd", "redis-server", "postgresql-15", "prometheus", "prometheus-alertmanager");

  private static final Duration TIMEOUT = Duration.ofMinutes(10);
  private static final Map<String, String> QUIET = Map.of("DEBIAN_FRONTEND", "noninteractive");

  /** Returns the packages whose commands are not there, in order of name. */
  public Set<String> missing() {
    Set<String> packages = new TreeSet<>();
    packageOfCommand.forEach(
        (command, debianPackage) -> {
          if (PATH.stream().noneMatch(at -> Files.isExecutable(Path.of(at, command)))) {
            packages.add(debianPackage);
          }
        });
    return packages;
  }

  /**
   * Installs what is missing. Does nothing for users other than root and on systems without
   * apt-get; {@link #missing()} then still says what is.
   */
  public void install(Progress progress) {
    Set<String> packages = missing();
    boolean possible =
        "root".equals(System.getProperty("user.name"))
            && Files.isExecutable(Path.of("/usr/bin/apt-get"));
    if (packages.isEmpty() || !possible) {
      return;
    }
    try (Progress.Step _ =
        progress.begin("Installing Debian packages: " + String.join(" ", packages))) {
      Command.of("apt-get", "--quiet=2", "update").with(QUIET).within(TIMEOUT).run();
      List<String> line =
          new ArrayList<>(
              List.of("apt-get", "--quiet=2", "install", "--yes", "--no-install-recommends"));
      line.addAll(packages);
      Command.of(line).with(QUIET).within(TIMEOUT).run();
      packages.forEach(HostPackages::disableDaemon);
    }
  }

  /** Some packages start a daemon for the whole machine; we bring our own and need none. */
  private static void disableDaemon(String debianPackage) {
    if (WITH_DAEMON.contains(debianPackage) && Files.isDirectory(Path.of("/run/systemd/system"))) {
      String unit = debianPackage.startsWith("postgresql-") ? "postgresql" : debianPackage;
      Command.of("systemctl", "disable", "--now", unit).run();
    }
  }
}
