package dev.realtime.operator.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.realtime.operator.reconcile.dependent.DashboardDependent;
import dev.realtime.operator.reconcile.dependent.Dependent;
import dev.realtime.operator.reconcile.dependent.DeploymentDependent;
import dev.realtime.operator.reconcile.dependent.DisruptionBudgetDependent;
import dev.realtime.operator.reconcile.dependent.PrometheusRuleDependent;
import dev.realtime.operator.reconcile.dependent.RedisBudgetDependent;
import dev.realtime.operator.reconcile.dependent.RedisDependent;
import dev.realtime.operator.reconcile.dependent.RedisNetworkDependent;
import dev.realtime.operator.reconcile.dependent.SentinelDependent;
import dev.realtime.operator.reconcile.dependent.ServerNetworkDependent;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.LocalObjectReference;
import io.fabric8.kubernetes.api.model.TopologySpreadConstraint;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.RollingUpdateDeployment;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyIngressRule;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPeer;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What stands in the objects that a service is made of, where nothing else reads it. */
final class ContentsTest {
  private static final Path SERVER = Path.of("..", "server", "src", "main", "java");
  private static final Pattern METER = Pattern.compile("\"(realtime\\.[a-z.]+[a-z])\"");
  private static final Pattern SERIES = Pattern.compile("realtime_[a-z_]+(?=\\{)");

  /** What Prometheus' text format adds to the name of a meter. */
  private static final List<String> SUFFIXES =
      List.of("", "_total", "_seconds", "_seconds_bucket", "_seconds_count", "_seconds_sum");

  @Test
  void clientsReachTheirPortAndTheOperatorAndMonitoringTheOther() {
    NetworkPolicy policy = of(new ServerNetworkDependent(), "{}");

    assertThat(policy.getSpec().getPodSelector().getMatchLabels())
        .isEqualTo(new Names("realtime").selector(Names.SERVER));
    assertThat(policy.getSpec().getPolicyTypes()).containsExactly("Ingress");
    assertThat(rules(policy))
        .containsExactly(
            "8004 from everybody",
            "9004 from {realtime.dev/operator=true} in {kubernetes.io/metadata.name=realtime-system},"
                + " all in {realtime.dev/monitoring=true}");
  }

  @Test
  void onlyTheClientsOfTheSpecReachTheirPortWhereItNamesThem() {
    assertThat(
            rules(
                of(
                    new ServerNetworkDependent(),
                    "{network: {clients: [{podSelector: {matchLabels: {app: gateway}}}],"
                        + " monitoring: [{namespaceSelector: {matchLabels: {team: sre}}}]}}")))
        .containsExactly(
            "8004 from {realtime.dev/operator=true} in {kubernetes.io/metadata.name=realtime-system},"
                + " {app=gateway}",
            "9004 from {realtime.dev/operator=true} in {kubernetes.io/metadata.name=realtime-system},"
                + " all in {team=sre}");
  }

  @Test
  void redisIsReachedByItsServersItselfAndTheOperator() {
    NetworkPolicy policy =
        of(new RedisNetworkDependent(), "{redis: {managed: {topology: Replicated}}}");
    Names names = new Names("realtime");

    assertThat(rules(policy))
        .containsExactly(
            "6379,26379 from %s, %s, %s, {realtime.dev/operator=true} in {kubernetes.io/metadata.name=realtime-system}"
                .formatted(
                    sorted(names.selector(Names.SERVER)),
                    sorted(names.selector(Names.REDIS)),
                    sorted(names.selector(Names.SENTINEL))));
  }

  @Test
  void gracePeriodIsWhatADrainTakesUnlessTheSpecSaysOtherwise() {
    assertThat(gracePeriod("{}")).isEqualTo(5 + 20 + 20);
    assertThat(gracePeriod("{rollout: {acceptSeconds: 10, drainSeconds: 100}}"))
        .isEqualTo(10 + 100 + 20);
    assertThat(gracePeriod("{rollout: {terminationGracePeriodSeconds: 300}}")).isEqualTo(300);
  }

