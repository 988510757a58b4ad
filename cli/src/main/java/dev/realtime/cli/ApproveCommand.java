package dev.realtime.cli;

import dev.realtime.api.v1alpha1.runbook.Plan;
import dev.realtime.api.v1alpha1.runbook.RunState;
import dev.realtime.api.v1alpha1.runbook.RunbookRun;
import dev.realtime.cli.view.RunScreen;
import dev.realtime.cli.view.Terminal;
import io.fabric8.kubernetes.api.model.authentication.SelfSubjectReview;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Consent to a plan. */
@Command(
    name = "approve",
    description = {
      "Approves the plan of a run that waits for it, in your own name.",
      "Shows the plan and asks; in a script, name the plan with --plan."
    })
final class ApproveCommand extends ClusterCommand {
  @Parameters(paramLabel = "RUN", description = "name of the RunbookRun")
  String name = "";

  @Option(
      names = "--plan",
      paramLabel = "HASH",
      description = "approve exactly this plan, without being asked; any other is refused")
  @Nullable String wanted;

  @Override
  int run(KubernetesClient client) {
    RunbookRun run = services(client).run(name);
    Plan plan = waiting(run);
    if (wanted == null) {
      out().print(RunScreen.of(run, now(), ink()));
      confirm(plan);
    } else if (!wanted.equals(plan.hash())) {
      throw new Problem(
          "approving plan " + wanted + " of " + name,
          "the plan is " + plan.hash() + " now",
          "read it again: kubectl realtime incidents "
              + name
              + " -n "
              + run.getMetadata().getNamespace());
    }
    String user = user(client);
    Refusals.ask(
        "approving " + name,
        client,
        () ->
            client
                .resources(RunbookRun.class)
                .inNamespace(run.getMetadata().getNamespace())
                .withName(name)
                .patch(
                    PatchContext.of(PatchType.JSON_MERGE),
                    Serialization.asJson(
                        Map.of(
                            "spec", Map.of("approval", Map.of("plan", plan.hash(), "by", user))))));
    out().println("Plan " + plan.hash() + " of " + name + " approved as " + user);
    return 0;
  }

  private Plan waiting(RunbookRun run) {
    Plan plan = run.getStatus() == null ? null : run.getStatus().plan();
    if (plan == null || run.getStatus().state() != RunState.AWAITING_APPROVAL) {
      throw new Problem(
          "approving " + name,
          run.getStatus() == null
              ? "the operator has made no plan yet"
              : "it does not wait for approval; it is: " + run.getStatus().summary(),
          "kubectl realtime incidents --open lists the runs that are not over");
    }
    return plan;
  }

  private void confirm(Plan plan) {
    if (!Terminal.there()) {
      throw new Problem(
          "approving " + name,
          "there is no terminal to ask at",
          "name the plan you have read: --plan " + plan.hash());
    }
    out().flush();
    if (!Terminal.confirms("\nApprove this plan?")) {
      throw new Problem(
          "approving " + name, "you did not say y; nothing was changed", "run it again to approve");
    }
  }

  /** The name by which the API server knows who asks. */
  private static String user(KubernetesClient client) {
    return Refusals.ask(
        "asking who you are",
        client,
        () ->
            client
                .resource(
                    new SelfSubjectReview(
                        "authentication.k8s.io/v1", "SelfSubjectReview", null, null))
                .create()
                .getStatus()
                .getUserInfo()
                .getUsername());
  }
}
