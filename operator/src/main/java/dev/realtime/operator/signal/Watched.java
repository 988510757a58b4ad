package dev.realtime.operator.signal;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import java.util.List;
import java.util.Optional;

/**
 * The objects of services as they are watched: asking costs the API server nothing. Ask {@link
 * #blind} first, for what is watched by somebody blind is the past.
 */
public interface Watched {
  /** Why what is watched may be out of date; empty while the API server tells of each change. */
  Optional<String> blind();

  /** The Deployment of the servers. */
  Optional<Deployment> deployment(String namespace, String service);

  /** The pods of a component (server, redis), those on their way out among them. */
  List<Pod> pods(String namespace, String service, String component);

  /** The endpoints of the Service. */
  List<EndpointSlice> endpointSlices(String namespace, String service);
}
