package dev.realtime.e2e.cluster;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The tests of this class run on a real cluster: one for all classes of a JVM, started for the
 * first that asks and stopped at the end. Parameters may be {@link Cluster}, {@link
 * io.fabric8.kubernetes.client.KubernetesClient} and, for test methods, {@link TestNamespace}. When
 * a test fails, what its namespace holds is written below {@code target/cluster-dumps}.
 *
 * <p>With {@code REALTIME_TEST_CLUSTER=local} the cluster of {@code ./dev up} is used and left
 * running.
 */
@Tag("cluster")
@ExtendWith(ClusterExtension.class)
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
public @interface OnCluster {
  /** Whether the operator is to be installed, from the images of the packaged modules. */
  boolean operator() default false;
}
