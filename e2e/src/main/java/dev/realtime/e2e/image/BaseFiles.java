package dev.realtime.e2e.image;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The few files every image has: users, name resolution order, and a place for temporary files. */
final class BaseFiles {
  private static final String PASSWD =
      """
      root:x:0:0:root:/root:/sbin/nologin
      nobody:x:65534:65534:nobody:/nonexistent:/sbin/nologin
      nonroot:x:65532:65532:nonroot:/:/sbin/nologin
      """;
  private static final String GROUP =
      """
      root:x:0:
      nogroup:x:65534:
      nonroot:x:65532:
      """;

  /** Without it glibc asks DNS before the hosts file. */
  private static final String NSSWITCH = "hosts: files dns\n";

  private BaseFiles() {}

  /** Adds them to the layer; {@code work} holds their sources. */
  static void addTo(Layer.Builder layer, Path work) throws IOException {
    Path directory = Files.createDirectories(work.resolve("base"));
    layer
        .add(Files.writeString(directory.resolve("passwd"), PASSWD), "/etc/passwd")
        .add(Files.writeString(directory.resolve("group"), GROUP), "/etc/group")
        .add(Files.writeString(directory.resolve("nsswitch.conf"), NSSWITCH), "/etc/nsswitch.conf")
        .addWritableDirectory(directory, "/tmp");
  }

  /** Adds the one locale, C.UTF-8, from the unpacked package libc-bin. */
  static void addLocale(Layer.Builder layer, Path root) throws IOException {
    String locale = "/usr/lib/locale/C.utf8";
    layer.addTree(root.resolve("." + locale).normalize(), locale);
  }
}
