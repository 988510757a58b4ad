package dev.realtime.e2e.image;

import dev.realtime.e2e.cluster.sys.Command;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The files of an image in a directory, in which programs are run as the image's user. */
final class UnpackedImage {
  private static final Pattern LAYER = Pattern.compile("\"([0-9a-f]{64}\\.tar\\.gz)\"");

  /** First argument: the root. The others: the command line. */
  private static final String CONTAINER =
      """
      mkdir -p $0/dev $0/proc
      mount --bind $0 $0
      mount -o remount,bind,ro $0
      mount --rbind /dev $0/dev
      mount --rbind /proc $0/proc
      for writable in tmp data; do
        [ ! -d $0/$writable ] || mount -t tmpfs tmpfs $0/$writable
      done
      exec chroot --userspec=%s $0 "$@"
      """
          .formatted(ImageContents.NON_ROOT);

  private final Path root;

  private UnpackedImage(Path root) {
    this.root = root;
  }

  static UnpackedImage of(BuiltImage image, Path directory) throws IOException {
    Path archive = Files.createDirectories(directory.resolve("archive"));
    Path root = Files.createDirectories(directory.resolve("root"));
    Command.of("tar", "-xf", image.tar().toString(), "-C", archive.toString()).run();
    Matcher layers = LAYER.matcher(Files.readString(archive.resolve("manifest.json")));
    while (layers.find()) {
      String layer = archive.resolve(layers.group(1)).toString();
      Command.of("tar", "--warning=no-unknown-keyword", "-xpzf", layer, "-C", root.toString())
          .run();
    }
    return new UnpackedImage(root);
  }

  Path root() {
    return root;
  }

  /**
   * Runs a program of the image as a container would: the image's user, a read-only root, with
   * {@code /dev}, {@code /proc} and an own {@code /tmp} and {@code /data}. Needs root, for mounts.
   */
  List<String> run(String... line) {
    List<String> all =
        new ArrayList<>(
            List.of(
                "env",
                "-i",
                "PATH=/usr/bin:/bin:/usr/sbin",
                "unshare",
                "--mount",
                "sh",
                "-ec",
                CONTAINER,
                root.toString()));
    all.addAll(List.of(line));
    return Command.of(all).run().lines().toList();
  }
}
