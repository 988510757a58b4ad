package dev.realtime.cli;

import dev.realtime.api.v1alpha1.RealtimeService;
import dev.realtime.api.v1alpha1.runbook.RunbookRun;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import picocli.AutoComplete;
import picocli.CommandLine;

/**
 * What may come next on a command line, for {@code kubectl_complete-realtime}: commands and options
 * as declared, and the names of services and runs as the cluster has them.
 */
final class Candidates {
  /** First argument by which the script asks. */
  static final String COMMAND = "__complete";

  private static final Set<String> TAKE_SERVICE =
      Set.of("status", "maintenance", "scale", "restart", "rollback", "logs");
  private static final Set<String> TAKE_RUN = Set.of("approve", "incidents", "runs");

  private Candidates() {}

  /**
   * All candidates for the last word.
   *
   * @param words typed so far; the last one may be empty or half a word
   */
  static List<String> of(CommandLine line, List<String> words) {
    String current = words.getLast();
    var rest = new ArrayList<CharSequence>();
    AutoComplete.complete(
        line.getCommandSpec(),
        words.toArray(String[]::new),
        words.size() - 1,
        current.length(),
        words.stream().mapToInt(String::length).sum(),
        rest);
    var found = new ArrayList<String>();
    rest.stream()
        .map(ending -> current + ending)
        .filter(word -> current.startsWith("-") || !word.startsWith("-"))
        .forEach(found::add);
    if (!current.startsWith("-")) {
      names(words).stream().filter(name -> name.startsWith(current)).forEach(found::add);
    }
    return found.stream().distinct().sorted().toList();
  }

  private static List<String> names(List<String> words) {
    String command = words.getFirst();
    boolean switchFirst = command.equals("maintenance") && words.size() < 3;
    if (words.size() < 2 || switchFirst || words.get(words.size() - 2).startsWith("-")) {
      return List.of();
    }
    if (TAKE_SERVICE.contains(command)) {
      return names(RealtimeService.class, words);
    }
    return TAKE_RUN.contains(command) ? names(RunbookRun.class, words) : List.of();
  }

  private static List<String> names(Class<? extends HasMetadata> kind, List<String> words) {
    var connection = new Connection();
    connection.namespace = after(words, "-n").or(() -> after(words, "--namespace")).orElse(null);
    connection.context = after(words, "--context").orElse(null);
    try (KubernetesClient client = connection.open()) {
      return client
          .resources(kind)
          .inNamespace(connection.namespace(client))
          .list()
          .getItems()
          .stream()
          .map(resource -> resource.getMetadata().getName())
          .toList();
    } catch (KubernetesClientException | Problem e) {
      // In the middle of a line there is no place for an explanation; running the command gives it.
      return List.of();
    }
  }

  private static Optional<String> after(List<String> words, String option) {
    int at = words.indexOf(option);
    return at >= 0 && at < words.size() - 1 ? Optional.of(words.get(at + 1)) : Optional.empty();
  }
}
