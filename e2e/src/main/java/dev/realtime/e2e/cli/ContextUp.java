package dev.realtime.e2e.cli;

import dev.realtime.e2e.cluster.Renewal;
import dev.realtime.e2e.cluster.binary.Program;
import dev.realtime.e2e.cluster.sys.ClusterException;
import dev.realtime.e2e.cluster.sys.Command;
import dev.realtime.e2e.cluster.sys.Directories;
import dev.realtime.e2e.cluster.sys.Progress;
import dev.realtime.e2e.image.BuiltImage;
import dev.realtime.e2e.image.ImageCatalog;
import dev.realtime.e2e.image.ProjectImage;
import dev.realtime.e2e.manifests.GeneratedManifests;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * {@code ./dev up --context NAME}: operator and sample on a cluster that is there already.
 *
 * @param workspace where
 * @param context of the kubeconfig
 * @param kubeconfig file; null: as kubectl finds it
 * @param images how the cluster gets its images
 */
record ContextUp(Workspace workspace, String context, @Nullable Path kubeconfig, Images images) {
  private static final List<ProjectImage> IMAGES =
      List.of(ProjectImage.REDIS, ProjectImage.SERVER, ProjectImage.OPERATOR);

  private static final Duration READY = Duration.ofMinutes(5);
  private static final Duration LOAD = Duration.ofMinutes(10);

  /** How a cluster gets images. */
  sealed interface Images {
    /** Pushed below a name that its nodes can pull from. */
    record Push(String prefix) implements Images {}

    /** Each archive is handed to a command, as its last argument. */
    record Load(List<String> command) implements Images {}

    /** The choice of the command line, or what the context's name tells. */
    static Images of(String context, @Nullable String push, @Nullable String load) {
      if (push != null) {
        return new Push(push);
      }
      if (load != null) {
        return new Load(List.of(load.strip().split("\\s+")));
      }
      if (context.startsWith("kind-")) {
        return new Load(
            List.of(
                "kind", "load", "image-archive", "--name", context.substring("kind-".length())));
      }
      if (context.equals("minikube")) {
        return new Load(List.of("minikube", "image", "load"));
      }
      throw new ClusterException(
          "How does the cluster of context '%s' get images? Name a registry that its nodes pull from, --push registry.example.com/realtime, or a command that takes an archive, --load \"k3d image import\"."
              .formatted(context));
    }
  }

  /** As the command line says. A context that is not there is said before anything is asked. */
  static ContextUp of(
      Workspace workspace, String context, @Nullable String push, @Nullable String load) {
    new ContextUp(workspace, context, null, new Images.Load(List.of())).requireContext();
    return new ContextUp(workspace, context, null, Images.of(context, push, load));
  }

  int call() {
    requireContext();
    new Product(workspace).compile();
    Brought brought = bring();
    Directories directories = workspace.directories();
    GeneratedManifests manifests =
        new GeneratedManifests(directories.project(), program(), ProjectImage.OPERATOR.tag());
    apply(renamed(manifests.kustomize("base"), brought.names()));
    brought.operator().ifPresent(Renewal::restart);
    await("realtime-system", "deployment/realtime-operator", "Available");
    brought.operator().ifPresent(Renewal::done);
    String sample = directories.project().resolve("manifests/samples/realtime.yaml").toString();
    kubectl("apply", "--server-side", "--force-conflicts", "-f", sample).run();
    brought.sample().ifPresent(Renewal::restart);
    await("production", "realtimeservice/realtime", "Ready");
    brought.sample().ifPresent(Renewal::done);
    System.out.println(
        """

        The service is ready on the cluster of context %1$s.

          kubectl --context %1$s -n production get realtimeservices,pods
          kubectl --context %1$s -n production port-forward service/realtime 8004
          then: ws://127.0.0.1:8004/connection/websocket

        To remove all of it, the CRDs and every RealtimeService included:
          kubectl --context %1$s delete namespace production
          kubectl --context %1$s delete -k manifests/base
        """
            .formatted(context));
    return 0;
  }

