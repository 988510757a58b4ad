package dev.realtime.operator.process;

import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.http.AsyncBody;
import io.fabric8.kubernetes.client.http.BasicBuilder;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import io.fabric8.kubernetes.client.http.Interceptor;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a replica that has led from writing once its Lease may be somebody else's. A process that
 * was paused (a frozen node, a debugger, a full CPU quota) goes on in the middle of what it did and
 * learns a moment later that it leads no more; what it would have written meanwhile, a status or
 * the next step of a repair, is refused here, before it is sent. Reading, and asking for the Lease,
 * stay possible. A replica that has never led is not held back, for it writes nothing.
 */
final class LeaseFence implements Interceptor {
  private static final Set<String> READING = Set.of("GET", "HEAD", "OPTIONS");

  /** The API's objects that are questions: nothing is kept of them. */
  private static final String REVIEWS = "reviews";

  private static final int FIRST_ERROR = 300;

  private final String leases;
  private final String lease;

  /** What a request says that is to get or to keep the Lease. */
  private final String claim;

  private final LongSupplier nanoTime;
  private volatile @Nullable Long asked;

  /** When the request was sent by which this replica got or kept the Lease; null: never. */
  private volatile @Nullable Long held;

  /**
   * Open until the Lease is held for the first time.
   *
   * @param namespace of the Lease
   * @param name of the Lease
   * @param identity of this replica
   * @param nanoTime a clock that goes on while the process is paused
   */
  LeaseFence(String namespace, String name, String identity, LongSupplier nanoTime) {
    this.leases = "/apis/coordination.k8s.io/v1/namespaces/" + namespace + "/leases";
    this.lease = leases + "/" + name;
    this.claim = "\"holderIdentity\":\"" + identity + "\"";
    this.nanoTime = nanoTime;
  }

  /**
   * Called for each request, before it is sent.
   *
   * @throws KubernetesClientException if it would write, and the Lease was last renewed too long
   *     ago
   */
  @Override
  public void before(BasicBuilder builder, HttpRequest request, RequestTags tags) {
    if (READING.contains(request.method()) || request.uri().getPath().endsWith(REVIEWS)) {
      return;
    }
    if (ofLease(request.uri())) {
      if (claims(request)) {
        asked = nanoTime.getAsLong();
      }
      return;
    }
    Long since = held;
    if (since != null && nanoTime.getAsLong() - since >= Leadership.LEASE.toNanos()) {
      throw new KubernetesClientException(
          "%s %s was not sent: this replica renewed its Lease %s ago, and another may lead by now"
              .formatted(
                  request.method(),
                  request.uri().getPath(),
                  Duration.ofNanos(nanoTime.getAsLong() - since)));
    }
  }

  /** Called for each answer. */
  @Override
  public void after(
      HttpRequest request,
      HttpResponse<?> response,
      AsyncBody.Consumer<List<ByteBuffer>> consumer) {
    if (!READING.contains(request.method())
        && ofLease(request.uri())
        && claims(request)
        && response.code() < FIRST_ERROR) {
      // They are sent one after the other: this answers the one sent last.
      held = asked;
    }
  }

  private boolean ofLease(URI uri) {
    String path = uri.getPath();
    return path.equals(leases) || path.equals(lease);
  }

  private boolean claims(HttpRequest request) {
    String body = request.bodyString();
    return body != null && body.contains(claim);
  }
}
