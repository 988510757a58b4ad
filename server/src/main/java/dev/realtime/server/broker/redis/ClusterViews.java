package dev.realtime.server.broker.redis;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Finds the latest view of a Cluster: asks all masters that are connected, and where none of them
 * sees a working Cluster, the seeds and the masters it had last.
 */
@SuppressWarnings("FutureReturnValueIgnored") // of a close
final class ClusterViews {
  private final Shared shared;
  private final List<Address> seeds;
  private volatile Set<Address> lastMasters = Set.of();
  private final InFlight inFlight;

  ClusterViews(List<Address> seeds, Shared shared) {
    this.seeds = seeds;
    this.shared = shared;
    this.inFlight = new InFlight("cluster", shared.settings(), System::nanoTime);
  }

  /** The view of the highest epoch; fails where no node that answers sees a working Cluster. */
  CompletionStage<ClusterTopology> latest(Map<Address, Link> links) {
    List<CompletableFuture<Optional<ClusterTopology>>> asked = new ArrayList<>();
    List<String> reasons = new ArrayList<>();
    for (Link link : links.values()) {
      Wire wire = link.wire();
      if (wire != null) {
        asked.add(view(ClusterTopology.ask(wire), wire.address(), reasons));
      }
    }
    return best(asked)
        .thenCompose(
            found ->
                found.isPresent()
                    ? CompletableFuture.completedFuture(found.get())
                    : fromSeeds(reasons));
  }

  private CompletionStage<ClusterTopology> fromSeeds(List<String> reasons) {
    Set<Address> candidates = new LinkedHashSet<>(seeds);
    candidates.addAll(lastMasters);
    List<CompletableFuture<Optional<ClusterTopology>>> asked = new ArrayList<>();
    for (Address address : candidates) {
      CompletionStage<ClusterTopology> answer =
          shared
              .connector()
              .commands(address, shared.settings().credentials())
              .thenCompose(
                  connection -> {
                    Wire wire =
                        new Wire("cluster", address, connection, inFlight, shared.metrics());
                    return ClusterTopology.ask(wire)
                        .whenComplete((view, failure) -> connection.closeAsync());
                  });
      asked.add(view(answer, address, reasons));
    }
    return best(asked)
        .thenApply(
            found ->
                found.orElseThrow(
                    () ->
                        new IllegalStateException(
                            "no Redis Cluster node sees a working Cluster: " + reasons)));
  }

  private static CompletableFuture<Optional<ClusterTopology>> view(
      CompletionStage<ClusterTopology> answer, Address address, List<String> reasons) {
    return answer
        .handle(
            (@Nullable ClusterTopology view, @Nullable Throwable failure) -> {
              String reason =
                  failure != null
                      ? Kept.reason(failure)
                      : view != null && view.ok() ? null : "cluster_state is not ok";
              if (reason != null) {
                synchronized (reasons) {
                  reasons.add(address + ": " + reason);
                }
                return Optional.<ClusterTopology>empty();
              }
              return Optional.ofNullable(view);
            })
        .toCompletableFuture();
  }

  private static CompletionStage<Optional<ClusterTopology>> best(
      List<CompletableFuture<Optional<ClusterTopology>>> asked) {
    return CompletableFuture.allOf(asked.toArray(CompletableFuture[]::new))
        .thenApply(
            done ->
                asked.stream()
                    .map(CompletableFuture::join)
                    .flatMap(Optional::stream)
                    .reduce((a, b) -> b.epoch() > a.epoch() ? b : a));
  }

  /** Remembers the masters of a view that was taken over, for when no seed is left. */
  void taken(ClusterTopology view) {
    lastMasters = view.masters();
  }

  void tick() {
    inFlight.sweep();
  }

  void close() {
    inFlight.failAll("the broker is closed");
  }
}
