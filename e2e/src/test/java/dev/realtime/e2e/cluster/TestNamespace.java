package dev.realtime.e2e.cluster;

/**
 * A namespace of one test's own, with restricted pod security; deleted after the test.
 *
 * @param name unique in the cluster
 */
public record TestNamespace(String name) {}
