/**
 * The harness's own tests, and what tests of other packages need of it: {@link
 * dev.realtime.e2e.cluster.OnCluster} gives a test class a running cluster.
 */
@NullMarked
package dev.realtime.e2e.cluster;

import org.jspecify.annotations.NullMarked;
