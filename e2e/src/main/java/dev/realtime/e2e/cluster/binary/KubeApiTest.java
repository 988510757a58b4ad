package dev.realtime.e2e.cluster.binary;

import dev.realtime.e2e.cluster.sys.Directories;
import dev.realtime.e2e.cluster.sys.Locks;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;

/**
 * Lends the cluster's etcd, API server and kubectl to fabric8's kube-api-test, which otherwise
 * downloads its own.
 */
public final class KubeApiTest {
  private static final List<Program> PROGRAMS =
      List.of(Program.ETCD, Program.KUBE_APISERVER, Program.KUBECTL);

  private KubeApiTest() {}

  /**
   * Builds the programs where needed and lays them out as kube-api-test expects.
   *
   * @return the environment variables that tests need to find them
   */
  public static Map<String, String> provide(Binaries binaries, Directories directories) {
    Path home = directories.cache().resolve("kube-api-test");
    String version = binaries.kubernetesVersion();
    Path target = home.resolve("k8s").resolve(version + "-linux-amd64");
    try (Locks.Held _ = Locks.take(home.resolve("lock"))) {
      Files.createDirectories(target);
      for (Program program : PROGRAMS) {
        link(target.resolve(program.executable()), binaries.get(program));
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot lay out " + target, e);
    }
    return Map.of(
        "KUBE_API_TEST_DIR", home.toString(), "KUBE_API_TEST_API_SERVER_VERSION", version);
  }

  private static void link(Path link, Path executable) throws IOException {
    Path fresh = link.resolveSibling(link.getFileName() + ".new");
    Files.deleteIfExists(fresh);
    Files.createSymbolicLink(fresh, executable);
    Files.move(fresh, link, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }
}
