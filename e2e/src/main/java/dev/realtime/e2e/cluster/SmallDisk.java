package dev.realtime.e2e.cluster;

import dev.realtime.e2e.cluster.Faults.Fault;
import dev.realtime.e2e.cluster.sys.ClusterException;
import io.fabric8.kubernetes.client.KubernetesClient;

/**
 * The volume of a claim as a disk of its own that is small enough to be filled. Volumes of the
 * local cluster are directories of the host's disk otherwise, whatever size they were asked for
 * with.
 *
 * @param path of the volume inside the node
 */
public record SmallDisk(Cluster cluster, String path) implements AutoCloseable {
  private static final String BALLAST = "/ballast";

  /**
   * Lays an empty disk over the volume. Pods that have the volume keep the old one: replace them.
   * The directory of all volumes is made a mount that shares nothing before, or the disk would be
   * mounted in those pods, too, and go with the first of them that ends.
   *
   * @param mebibytes 16 to 4096
   */
  public static SmallDisk over(Cluster cluster, String namespace, String claim, int mebibytes) {
    SmallDisk disk = new SmallDisk(cluster, path(cluster, namespace, claim));
    disk.shell(
        """
        all=$(dirname "$1")
        mount --bind "$all" "$all"
        mount --make-private "$all"
        truncate -s "$2M" "$1.disk"
        mkfs.ext4 -q -m 0 -b 4096 "$1.disk"
        mount -o loop "$1.disk" "$1"
        rmdir "$1/lost+found"
        chmod 777 "$1"
        """,
        Integer.toString(mebibytes));
    return disk;
  }

  private static String path(Cluster cluster, String namespace, String claim) {
    try (KubernetesClient client = cluster.client()) {
      String volume =
          client
              .persistentVolumeClaims()
              .inNamespace(namespace)
              .withName(claim)
              .require()
              .getSpec()
              .getVolumeName();
      return client.persistentVolumes().withName(volume).require().getSpec().getLocal().getPath();
    }
  }

  /** Fills it to the last byte; closing makes room again. */
  public Fault full() {
    // Were it not mounted, the host's disk would be filled. dd ends with an error when the disk is
    // full: that is what it is for. df tells whether it is.
    String left =
        shell(
            """
            mountpoint -q "$1"
            dd if=/dev/zero of="$1$2" bs=4k 2>/dev/null || df --output=avail "$1" | tail -n 1
            """,
            BALLAST);
    if (!left.strip().equals("0")) {
      throw new ClusterException("The disk at " + path + " is not full: " + left.strip());
    }
    return () -> shell("rm \"$1$2\"", BALLAST);
  }

  /** Takes the disk away; pods that still have it keep it until they end. */
  @Override
  public void close() {
    shell("umount -l \"$1\" && rm \"$1.disk\"", "");
  }

  private String shell(String script, String argument) {
    return cluster.node().command("sh", "-ec", script, "disk", path, argument).run();
  }
}
