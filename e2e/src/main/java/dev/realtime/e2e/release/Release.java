package dev.realtime.e2e.release;

import dev.realtime.e2e.cluster.sys.ClusterException;
import dev.realtime.e2e.image.BuiltImage;
import dev.realtime.e2e.image.Material;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Gathers the files of a release from a tree in which everything is packaged.
 *
 * @param project root of the source tree
 * @param version of the project
 * @param target directory that gets them; emptied before
 */
public record Release(Path project, String version, Path target) {
  private static final String NAME = "realtime-operator";

  /** The bill of materials, where Maven's plug-in leaves it. */
  public static final String BOM = "target/bom.json";

  /**
   * Writes all of them, and {@value Sums#FILE}.
   *
   * @param images archives to add, each with what it has of others
   */
  public void write(Map<BuiltImage, List<Material>> images) throws IOException {
    empty();
    program("server");
    program("operator");
    copy("crds/target/realtime-crds-" + version + ".jar", "realtime-crds-" + version + ".jar");
    // Its class data archive belongs to one Java runtime; the first start makes it.
    new Archive()
        .tree("kubectl-realtime", project.resolve("cli/target/kubectl-realtime"))
        .without(".jsa")
        .write(target.resolve("kubectl-realtime-" + version + ".tar.gz"));
    new Archive()
        .tree(NAME, project.resolve("manifests/helm/" + NAME))
        .without("/.helmignore")
        .write(target.resolve(NAME + "-" + version + ".tgz"));
    new Archive()
        .tree("bundle", project.resolve("manifests/olm"))
        .write(target.resolve(NAME + "-bundle-" + version + ".tar.gz"));
    copy("manifests/install.yaml", "install.yaml");
    ImageBill bill = new ImageBill();
    for (Map.Entry<BuiltImage, List<Material>> entry : images.entrySet()) {
      BuiltImage image = entry.getKey();
      String file = image.name().replace("realtime.dev/", "image-").replace(':', '-') + ".tar";
      Files.copy(image.tar(), target.resolve(file));
      bill.add(image, entry.getValue());
    }
    if (!images.isEmpty()) {
      Files.writeString(target.resolve("images-" + version + ".cdx.json"), bill.json());
    }
    copy(BOM, NAME + "-" + version + ".cdx.json");
    Files.writeString(target.resolve("LICENCES.md"), licences());
    copy("LICENSE", "LICENSE");
    Sums.write(target);
  }

  /** The page about licences, as the docs have it. */
  public String licences() throws IOException {
    return Licences.page(project.resolve(BOM));
  }

  private void program(String module) throws IOException {
    Path built = project.resolve(module).resolve("target");
    String name = "realtime-" + module + "-" + version;
    new Archive()
        .file(name + "/" + name + ".jar", built.resolve(name + ".jar"))
        .tree(name + "/lib", built.resolve("lib"))
        .write(target.resolve(name + ".tar.gz"));
  }

  private void copy(String from, String to) throws IOException {
    Path source = project.resolve(from);
    if (!Files.isRegularFile(source)) {
      throw new ClusterException("The release lacks " + from + ": did the build make it?");
    }
    Files.copy(source, target.resolve(to), StandardCopyOption.REPLACE_EXISTING);
  }

  private void empty() throws IOException {
    Files.createDirectories(target);
    try (Stream<Path> files = Files.list(target)) {
      files.forEach(
          file -> {
            try {
              Files.delete(file);
            } catch (IOException e) {
              throw new UncheckedIOException("Cannot empty " + target, e);
            }
          });
    }
  }
}
