package dev.realtime.e2e.cluster;

import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.Locale;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.extension.AfterTestExecutionCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.Store;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.platform.commons.support.AnnotationSupport;

/** Gives tests the shared cluster and a namespace each; see {@link OnCluster}. */
final class ClusterExtension
    implements BeforeAllCallback,
        BeforeEachCallback,
        AfterTestExecutionCallback,
        ParameterResolver {
  private static final Namespace STORE = Namespace.create(ClusterExtension.class);

  /** Tests that run on the cluster beside one another: more would make pods wait for processors. */
  private static final Semaphore PLACES = new Semaphore(2);

  @Override
  public void beforeAll(ExtensionContext context) {
    boolean operator =
        AnnotationSupport.findAnnotation(context.getRequiredTestClass(), OnCluster.class)
            .map(OnCluster::operator)
            .orElse(false);
    if (operator) {
      shared(context).installOperator();
    }
  }

  /** Given back with the store of the test, after all that the test has to do. */
  @Override
  public void beforeEach(ExtensionContext context) throws InterruptedException {
    PLACES.acquire();
    context.getStore(STORE).put(Semaphore.class, (AutoCloseable) PLACES::release);
  }

  @Override
  public void afterTestExecution(ExtensionContext context) {
    OwnNamespace own = context.getStore(STORE).get(OwnNamespace.class, OwnNamespace.class);
    if (own != null && context.getExecutionException().isPresent()) {
      String test =
          context.getRequiredTestClass().getSimpleName()
              + "."
              + context.getRequiredTestMethod().getName();
      new ClusterDump(shared(context).cluster()).write(own.namespace(), test);
    }
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    Class<?> type = parameter.getParameter().getType();
    return type == Cluster.class || type == KubernetesClient.class || type == TestNamespace.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    Class<?> type = parameter.getParameter().getType();
    SharedCluster shared = shared(context);
    if (type == Cluster.class) {
      return shared.cluster();
    }
    if (type == KubernetesClient.class) {
      return shared.client();
    }
    OwnNamespace own =
        context
            .getStore(STORE)
            .computeIfAbsent(
                OwnNamespace.class,
                key ->
                    OwnNamespace.create(shared.client(), context.getRequiredTestMethod().getName()),
                OwnNamespace.class);
    return new TestNamespace(own.namespace());
  }

  private static SharedCluster shared(ExtensionContext context) {
    Store store = context.getRoot().getStore(STORE);
    return store.computeIfAbsent(
        SharedCluster.class, key -> SharedCluster.start(), SharedCluster.class);
  }

  /** Deleted with the store of its test; the cluster does that in its own time. */
  private record OwnNamespace(KubernetesClient client, String namespace) implements AutoCloseable {
    private static final long ACCOUNT_SECONDS = 60;

    static OwnNamespace create(KubernetesClient client, String test) {
      String readable = test.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "");
      String name =
          "t-"
              + readable.substring(0, Math.min(40, readable.length()))
              + "-"
              + UUID.randomUUID().toString().substring(0, 6);
      client
          .namespaces()
          .resource(
              new NamespaceBuilder()
                  .withNewMetadata()
                  .withName(name)
                  .addToLabels("pod-security.kubernetes.io/enforce", "restricted")
                  .endMetadata()
                  .build())
          .create();
      // Made by a controller a moment later; until then every pod is refused.
      client
          .serviceAccounts()
          .inNamespace(name)
          .withName("default")
          .waitUntilCondition(Objects::nonNull, ACCOUNT_SECONDS, TimeUnit.SECONDS);
      return new OwnNamespace(client, name);
    }

    @Override
    public void close() {
      client.namespaces().withName(namespace).delete();
    }
  }
}
