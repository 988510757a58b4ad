package dev.realtime.operator.signal;

import java.util.Optional;

/** Where to find what is known about a service. */
@FunctionalInterface
public interface ObservedServices {
  /** The newest observations; empty while nobody looks at the service. */
  Optional<Observations> latest(String namespace, String service);

  /** Nobody looks at anything. */
  static ObservedServices none() {
    return (namespace, service) -> Optional.empty();
  }
}
