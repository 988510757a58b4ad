package dev.realtime.api.v1alpha1.server;

/** How values are written. */
final class Forms {
  /** {@code 500ms}, {@code 25s}, {@code 1m30s}, {@code 720h}; days have no unit of their own. */
  static final String DURATION = "^(0|([0-9]{1,9}(ms|s|m|h))+)$";

  /** {@code 512}, {@code 64KiB}, {@code 1MiB}, {@code 2GiB}. */
  static final String SIZE = "^[0-9]{1,15}(B|KiB|MiB|GiB)?$";

  private Forms() {}
}
