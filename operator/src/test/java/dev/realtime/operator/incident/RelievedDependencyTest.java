package dev.realtime.operator.incident;

import static org.assertj.core.api.Assertions.assertThat;

import dev.realtime.api.v1alpha1.runbook.ActionParameters;
import dev.realtime.api.v1alpha1.runbook.Dependency;
import dev.realtime.api.v1alpha1.runbook.DependencyPolicy;
import dev.realtime.api.v1alpha1.runbook.Procedure;
import dev.realtime.api.v1alpha1.runbook.Proxy;
import dev.realtime.api.v1alpha1.runbook.RunState;
import dev.realtime.api.v1alpha1.runbook.RunbookMode;
import dev.realtime.api.v1alpha1.runbook.RunbookRun;
import dev.realtime.api.v1alpha1.runbook.RunbookRunSpec;
import dev.realtime.api.v1alpha1.runbook.RunbookRunStatus;
import dev.realtime.api.v1alpha1.runbook.RunbookSpec;
import dev.realtime.api.v1alpha1.runbook.StepOutcome;
import dev.realtime.api.v1alpha1.runbook.TcpDependency;
import dev.realtime.api.v1alpha1.runbook.Trigger;
import dev.realtime.operator.signal.Signal;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A person relieves a dependency; the record says what was seen of it, and no more. */
class RelievedDependencyTest {
  private final MemoryWorkspace workspace = new MemoryWorkspace();
  private final World world = new World(workspace);

  private void asked(Procedure procedure, Proxy... proxies) {
    world.service =
        TestServices.service(
            1,
            RunbookSpec.defaults(),
            new Dependency(
                "backend",
                null,
                null,
                new TcpDependency("backend", 1),
                null,
                null,
                2000,
                5,
                new DependencyPolicy(List.of(proxies), 5, 10, true)));
    world.run(Duration.ofSeconds(30));
    var run = new RunbookRun();
    run.setMetadata(new ObjectMetaBuilder().withNamespace("default").withName("by-hand").build());
    run.setSpec(
        new RunbookRunSpec(
            "chat",
            procedure,
            Trigger.PERSON,
            null,
            null,
            new ActionParameters(
                null, null, null, null, null, null, "backend", null, null, List.of(), null),
            RunbookMode.AUTO,
            null));
    workspace.create(run);
    world.tick();
    assertThat(world.overrides().proxies()).hasSize(1);
  }

  private RunbookRunStatus over() {
    world.until("over", Duration.ofMinutes(5), w -> !w.onlyRun().open());
    return world.onlyRun().getStatus();
  }

  private static void assertUnseen(RunbookRunStatus status, String why) {
    assertThat(status.state()).isEqualTo(RunState.SUCCEEDED);
    assertThat(status.summary()).contains("whether it has an effect cannot be seen", why);
    assertThat(status.steps().getFirst().outcome()).isEqualTo(StepOutcome.APPLIED);
    assertThat(status.steps().getFirst().finishedAt()).isNotNull();
  }

  @Test
  void fewCallsDoNotShowThatTheyAreCapped() {
    world.scene.rpc.put(Signal.PROXY_CALLS, 4.0);
    asked(Procedure.CAP_CONCURRENCY);
    world.run(Duration.ofSeconds(100));
    assertThat(world.onlyRun().open()).as("it may yet show").isTrue();
    assertUnseen(over(), "none has more than 4 calls under way");
  }

  @Test
  void moreCallsThanAllowedShowThatTheyAreNotCapped() {
    world.scene.rpc.put(Signal.PROXY_CALLS, 40.0);
    asked(Procedure.CAP_CONCURRENCY);
    RunbookRunStatus status = over();
    assertThat(status.state()).isEqualTo(RunState.FAILED);
    assertThat(status.summary()).contains("a pod has 40 calls under way, 5 are allowed");
    assertThat(status.steps().getFirst().outcome()).isEqualTo(StepOutcome.INEFFECTIVE);
  }

  @Test
  void podsWithoutFiguresShowNothing() {
    asked(Procedure.CAP_CONCURRENCY);
    assertUnseen(over(), "none of them reports its calls");
  }

  @Test
  void anOpenCircuitIsSeen() {
    world.scene.rpc.put(Signal.PROXY_CIRCUIT, 0.0);
    asked(Procedure.OPEN_CIRCUIT);
    world.tick();
    assertThat(world.onlyRun().open()).isTrue();
    world.scene.rpc.put(Signal.PROXY_CIRCUIT, 2.0);
    world.tick();
    RunbookRunStatus status = world.onlyRun().getStatus();
    assertThat(status.state()).isEqualTo(RunState.SUCCEEDED);
    assertThat(status.summary()).contains("a circuit is open");
    assertThat(status.steps().getFirst().outcome()).isEqualTo(StepOutcome.EFFECTIVE);
  }

  @Test
  void aCircuitThatOnlyAFailedCallWouldOpenIsNotClaimed() {
    world.scene.rpc.put(Signal.PROXY_CIRCUIT, 0.0);
    asked(Procedure.OPEN_CIRCUIT);
    assertUnseen(over(), "no call has failed that would open a circuit");
  }

  @Test
  void theCircuitOfAnotherProxyCountsForNothing() {
    world.scene.rpc.put(Signal.PROXY_CIRCUIT, 2.0);
    asked(Procedure.OPEN_CIRCUIT, Proxy.CONNECT);
    assertUnseen(over(), "no call has failed that would open a circuit");
  }

  @Test
  void theCircuitOfTheRenewalOfSubscriptionsCountsForSubscribe() {
    world.scene.subRefresh.put(Signal.PROXY_CIRCUIT, 2.0);
    asked(Procedure.OPEN_CIRCUIT, Proxy.SUBSCRIBE);
    world.tick();
    assertThat(world.onlyRun().getStatus().summary()).contains("a circuit is open");
  }

  @Test
  void aCacheIsSeenWhenItIsAsked() {
    world.scene.rpc.put(Signal.PROXY_CACHE_ASKED, 7.0);
    asked(Procedure.CACHE_RESPONSES);
    world.run(Duration.ofSeconds(60));
    assertThat(world.onlyRun().open()).as("no call since").isTrue();
    world.scene.rpc.put(Signal.PROXY_CACHE_ASKED, 8.0);
    world.tick();
    assertThat(world.onlyRun().getStatus().state()).isEqualTo(RunState.SUCCEEDED);
    assertThat(world.onlyRun().getStatus().summary()).contains("the cache is asked");
  }
}