  @Test
  void everyPodOfAServicePullsWithTheSecretsOfTheSpec() {
    String replicated = "redis: {managed: {topology: Replicated}}";
    assertThat(pullSecrets("{%s, pod: {imagePullSecrets: [registry]}}".formatted(replicated)))
        .containsOnly(List.of("registry"));
    assertThat(pullSecrets("{%s}".formatted(replicated))).containsOnly(List.of());
  }

  private static Stream<List<String>> pullSecrets(String spec) {
    StatefulSet redis = of(new RedisDependent(), spec);
    StatefulSet sentinel = of(new SentinelDependent(), spec);
    Deployment server = of(new DeploymentDependent(), spec);
    return Stream.of(
            redis.getSpec().getTemplate(),
            sentinel.getSpec().getTemplate(),
            server.getSpec().getTemplate())
        .map(template -> template.getSpec().getImagePullSecrets())
        .map(secrets -> secrets.stream().map(LocalObjectReference::getName).toList());
  }

  @Test
  void newPodsComeBeforeOldOnesGo() {
    assertThat(strategy("{}"))
        .returns(new IntOrString("100%"), RollingUpdateDeployment::getMaxSurge)
        .returns(new IntOrString(0), RollingUpdateDeployment::getMaxUnavailable);
    assertThat(strategy("{rollout: {maxSurge: 3}}"))
        .returns(new IntOrString(3), RollingUpdateDeployment::getMaxSurge)
        .returns(new IntOrString(0), RollingUpdateDeployment::getMaxUnavailable);
  }

  @Test
  void podsAreSpreadOverNodesAndZonesAsStrictlyAsTheSpecSays() {
    assertThat(spread("{pod: {topologySpread: Required}}"))
        .allSatisfy(
            constraint -> {
              assertThat(constraint.getMaxSkew()).isEqualTo(1);
              assertThat(constraint.getWhenUnsatisfiable()).isEqualTo("DoNotSchedule");
              assertThat(constraint.getLabelSelector().getMatchLabels())
                  .isEqualTo(new Names("realtime").selector(Names.SERVER));
              assertThat(constraint.getMatchLabelKeys()).containsExactly("pod-template-hash");
            })
        .extracting(TopologySpreadConstraint::getTopologyKey)
        .containsExactly("kubernetes.io/hostname", "topology.kubernetes.io/zone");
    assertThat(spread("{}"))
        .extracting(TopologySpreadConstraint::getWhenUnsatisfiable)
        .containsExactly("ScheduleAnyway", "ScheduleAnyway");
    assertThat(spread("{pod: {topologySpread: Off}}")).isEmpty();
  }

  @Test
  void nodeDrainTakesAsManyPodsAsTheSpecAllows() {
    PodDisruptionBudget budget =
        of(new DisruptionBudgetDependent(), "{disruptionBudget: {maxUnavailable: 2}}");

    assertThat(budget.getSpec().getMaxUnavailable()).isEqualTo(new IntOrString(2));
    assertThat(budget.getSpec().getUnhealthyPodEvictionPolicy()).isEqualTo("AlwaysAllow");
    assertThat(budget.getSpec().getSelector().getMatchLabels())
        .isEqualTo(new Names("realtime").selector(Names.SERVER));
    assertThat(
            new DisruptionBudgetDependent()
                .desired(TestSituation.of("{disruptionBudget: {enabled: false}}")))
        .isEmpty();
    assertThat(new RedisBudgetDependent(Names.REDIS).desired(TestSituation.of("{}")))
        .as("a single Redis could never be drained")
        .isEmpty();
  }

  @Test
  void dashboardIsJsonAndAsksForWhatTheServerMeasures() throws IOException {
    Map<String, String> data =
        of(new DashboardDependent(), "{monitoring: {grafanaDashboard: true}}").getData();
    assertThat(data).containsOnlyKeys("production-realtime.json");
    JsonNode dashboard = new ObjectMapper().readTree(data.get("production-realtime.json"));
    List<String> expressions = dashboard.path("panels").findValuesAsText("expr");

    assertThat(dashboard.path("panels")).hasSameSizeAs(expressions).isNotEmpty();
    assertAsksForWhatTheServerMeasures(expressions);
  }

