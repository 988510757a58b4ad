package dev.realtime.e2e.image;

import dev.realtime.e2e.cluster.sys.ClusterException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * One static program on nothing else but users, certificates and time zones.
 *
 * @param image which image
 * @param program gives the executable, which must need no shared library
 * @param trustsPublicCertificates whether the image gets the well-known certificate authorities
 * @param ports TCP ports it listens on
 */
record StaticProgramRecipe(
    ProjectImage image,
    Supplier<Path> program,
    boolean trustsPublicCertificates,
    List<Integer> ports)
    implements ImageRecipe {

  StaticProgramRecipe withoutCertificates() {
    return new StaticProgramRecipe(image, program, false, ports);
  }

  @Override
  public void addInputs(Fingerprint fingerprint) throws IOException {
    fingerprint.add(program.get());
    if (trustsPublicCertificates) {
      Certificates.PACKAGES.addInputs(fingerprint);
    }
  }

  @Override
  public ImageContents layOut(Path work) throws IOException {
    Layer.Builder base = Layer.named("base files");
    BaseFiles.addTo(base, work);
    if (trustsPublicCertificates) {
      Certificates.addTo(base, Certificates.PACKAGES.unpack(work), work);
    }
    String target = "/" + image.shortName();
    Path file = program.get();
    if (!Files.isExecutable(file)) {
      throw new ClusterException(file + " is not executable");
    }
    ImageContents contents =
        ImageContents.of(
            List.of(base.build(), Layer.named(image.shortName()).add(file, target).build()),
            List.of(target));
    return contents.withPorts(ports.toArray(Integer[]::new)).withEnvironment(Map.of("PATH", "/"));
  }
}
