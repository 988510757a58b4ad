package dev.realtime.cli.run;

import dev.realtime.cli.Problem;
import dev.realtime.cli.Refusals;
import dev.realtime.cli.view.Ink;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.LogWatch;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;

/** The logs of some pods as one stream of whole lines. */
public final class PodLogs {
  private static final Duration LOOK_FOR_PODS = Duration.ofSeconds(2);

  /** Of the pause before a log is taken up again that said nothing the last time. */
  private static final int MOST_DOUBLINGS = 5;

  private static final String COMPONENT = "app.kubernetes.io/component";

  /**
   * What of each log.
   *
   * @param tail last lines to begin with
   * @param previous whether of the container before the last restart
   */
  public record Wanted(int tail, boolean previous) {}

  private final KubernetesClient client;
  private final String namespace;
  private final Map<String, String> labels;
  private final Wanted wanted;
  private final PrintWriter out;
  private final Ink ink;
  private final Map<String, Integer> colours = new HashMap<>();
  private final Map<String, Instant> heard = new ConcurrentHashMap<>();

  /** How often in a row a log that was taken up said nothing. */
  private final Map<String, Integer> fruitless = new ConcurrentHashMap<>();

  /** Of the pods with these labels. */
  public PodLogs(
      KubernetesClient client,
      String namespace,
      Map<String, String> labels,
      Wanted wanted,
      PrintWriter out,
      Ink ink) {
    this.client = client;
    this.namespace = namespace;
    this.labels = Map.copyOf(labels);
    this.wanted = wanted;
    this.out = out;
    this.ink = ink;
  }

  /**
   * Prints what there is, pod after pod.
   *
   * @throws Problem if there are no pods, or none of their logs can be read
   */
  public void print() {
    List<Pod> pods = pods();
    requireSome(pods);
    int read = 0;
    for (Pod pod : pods) {
      String name = pod.getMetadata().getName();
      try {
        String path =
            "/api/v1/namespaces/%s/pods/%s/log?container=%s&tailLines=%d&previous=%s"
                .formatted(namespace, name, container(pod), wanted.tail(), wanted.previous());
        String text = client.raw(path);
        (text == null ? "" : text).lines().forEach(line -> line(name, line));
        read++;
      } catch (KubernetesClientException e) {
        if (pods.size() == 1 || e.getCode() == 403) {
          throw Refusals.explain("reading the log of pod " + name, e);
        }
        line(name, ink.red("(no log: " + e.getMessage() + ")"));
      }
    }
    if (read == 0) {
      throw new Problem(
          "reading logs in namespace " + namespace,
          "none of the " + pods.size() + " pods has a log that can be read",
          "look at the pods: kubectl get pods -n " + namespace);
    }
  }

  /** Prints lines as they come, until interrupted; pods that come later are taken up. */
  public void follow() throws InterruptedException {
    requireSome(pods());
    Set<String> begun = new HashSet<>();
    Set<String> lost = ConcurrentHashMap.newKeySet();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      while (!Thread.currentThread().isInterrupted()) {
        for (Pod pod : pods()) {
          String key = pod.getMetadata().getUid() + "/" + restarts(pod);
          if (running(pod) && (begun.add(key) || (lives(pod) && lost.remove(key)))) {
            threads.execute(() -> read(pod, key, lost));
          }
        }
        Thread.sleep(LOOK_FOR_PODS);
      }
    }
  }

  private void read(Pod pod, String key, Set<String> lost) {
    Instant before = heard.get(key);
    if (!read(pod, key)) {
      return;
    }
    boolean silent = Objects.equals(before, heard.get(key));
    int quiet = fruitless.merge(key, silent ? 1 : 0, (times, now) -> now == 0 ? 0 : times + now);
    try {
      // The status follows a container's end by a second or two; until then it seems to live on.
      Thread.sleep(LOOK_FOR_PODS.multipliedBy(1L << Math.min(quiet, MOST_DOUBLINGS)));
      lost.add(key);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * Where it was lost it goes on after the last line: rather one twice than one never.
   *
   * @return whether there is sense in trying again; there is none after a refusal
   */
  private boolean read(Pod followed, String key) {
    String pod = followed.getMetadata().getName();
    var log = client.pods().inNamespace(namespace).withName(pod).inContainer(container(followed));
    Instant last = heard.get(key);
    try (LogWatch watch =
            (last == null
                    ? log.tailingLines(wanted.tail())
                    : log.sinceSeconds(1 + (int) Duration.between(last, Instant.now()).toSeconds()))
                .watchLog();
        var lines =
            new BufferedReader(new InputStreamReader(watch.getOutput(), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        heard.put(key, Instant.now());
        line(pod, line);
      }
      line(pod, ink.dim("(ended)"));
      return true;
    } catch (IOException | KubernetesClientException e) {
      line(pod, ink.red("(log lost: " + e.getMessage() + ")"));
      return !(e instanceof KubernetesClientException refusal && refusal.getCode() / 100 == 4);
    }
  }

  private synchronized void line(String pod, String line) {
    int colour = colours.computeIfAbsent(pod, _ -> colours.size());
    // A terminal obeys what it is sent; a file does not mind.
    out.println(ink.numbered(colour, pod) + "  " + (ink.coloured() ? Ink.plain(line) : line));
    out.flush();
  }

  private List<Pod> pods() {
    try {
      return client.pods().inNamespace(namespace).withLabels(labels).list().getItems().stream()
          .sorted(Comparator.comparing((Pod pod) -> pod.getMetadata().getName()))
          .toList();
    } catch (KubernetesClientException e) {
      throw Refusals.explain("listing pods in namespace " + namespace, e);
    }
  }

  private void requireSome(List<Pod> pods) {
    if (pods.isEmpty()) {
      throw new Problem(
          "reading logs in namespace " + namespace,
          "there is no pod with the labels " + labels,
          "kubectl realtime status says why there is none");
    }
  }

  /** The one named like the component, whatever was injected beside it. */
  private static String container(Pod pod) {
    List<Container> containers = pod.getSpec().getContainers();
    String component = pod.getMetadata().getLabels().get(COMPONENT);
    return containers.stream()
        .map(Container::getName)
        .filter(name -> name.equals(component))
        .findFirst()
        .orElseGet(() -> containers.getFirst().getName());
  }

  private static boolean running(Pod pod) {
    return pod.getStatus() != null && "Running".equals(pod.getStatus().getPhase());
  }

  private static boolean lives(Pod pod) {
    return status(pod)
        .filter(status -> status.getState() != null && status.getState().getRunning() != null)
        .isPresent();
  }

  private static int restarts(Pod pod) {
    return status(pod).map(ContainerStatus::getRestartCount).orElse(0);
  }

  private static Optional<ContainerStatus> status(Pod pod) {
    return Stream.ofNullable(pod.getStatus())
        .flatMap(status -> status.getContainerStatuses().stream())
        .filter(status -> status.getName().equals(container(pod)))
        .findFirst();
  }
}
