package dev.realtime.e2e.cli;

import dev.realtime.e2e.image.ImageCatalog;
import dev.realtime.e2e.image.Material;
import dev.realtime.e2e.image.ProjectImage;
import dev.realtime.e2e.release.Advisory;
import dev.realtime.e2e.release.Dependency;
import dev.realtime.e2e.release.Osv;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Whether anything is known against what is shipped. */
@Command(
    name = "audit",
    description = {
      "Looks for known vulnerabilities in what is shipped.",
      "Compares the Java libraries that are shipped, the Debian packages in the images, and the npm"
          + " packages of tests and benchmark, with those of osv.dev. Ends with 0 where there is"
          + " none, with 1 where there is one, and with 3 where osv.dev cannot be asked."
    },
    mixinStandardHelpOptions = true)
final class AuditCommand implements Callable<Integer> {
  static final int CLEAN = 0;
  static final int FOUND = 1;
  static final int NOT_CHECKED = 3;

  private static final List<String> LOCK_FILES =
      List.of(
          "e2e/src/test/js/package-lock.json",
          "operator/src/test/js/package-lock.json",
          "bench/peers/socket-io/package-lock.json");

  @Option(
      names = "--api",
      paramLabel = "URL",
      description = "ask a mirror that speaks the API of osv.dev (default: https://api.osv.dev)")
  URI api = Osv.PUBLIC;

  @Override
  public Integer call() throws IOException, InterruptedException {
    Workspace workspace = Workspace.standard();
    Path project = workspace.directories().project();
    new Product(workspace).compile();
    new Plugin(workspace).bin();
    Set<Dependency> packages =
        new TreeSet<>(
            Dependency.ofBill(new BillOfMaterials(project, workspace.progress()).write()));
    for (String lock : LOCK_FILES) {
      packages.addAll(Dependency.ofLock(project.resolve(lock)));
    }
    Set<String> runtimes = new TreeSet<>();
    ImageCatalog images = ImageCatalog.standard(workspace.directories(), workspace.progress());
    for (ProjectImage image : ReleaseCommand.IMAGES) {
      List<Material> materials = images.materials(image);
      packages.addAll(Dependency.ofImage(materials));
      materials.stream()
          .filter(material -> material.kind() == Material.Kind.JAVA)
          .forEach(runtime -> runtimes.add(runtime.name() + " " + runtime.version()));
    }
    int status = audit(packages, api, System.out);
    System.out.println(
        "osv.dev does not know Java runtimes: compare %s with https://openjdk.org/groups/vulnerability/advisories"
            .formatted(String.join(", ", runtimes)));
    return status;
  }

  /** Asks and tells. */
  static int audit(Collection<Dependency> packages, URI api, PrintStream out)
      throws InterruptedException {
    SortedMap<Dependency, List<Advisory>> known;
    try (HttpClient http = HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(10)).build()) {
      known = new Osv(api, http).known(packages);
    } catch (IOException e) {
      out.printf(
          "NOT CHECKED: %s cannot be asked about the %d packages: %s%n", api, packages.size(), e);
      return NOT_CHECKED;
    }
    known.forEach(
        (about, advisories) -> {
          out.println(about);
          advisories.forEach(advisory -> out.println("  " + advisory));
        });
    out.printf(
        "%d packages compared with osv.dev, %s.%n",
        packages.size(),
        known.isEmpty()
            ? "and nothing is known against any"
            : "and something is known against " + known.size());
    return known.isEmpty() ? CLEAN : FOUND;
  }
}
