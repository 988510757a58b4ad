package dev.realtime.e2e.image;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The public certificate authorities, joined into the one file that Go and OpenSSL look for. */
final class Certificates {
  static final DebianPackages PACKAGES = new DebianPackages("ca-certificates");

  private Certificates() {}

  /** Adds the bundle to a layer; what update-ca-certificates would do at installation. */
  static void addTo(Layer.Builder layer, Path root, Path work) throws IOException {
    Path bundle = work.resolve("ca-certificates.crt");
    try (Stream<Path> walk = Files.walk(root.resolve("usr/share/ca-certificates"));
        OutputStream out = Files.newOutputStream(bundle)) {
      List<Path> authorities = walk.filter(Files::isRegularFile).sorted().toList();
      for (Path authority : authorities) {
        out.write(Files.readString(authority).strip().getBytes(UTF_8));
        out.write('\n');
      }
    }
    layer.add(bundle, "/etc/ssl/certs/ca-certificates.crt");
  }
}