  @Test
  void alertsAskForWhatTheServerMeasures() throws IOException {
    JsonNode rule =
        new ObjectMapper()
            .valueToTree(of(new PrometheusRuleDependent(), "{monitoring: {prometheusRule: true}}"));

    List<String> expressions = rule.path("spec").findValuesAsText("expr");
    assertThat(expressions).hasSize(4);
    assertAsksForWhatTheServerMeasures(expressions);
  }

  @Test
  void nothingScrapedIsAnAlertOnlyWhereTheOperatorHasPodsScraped() {
    String alert = "RealtimeServiceDown";
    assertThat(alerts("{monitoring: {serviceMonitor: true}}")).contains(alert);
    assertThat(alerts("{monitoring: {serviceMonitor: false, podMonitor: true}}")).contains(alert);
    assertThat(alerts("{monitoring: {serviceMonitor: false}}")).hasSize(3).doesNotContain(alert);
    assertThat(alerts("{replicas: 0}")).hasSize(3).doesNotContain(alert);
  }

  private static List<String> alerts(String spec) {
    JsonNode rule = new ObjectMapper().valueToTree(of(new PrometheusRuleDependent(), spec));
    return rule.path("spec").findValuesAsText("alert");
  }

  private static void assertAsksForWhatTheServerMeasures(List<String> expressions)
      throws IOException {
    Set<String> measured = measured();
    for (String expression : expressions) {
      List<String> asked =
          SERIES.matcher(expression).results().map(MatchResult::group).distinct().toList();
      assertThat(asked).as(expression).isNotEmpty();
      assertThat(measured).as(expression).containsAll(asked);
      assertThat(expression)
          .contains("namespace=\"production\",pod=~\"realtime-[a-z0-9]+-[a-z0-9]+\"");
    }
  }

  /** Names of the series behind every meter that the server's source names. */
  private static Set<String> measured() throws IOException {
    Set<String> names = new TreeSet<>();
    try (Stream<Path> files = Files.walk(SERVER)) {
      for (Path file : files.filter(it -> it.toString().endsWith(".java")).toList()) {
        METER
            .matcher(Files.readString(file))
            .results()
            .map(meter -> meter.group(1).replace('.', '_'))
            .forEach(meter -> SUFFIXES.forEach(suffix -> names.add(meter + suffix)));
      }
    }
    return names;
  }

  private static List<String> rules(NetworkPolicy policy) {
    return policy.getSpec().getIngress().stream().map(ContentsTest::rule).toList();
  }

  private static String rule(NetworkPolicyIngressRule rule) {
    String ports =
        rule.getPorts().stream()
            .peek(port -> assertThat(port.getProtocol()).isEqualTo("TCP"))
            .map(port -> port.getPort().getIntVal().toString())
            .collect(Collectors.joining(","));
    String peers =
        rule.getFrom().isEmpty()
            ? "everybody"
            : rule.getFrom().stream().map(ContentsTest::peer).collect(Collectors.joining(", "));
    return ports + " from " + peers;
  }

  private static String peer(NetworkPolicyPeer peer) {
    String pods =
        peer.getPodSelector() == null ? "all" : sorted(peer.getPodSelector().getMatchLabels());
    return peer.getNamespaceSelector() == null
        ? pods
        : pods + " in " + peer.getNamespaceSelector().getMatchLabels();
  }

  private static String sorted(Map<String, String> labels) {
    return new TreeMap<>(labels).toString();
  }

  private static long gracePeriod(String spec) {
    return deployment(spec).getSpec().getTemplate().getSpec().getTerminationGracePeriodSeconds();
  }

  private static RollingUpdateDeployment strategy(String spec) {
    assertThat(deployment(spec).getSpec().getStrategy().getType()).isEqualTo("RollingUpdate");
    return deployment(spec).getSpec().getStrategy().getRollingUpdate();
  }

  private static List<TopologySpreadConstraint> spread(String spec) {
    return new ArrayList<>(
        deployment(spec).getSpec().getTemplate().getSpec().getTopologySpreadConstraints());
  }

  private static Deployment deployment(String spec) {
    return of(new DeploymentDependent(), spec);
  }

  private static <R extends io.fabric8.kubernetes.api.model.HasMetadata> R of(
      Dependent<R> dependent, String spec) {
    return dependent.desired(TestSituation.of(spec)).orElseThrow();
  }
}
