package dev.realtime.api.v1alpha1.server;

/** How values are written, and how rules read them. */
public final class Forms {
  /** {@code 500ms}, {@code 25s}, {@code 1m30s}, {@code 720h}; days have no unit of their own. */
  public static final String DURATION = "^(0|([0-9]{1,9}(ms|s|m|h))+)$";

  /** {@code 512}, {@code 64KiB}, {@code 1MiB}, {@code 2GiB}. */
  static final String SIZE = "^[0-9]{1,15}(B|KiB|MiB|GiB)?$";

  /**
   * Of a size named {@code s}, in rules: its bytes. As a floating-point number, for the longest
   * that can be written are more than a whole one holds.
   */
  static final String BYTES =
      "double(s.find('^[0-9]+')) * (s.endsWith('KiB') ? 1024.0 : s.endsWith('MiB') ? 1048576.0 : s.endsWith('GiB') ? 1073741824.0 : 1.0)";

  /** Of a list of header names, in rules: whether none of them is the connection's own. */
  static final String FREE_HEADERS =
      "self.all(name, !(name.lowerAscii() in ['connection', 'content-length', 'content-type', 'expect', 'host', 'keep-alive', 'proxy-connection', 'te', 'trailer', 'transfer-encoding', 'upgrade']))";

  private Forms() {}
}
