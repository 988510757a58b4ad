package dev.realtime.operator.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.realtime.api.v1alpha1.RealtimeService;
import dev.realtime.operator.cluster.ApiServer;
import dev.realtime.operator.cluster.Space;
import dev.realtime.operator.process.OperatorSettings;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Who may look after a service, with a hand-made Lease in place of the other operator. */
final class ClaimsIT {
  private static final String SELECTOR = "realtime.dev/watch-selector";
  private static final String NAMESPACES = "realtime.dev/watch-namespaces";

  private final Space space = new Space();
  private final KubernetesClient client = ApiServer.running().client();

  @Test
  void ofTwoThatClaimTheSameServiceOneSucceeds() {
    RealtimeService free = space.createElsewhere("realtime", Map.of());
    Claims one = claims("one");
    Claims other = claims("other");
    assertThat(one.rival(free, client)).isEmpty();
    assertThat(other.rival(free, client)).isEmpty();

    Optional<RealtimeService> taken = one.take(free, client);

    assertThat(taken).hasValueSatisfying(it -> assertThat(claim(it)).isEqualTo(name("one")));
    assertThat(other.take(free, client)).as("the loser of the race").isEmpty();
    assertThat(claim(space.service())).isEqualTo(name("one"));
    assertThat(one.take(space.service(), client)).as("once is enough").isPresent();
    assertThat(space.service().getMetadata().getResourceVersion())
        .isEqualTo(taken.orElseThrow().getMetadata().getResourceVersion());
  }

  @Test
  void oneThatIsAtWorkIsLeftItsServices() {
    RealtimeService theirs = claimed("one");
    lease("one", Duration.ofSeconds(3), Map.of());

    assertThat(claims("other").rival(theirs, client))
        .hasValueSatisfying(
            why ->
                assertThat(why)
                    .startsWith(
                        "Operator "
                            + name("one")
                            + " looks after this service, so "
                            + name("other")
                            + " leaves it alone.")
                    .contains("WATCH_NAMESPACES, WATCH_SELECTOR", "60 s later"));
    assertThat(claims("one").rival(theirs, client)).as("its own").isEmpty();
  }

  @Test
  void oneThatIsGoneIsSucceeded() {
    RealtimeService theirs = claimed("one");
    assertThat(claims("other").rival(theirs, client)).as("without a Lease").isEmpty();
    lease("one", Claims.GRACE.plusSeconds(1), Map.of());
    Claims other = claims("other");
    assertThat(other.rival(theirs, client)).as("with an old one").isEmpty();
    assertThat(other.take(theirs, client))
        .hasValueSatisfying(it -> assertThat(claim(it)).isEqualTo(name("other")));
  }

  @Test
  void whatHasLeftTheScopeOfAnotherIsFree() {
    RealtimeService theirs = claimed("one");
    lease("one", Duration.ZERO, Map.of(SELECTOR, "shard in (b, c)", NAMESPACES, space.name()));
    assertThat(claims("other").rival(theirs, client)).as("another shard").isEmpty();
    lease("one", Duration.ZERO, Map.of(SELECTOR, "", NAMESPACES, "elsewhere,nowhere"));
    assertThat(claims("other").rival(theirs, client)).as("other namespaces").isEmpty();
    lease("one", Duration.ZERO, Map.of(SELECTOR, "shard in (a, c)", NAMESPACES, ""));
    assertThat(claims("other").rival(theirs, client)).as("in its scope").isPresent();
  }

  @Test
  void withoutARightToLookTheUserDecides() {
    RealtimeService theirs = claimed("one");
    KubernetesClient nobody = ApiServer.running().clientOf(space.name(), "nobody");
    assertThat(claims("other").rival(theirs, nobody))
        .hasValueSatisfying(
            why ->
                assertThat(why)
                    .contains("no right to get Lease one in namespace " + space.name())
                    .endsWith(
                        "kubectl patch realtimeservice realtime -n "
                            + space.name()
                            + " --subresource=status --type=merge"
                            + " -p '{\"status\":{\"operator\":null}}'"));
    space.kubectl(
        "patch",
        "realtimeservice",
        "realtime",
        "--subresource=status",
        "--type=merge",
        "-p",
        "{\"status\":{\"operator\":null}}");
    assertThat(claims("other").rival(space.service(), nobody)).isEmpty();
  }

  private RealtimeService claimed(String by) {
    RealtimeService free = space.createElsewhere("realtime", Map.of("shard", "a"));
    return claims(by).take(free, client).orElseThrow();
  }

  private Claims claims(String lease) {
    OperatorSettings settings =
        OperatorSettings.from(
            Map.of(
                "REALTIME_SERVER_IMAGE",
                "realtime.dev/server:test",
                "REALTIME_REDIS_IMAGE",
                "realtime.dev/redis:test",
                "OPERATOR_NAMESPACE",
                space.name(),
                "LEASE_NAME",
                lease));
    return new Claims(settings, InstantSource.system());
  }

  private void lease(String name, Duration age, Map<String, String> annotations) {
    Lease lease =
        new LeaseBuilder()
            .withNewMetadata()
            .withNamespace(space.name())
            .withName(name)
            .withAnnotations(annotations)
            .endMetadata()
            .withNewSpec()
            .withHolderIdentity("somebody")
            .withRenewTime(ZonedDateTime.now(ZoneOffset.UTC).minus(age))
            .endSpec()
            .build();
    client.resource(lease).forceConflicts().serverSideApply();
  }

  private String name(String lease) {
    return space.name() + "/" + lease;
  }

  private static String claim(RealtimeService service) {
    return service.statusOrEmpty().operator();
  }
}