  private void requireContext() {
    String known = kubectl().run();
    if (known.lines().noneMatch(context::equals)) {
      throw new ClusterException(
          "There is no context '%s' in the kubeconfig; there are: %s"
              .formatted(context, String.join(", ", known.lines().toList())));
    }
    Command.Result version = kubectl("version", "--request-timeout=10s").tryRun();
    if (version.status() != 0) {
      throw new ClusterException(
          "The cluster of context '%s' does not answer:%n%s".formatted(context, version.output()));
    }
  }

  /**
   * What becomes of the images that the cluster has got.
   *
   * @param names under which the cluster has each image, by its own name; none where it is the same
   * @param operator to be restarted by hand; empty where the manifests name other images
   * @param sample likewise
   */
  record Brought(Map<String, String> names, Optional<Renewal> operator, Optional<Renewal> sample) {}

  /** Brings the images, built where they changed. */
  Brought bring() {
    ImageCatalog catalog = ImageCatalog.standard(workspace.directories(), workspace.progress());
    return switch (images) {
      case Images.Push(String prefix) -> push(catalog, prefix);
      case Images.Load(List<String> command) ->
          load(IMAGES.stream().map(catalog::build).toList(), command);
    };
  }

  private static Brought push(ImageCatalog catalog, String prefix) {
    var names = new LinkedHashMap<String, String>();
    for (ProjectImage image : IMAGES) {
      names.put(image.reference(), catalog.push(image, prefix));
    }
    return new Brought(names, Optional.empty(), Optional.empty());
  }

  private Brought load(List<BuiltImage> built, List<String> command) {
    Renewal operator = Renewal.begin(this::kubectl, "realtime-system", "realtime-operator", built);
    Renewal sample = Renewal.begin(this::kubectl, "production", "realtime", built);
    for (BuiltImage image : built) {
      List<String> line = new ArrayList<>(command);
      line.add(image.tar().toString());
      try (Progress.Step _ = workspace.progress().begin("Loading " + image.name())) {
        Command.of(line).in(workspace.directories().project()).within(LOAD).run();
      }
    }
    return new Brought(Map.of(), Optional.of(operator), Optional.of(sample));
  }

  static String renamed(String manifests, Map<String, String> names) {
    String renamed = manifests;
    for (Map.Entry<String, String> name : names.entrySet()) {
      renamed = renamed.replace(name.getKey(), name.getValue());
    }
    return renamed;
  }

  private void apply(String manifests) {
    kubectl("apply", "--server-side", "--force-conflicts", "-f", "-")
        .reading(manifests)
        .within(Duration.ofMinutes(2))
        .run();
  }

  private void await(String namespace, String what, String condition) {
    try (Progress.Step _ = workspace.progress().begin("Waiting for " + what)) {
      Command.Result result =
          kubectl(
                  "-n",
                  namespace,
                  "wait",
                  "--for=condition=" + condition,
                  what,
                  "--timeout=" + READY.minusSeconds(10).toSeconds() + "s")
              .within(READY)
              .tryRun();
      if (result.status() != 0) {
        throw new ClusterException(
            "%s in namespace %s did not become %s.%n%s%nLook further with: kubectl --context %s -n %s describe pods"
                .formatted(
                    what,
                    namespace,
                    condition,
                    kubectl("-n", namespace, "get", "pods,events").tryRun().output(),
                    context,
                    namespace));
      }
    }
  }

  /** Without arguments it lists the contexts. */
  private Command kubectl(String... arguments) {
    List<String> line = new ArrayList<>(List.of(program().toString()));
    if (kubeconfig != null) {
      line.add("--kubeconfig=" + kubeconfig);
    }
    if (arguments.length == 0) {
      line.addAll(List.of("config", "get-contexts", "--output=name"));
    } else {
      line.add("--context=" + context);
      line.addAll(List.of(arguments));
    }
    return Command.of(line);
  }

  private Path program() {
    return workspace.binaries().get(Program.KUBECTL);
  }
}
