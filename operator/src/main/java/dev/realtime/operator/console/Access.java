package dev.realtime.operator.console;

import io.fabric8.kubernetes.api.model.authorization.v1.SubjectAccessReview;
import io.fabric8.kubernetes.api.model.authorization.v1.SubjectAccessReviewBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;

/**
 * Asks the API server what a user may do. Answers are kept for some seconds, and those about many
 * namespaces for a minute: a page asks the same again and again, and a permission taken away counts
 * soon enough, since writes are judged by the API server itself.
 */
final class Access {
  /** One question. Namespace "" is all of them. */
  record Question(String verb, String resource, String namespace) {
    static Question of(String verb, String resource, String namespace) {
      return new Question(verb, resource, namespace);
    }
  }

  private record Asked(User user, Question question) {}

  private record Answer(boolean allowed, Instant until) {}

  static final Duration KEPT = Duration.ofSeconds(10);
  private static final Duration LIST_KEPT = Duration.ofMinutes(1);

  /** Questions about many namespaces that are asked at a time, for all users together. */
  static final int AT_ONCE = 16;

  /** Ten users of a thousand namespaces, and as many answers again. */
  private static final int MOST = 20_000;

  private static final String GROUP = "realtime.dev";

  private final KubernetesClient client;
  private final Clock clock;
  private final Semaphore atOnce = new Semaphore(AT_ONCE);
  private final Map<Asked, Answer> answers = new LinkedHashMap<>();

  Access(KubernetesClient client, Clock clock) {
    this.client = client;
    this.clock = clock;
  }

  /** Whether the user may, in the namespace or in all. */
  boolean allows(User user, String verb, String resource, String namespace) {
    return ask(user, Question.of(verb, resource, ""))
        || (!namespace.isEmpty() && ask(user, Question.of(verb, resource, namespace)));
  }

  /** Those of the namespaces in which the user may. */
  Set<String> allowedIn(User user, String verb, String resource, Set<String> namespaces) {
    if (ask(user, Question.of(verb, resource, ""))) {
      return namespaces;
    }
    Map<String, Future<Boolean>> asked = new LinkedHashMap<>();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (String namespace : namespaces) {
        asked.put(
            namespace,
            threads.submit(() -> askInTurn(user, Question.of(verb, resource, namespace))));
      }
      try {
        var allowed = new TreeSet<String>();
        for (Map.Entry<String, Future<Boolean>> answer : asked.entrySet()) {
          if (answer.getValue().get()) {
            allowed.add(answer.getKey());
          }
        }
        return allowed;
      } catch (ExecutionException e) {
        threads.shutdownNow();
        throw e.getCause() instanceof Refused refused ? refused : new IllegalStateException(e);
      } catch (InterruptedException e) {
        threads.shutdownNow();
        Thread.currentThread().interrupt();
        throw new Refused(503, "stopping", "The operator is stopping.", "Try again.");
      }
    }
  }

  private boolean askInTurn(User user, Question question) throws InterruptedException {
    atOnce.acquire();
    try {
      return ask(user, question, LIST_KEPT);
    } finally {
      atOnce.release();
    }
  }

  /**
   * Passes if the user may.
   *
   * @throws Refused naming the permission
   */
  void require(User user, String verb, String resource, String namespace) {
    if (!allows(user, verb, resource, namespace)) {
      throw new Refused(
          403,
          "not-allowed",
          user.name() + " may not " + verb + " " + resource + " in namespace " + namespace + ".",
          "Ask for the ClusterRole "
              + (verb.equals("get") || verb.equals("list") ? "realtime-view" : "realtime-edit")
              + " there: kubectl create rolebinding NAME --clusterrole=... --user='"
              + user.name()
              + "' -n "
              + namespace);
    }
  }

  private boolean ask(User user, Question question) {
    return ask(user, question, KEPT);
  }

  private boolean ask(User user, Question question, Duration kept) {
    var asked = new Asked(user, question);
    Instant now = clock.instant();
    synchronized (answers) {
      Answer known = answers.get(asked);
      if (known != null && known.until().isAfter(now)) {
        return known.allowed();
      }
    }
    boolean allowed = review(user, question);
    synchronized (answers) {
      answers.remove(asked);
      answers.put(asked, new Answer(allowed, now.plus(kept)));
      if (answers.size() > MOST) {
        answers.remove(answers.keySet().iterator().next());
      }
    }
    return allowed;
  }

  private boolean review(User user, Question question) {
    try {
      SubjectAccessReview review =
          client
              .resource(
                  new SubjectAccessReviewBuilder()
                      .withNewSpec()
                      .withUser(user.name())
                      .withUid(user.uid().isEmpty() ? null : user.uid())
                      .withGroups(user.groups())
                      .withExtra(user.extra())
                      .withNewResourceAttributes()
                      .withGroup(GROUP)
                      .withResource(question.resource())
                      .withVerb(question.verb())
                      .withNamespace(question.namespace().isEmpty() ? null : question.namespace())
                      .endResourceAttributes()
                      .endSpec()
                      .build())
              .create();
      return Boolean.TRUE.equals(review.getStatus().getAllowed());
    } catch (KubernetesClientException e) {
      throw new Refused(
          503,
          "cannot-judge",
          "The operator cannot ask the API server what you may do: " + e.getMessage(),
          "Try again; if it stays so, apply manifests/console/rbac.yaml and see the operator's log.");
    }
  }
}
