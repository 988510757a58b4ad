package dev.realtime.operator.incident;

import dev.realtime.api.v1alpha1.RealtimeService;
import dev.realtime.api.v1alpha1.runbook.RunbookRun;
import dev.realtime.operator.diagnose.LogTail;
import dev.realtime.operator.remediate.Change;
import io.fabric8.kubernetes.api.model.DeleteOptionsBuilder;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.GenericKubernetesResourceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.net.HttpURLConnection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/** The workspace in a real cluster. Safe for use by many threads, one per service. */
public final class KubernetesWorkspace implements Workspace {
  /** Field manager of the runbook's part of a service's status. */
  public static final String FIELD_MANAGER = "realtime-operator-runbook";

  /**
   * A process that hangs hears no request to end, and all its clients wait for as long as it is
   * given. One that still works writes what it holds in well under this time.
   */
  private static final long GRACE_SECONDS = 5;

  private final KubernetesClient client;
  private final Function<ServiceView, List<RunbookRun>> listed;
  private final Function<ServiceView, List<LogTail>> logs;

  /** Newest version of each run this process has written; the cache may lag behind it. */
  private final Map<String, RunbookRun> own = new ConcurrentHashMap<>();

  /**
   * @param listed the runs of a service from a cache, which may lag behind what was written here
   * @param logs reads the ends of logs
   */
  public KubernetesWorkspace(
      KubernetesClient client,
      Function<ServiceView, List<RunbookRun>> listed,
      Function<ServiceView, List<LogTail>> logs) {
    this.client = client;
    this.listed = listed;
    this.logs = logs;
  }

  @Override
  public List<RunbookRun> runs(ServiceView service) {
    List<RunbookRun> cached = listed.apply(service);
    // Asked of each service every second, of which hardly any has a run.
    return cached.isEmpty() ? List.of() : cached.stream().map(this::newest).toList();
  }

  private RunbookRun newest(RunbookRun cached) {
    String uid = cached.getMetadata().getUid();
    RunbookRun mine = own.get(uid);
    if (mine == null) {
      return cached;
    }
    // Since Kubernetes 1.35 resource versions of one resource are numbers that may be compared.
    if (version(cached) >= version(mine)) {
      own.remove(uid);
      return cached;
    }
    return mine;
  }

  private static long version(RunbookRun run) {
    return Long.parseLong(run.getMetadata().getResourceVersion());
  }

  @Override
  public RunbookRun create(RunbookRun run) {
    try {
      return client.resource(run).create();
    } catch (KubernetesClientException e) {
      if (e.getCode() != HttpURLConnection.HTTP_CONFLICT) {
        throw e;
      }
      return client.resource(run).get();
    }
  }

  /** By server-side apply with the version the run was read in: whoever comes second is refused. */
  @Override
  public RunbookRun writeStatus(RunbookRun run) {
    GenericKubernetesResource patch =
        patch("RunbookRun", run.getMetadata().getNamespace(), run.getMetadata().getName());
    patch.getMetadata().setResourceVersion(run.getMetadata().getResourceVersion());
    patch.setAdditionalProperty("status", run.getStatus());
    GenericKubernetesResource written = applyStatus(patch);
    RunbookRun now = client.getKubernetesSerialization().convertValue(written, RunbookRun.class);
    own.put(now.getMetadata().getUid(), now);
    return now;
  }

  @Override
  public void delete(RunbookRun run) {
    own.remove(run.getMetadata().getUid());
    client.resource(run).delete();
  }

  @Override
  public StatusPart read(ServiceView service) {
    RealtimeService there =
        client
            .resources(RealtimeService.class)
            .inNamespace(service.namespace())
            .withName(service.name())
            .get();
    return there == null ? StatusPart.empty() : ServiceViews.part(there);
  }

  /**
   * By server-side apply of exactly these four fields, so that the reconciler's fields stay the
   * reconciler's, and a field left out here is taken away.
   */
  @Override
  public void write(ServiceView service, StatusPart part) {
    var status = new HashMap<String, Object>();
    status.put("checklist", part.checklist());
    status.put("symptoms", part.symptoms());
    status.put("overrides", part.overrides());
    if (part.incident() != null) {
      status.put("incident", part.incident());
    }
    GenericKubernetesResource patch = patch("RealtimeService", service.namespace(), service.name());
    patch.setAdditionalProperty("status", status);
    applyStatus(patch);
  }

  private static GenericKubernetesResource patch(String kind, String namespace, String name) {
    return new GenericKubernetesResourceBuilder()
        .withApiVersion("realtime.dev/v1alpha1")
        .withKind(kind)
        .withNewMetadata()
        .withNamespace(namespace)
        .withName(name)
        .endMetadata()
        .build();
  }

  private GenericKubernetesResource applyStatus(GenericKubernetesResource patch) {
    return client
        .resource(patch)
        .subresource("status")
        .patch(
            new PatchContext.Builder()
                .withPatchType(PatchType.SERVER_SIDE_APPLY)
                .withFieldManager(FIELD_MANAGER)
                .withForce(true)
                .build(),
            patch);
  }

  /** The API server itself compares the uid: a pod that was made anew in between is let live. */
  @Override
  public void deletePod(ServiceView service, Change.Pod meant) {
    var options =
        new DeleteOptionsBuilder()
            .withApiVersion("v1")
            .withKind("DeleteOptions")
            .withGracePeriodSeconds(GRACE_SECONDS)
            .withNewPreconditions()
            .withUid(meant.uid())
            .endPreconditions()
            .build();
    try {
      client.raw(
          "/api/v1/namespaces/" + service.namespace() + "/pods/" + meant.name(), "DELETE", options);
    } catch (KubernetesClientException e) {
      if (e.getCode() != HttpURLConnection.HTTP_NOT_FOUND
          && e.getCode() != HttpURLConnection.HTTP_CONFLICT) {
        throw e;
      }
    }
  }

  @Override
  public List<LogTail> logs(ServiceView service) {
    return logs.apply(service);
  }
}
