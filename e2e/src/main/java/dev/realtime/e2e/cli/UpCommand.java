package dev.realtime.e2e.cli;

import dev.realtime.e2e.cluster.Cluster;
import dev.realtime.e2e.cluster.ClusterLauncher;
import dev.realtime.e2e.cluster.Forwarder;
import dev.realtime.e2e.cluster.HostPackages;
import dev.realtime.e2e.cluster.Requirements;
import dev.realtime.e2e.cluster.sys.ClusterException;
import dev.realtime.e2e.image.BuiltImage;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** From nothing to a service that clients can connect to. */
@Command(
    name = "up",
    description = "Starts a local Kubernetes with the operator and the sample service on it.",
    mixinStandardHelpOptions = true)
final class UpCommand implements Callable<Integer> {
  @Option(
      names = "--simulated",
      description =
          "for machines that cannot run containers: a real API server, the operator as a process,"
              + " simulated pods, one server on the port")
  boolean simulated;

  @Option(
      names = "--port",
      defaultValue = "8004",
      description = "port of 127.0.0.1 that leads to the service (default: ${DEFAULT-VALUE})")
  int port;

  @Option(
      names = "--context",
      paramLabel = "NAME",
      description =
          "use the cluster of this context of your kubeconfig (kind, minikube, a real one) instead")
  @Nullable String context;

  @Option(
      names = "--push",
      paramLabel = "PREFIX",
      description = "with --context: push the images to a registry that its nodes pull from")
  @Nullable String push;

  @Option(
      names = "--load",
      paramLabel = "COMMAND",
      description =
          "with --context: hand each image's archive to this command, such as \"k3d image import\""
              + " (known by themselves: kind-*, minikube)")
  @Nullable String load;

  @Override
  public Integer call() {
    requireFitting();
    Workspace workspace = Workspace.standard();
    workspace.binaries().requireToolchain();
    if (context != null) {
      return ContextUp.of(workspace, context, push, load).call();
    }
    if (simulated) {
      SimulatedUp up = new SimulatedUp(workspace, port);
      up.require();
      return sayingHowToGoOn(up::call);
    }
    requireContainers(workspace);
    ClusterLauncher launcher = workspace.launcher();
    if (launcher.running().isEmpty()) {
      Forwarder.requireFree(port);
    }
    Requirements.checkDisk(workspace.directories().state());
    Requirements.checkDisk(workspace.directories().cache());
    return sayingHowToGoOn(
        () -> {
          start(workspace, launcher);
          System.out.println(SampleService.greeting(port));
          return 0;
        });
  }

  private void requireFitting() {
    if (context == null && (push != null || load != null)) {
      throw new ClusterException(
          "%s brings images to a cluster of yours: name it with --context, or leave %1$s out"
              .formatted(push != null ? "--push" : "--load"));
    }
    if (context != null && simulated) {
      throw new ClusterException("--context and --simulated name two clusters: leave one out");
    }
  }

  /** Cluster and product need nothing of each other before both are there. */
  private void start(Workspace workspace, ClusterLauncher launcher) {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      CompletableFuture<List<BuiltImage>> images =
          CompletableFuture.supplyAsync(new Product(workspace)::images, threads);
      CompletableFuture<Cluster> cluster = CompletableFuture.supplyAsync(launcher::start, threads);
      CompletableFuture.allOf(images, cluster).join();
      new SampleService(workspace, cluster.join()).deploy(images.join());
      new Forwarder(cluster.join(), port, SampleService.ADDRESS).start();
    } catch (CompletionException e) {
      throw e.getCause() instanceof RuntimeException reason ? reason : e;
    }
  }

  private static void requireContainers(Workspace workspace) {
    HostPackages.CLUSTER.install(workspace.progress());
    List<String> missing = Requirements.missing();
    if (!missing.isEmpty()) {
      throw new ClusterException(
          "This machine cannot run containers:\n  - "
              + String.join("\n  - ", missing)
              + "\nWithout containers there is: ./dev up --simulated");
    }
  }

  /** Whoever ends this in the middle, or sees it fail, is told what has become of what there is. */
  private static int sayingHowToGoOn(IntSupplier work) {
    Thread goodbye =
        new Thread(
            () ->
                System.err.println(
                    "Not finished. The same command goes on from here; ./dev down removes everything."));
    Runtime.getRuntime().addShutdownHook(goodbye);
    int status = work.getAsInt();
    Runtime.getRuntime().removeShutdownHook(goodbye);
    return status;
  }
}
