package dev.realtime.e2e.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.realtime.e2e.cluster.sys.Command;
import dev.realtime.e2e.image.BuiltImage;
import dev.realtime.e2e.image.ImageCatalog;
import dev.realtime.e2e.image.Material;
import dev.realtime.e2e.image.ProjectImage;
import dev.realtime.e2e.release.Dependency;
import dev.realtime.e2e.release.ImageBill;
import dev.realtime.e2e.release.Release;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The release as {@code ./dev release --no-images} gathers it, from this tree as it is. */
class ReleaseIT {
  private static final String VERSION = ProjectImage.OPERATOR.tag();
  private static final Workspace WORKSPACE = Workspace.standard();
  private static final Path PROJECT = WORKSPACE.directories().project();

  @TempDir private static Path target;
  private static Release release;

  @BeforeAll
  static void gather() throws IOException {
    new Product(WORKSPACE).compile();
    new Plugin(WORKSPACE).bin();
    new BillOfMaterials(PROJECT, WORKSPACE.progress()).write();
    release = new Release(PROJECT, VERSION, target);
    release.write(Map.of());
  }

  @Test
  void everyFileIsThereWithItsSum() {
    Set<String> files = names(target);
    assertThat(files)
        .containsExactlyInAnyOrder(
            "LICENCES.md",
            "LICENSE",
            "SHA256SUMS",
            "install.yaml",
            "kubectl-realtime-" + VERSION + ".tar.gz",
            "realtime-crds-" + VERSION + ".jar",
            "realtime-operator-" + VERSION + ".cdx.json",
            "realtime-operator-" + VERSION + ".tar.gz",
            "realtime-operator-" + VERSION + ".tgz",
            "realtime-operator-bundle-" + VERSION + ".tar.gz",
            "realtime-server-" + VERSION + ".tar.gz");
    String checked = Command.of("sha256sum", "--check", "--strict", "SHA256SUMS").in(target).run();
    assertThat(checked.lines()).hasSize(files.size() - 1).allMatch(line -> line.endsWith(": OK"));
  }

  @Test
  void theBillOfMaterialsNamesEveryJarOfTheOperator() throws IOException {
    JsonNode bill =
        new ObjectMapper()
            .readTree(target.resolve("realtime-operator-" + VERSION + ".cdx.json").toFile());
    assertThat(bill.path("bomFormat").asText()).isEqualTo("CycloneDX");
    assertThat(bill.path("specVersion").asText()).startsWith("1.");
    Set<String> listed = new TreeSet<>();
    for (JsonNode component : bill.path("components")) {
      assertThat(component.path("purl").asText()).startsWith("pkg:maven/");
      listed.add(component.path("name").asText() + "-" + component.path("version").asText());
    }
    assertThat(jars("operator/target/lib"))
        .hasSizeGreaterThan(20)
        .allMatch(jar -> listed.stream().anyMatch(known -> isOf(jar, known)));
  }

  @Test
  void theBillOfTheImagesNamesTheRuntimeAndEachPackageWithItsSource() throws IOException {
    ImageCatalog images = ImageCatalog.standard(WORKSPACE.directories(), WORKSPACE.progress());
    List<Material> materials = images.materials(ProjectImage.SERVER);
    String digest = "sha256:" + "0".repeat(64);
    BuiltImage image =
        new BuiltImage(ProjectImage.SERVER.reference(), target.resolve("none"), digest, 0, 0);
    ImageBill bill = new ImageBill();
    bill.add(image, materials);

    JsonNode server = new ObjectMapper().readTree(bill.json()).at("/components/0");
    assertThat(server.path("name").asText()).isEqualTo("realtime.dev/server");
    assertThat(server.at("/hashes/0/content").asText()).isEqualTo("0".repeat(64));
    List<String> parts = new ArrayList<>();
    server.path("components").forEach(part -> parts.add(part.path("purl").asText()));
    String runtime = Runtime.version().toString().replaceAll("-.*", "").replace("+", "%2B");
    assertThat(parts)
        .anyMatch(purl -> purl.startsWith("pkg:generic/openjdk@" + runtime))
        .anyMatch(purl -> purl.matches("pkg:deb/debian/libc6@.+&distro=debian-\\d+"));
    assertThat(Dependency.ofImage(materials))
        .anyMatch(it -> it.name().equals("glibc") && it.ecosystem().matches("Debian:\\d+"));
    assertThat(images.materials(ProjectImage.REDIS))
        .anyMatch(it -> it.name().equals("redis-server") && it.source().equals("redis"));
  }

  @Test
  void theDocsHaveThePageOfLicencesThatTheReleaseHas() throws IOException {
    assertThat(release.licences())
        .isEqualTo(Files.readString(target.resolve("LICENCES.md")))
        .as("run ./dev release --no-images and commit docs/licences.md")
        .isEqualTo(Files.readString(PROJECT.resolve("docs/licences.md")));
  }

  @Test
  void thePluginIsUnpackedAndStarts(@TempDir Path elsewhere) {
    Path archive = target.resolve("kubectl-realtime-" + VERSION + ".tar.gz");
    Command.of("tar", "-xzf", archive.toString(), "-C", elsewhere.toString()).run();
    Path program = elsewhere.resolve("kubectl-realtime/bin/kubectl-realtime");
    assertThat(Command.of(program.toString(), "--version").run()).contains(VERSION);
  }

  /** Some jars have a system's name behind the version. */
  private static boolean isOf(String jar, String library) {
    return jar.equals(library) || jar.startsWith(library + "-");
  }

  /** Without a jar's ending; those of this project's own modules are left out. */
  private static Set<String> jars(String directory) {
    Set<String> jars = new TreeSet<>();
    for (String name : names(PROJECT.resolve(directory))) {
      if (name.endsWith(".jar") && !name.startsWith("realtime-")) {
        jars.add(name.substring(0, name.length() - ".jar".length()));
      }
    }
    return jars;
  }

  private static Set<String> names(Path directory) {
    try (Stream<Path> files = Files.list(directory)) {
      return new TreeSet<>(files.map(file -> file.getFileName().toString()).toList());
    } catch (IOException e) {
      throw new java.io.UncheckedIOException("Cannot list " + directory, e);
    }
  }
}
