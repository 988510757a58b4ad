package dev.realtime.e2e.manifests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.realtime.e2e.cluster.sys.Command;
import dev.realtime.e2e.image.ProjectImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the chart makes of its values. */
class ChartIT {
  private static final String REGISTRY = "registry.example.com/realtime";
  private static final Pattern IMAGE = Pattern.compile("(?:image|value): (\\S+/\\w+:[\\w.]+)");

  private final Renderings renderings = Renderings.standard();
  @TempDir private Path directory;

  @Test
  void allImagesComeFromTheOneRegistry() {
    assertThat(images(renderings.chart("image.registry=" + REGISTRY)))
        .containsExactlyInAnyOrder(
            REGISTRY + "/operator:" + ProjectImage.OPERATOR.tag(),
            REGISTRY + "/server:" + ProjectImage.SERVER.tag(),
            REGISTRY + "/redis:" + ProjectImage.REDIS.tag());
  }

  @Test
  void anImageThatIsNamedComesFromWhereItIsSaidToBe() {
    assertThat(
            images(
                renderings.chart(
                    "image.registry=" + REGISTRY,
                    "image.repository=a.example.com/operator",
                    "image.tag=9.0.1",
                    "serverImage=b.example.com/server:8",
                    "redisImage=c.example.com/redis:7")))
        .containsExactlyInAnyOrder(
            "a.example.com/operator:9.0.1", "b.example.com/server:8", "c.example.com/redis:7");
  }

  @Test
  void aNewChartMovesOperatorAndServerTogether() throws IOException {
    Path next = OlderChart.in(directory, renderings.chartDirectory()).ofVersion("0.9.0");
    List<String> line = new ArrayList<>(renderings.template("image.registry=" + REGISTRY));
    line.replaceAll(
        word -> word.equals(renderings.chartDirectory().toString()) ? next.toString() : word);
    assertThat(images(renderings.helm(line).run()))
        .contains(REGISTRY + "/operator:0.9.0", REGISTRY + "/server:0.9.0");
  }

  @Test
  void whoeverElseMayReachTheOperatorThePodOfHelmTestMay() throws IOException {
    String rendered =
        renderings.chart(
            "networkPolicy.ingressFrom[0].namespaceSelector.matchLabels.name=monitoring");
    JsonNode from = object(rendered, "NetworkPolicy").at("/spec/ingress/0/from");
    assertThat(from).hasSize(2);
    assertThat(from.at("/0/namespaceSelector/matchLabels/name").asText()).isEqualTo("monitoring");
    JsonNode labels = object(rendered, "Pod").at("/metadata/labels");
    assertThat(labels).hasSize(2);
    assertThat(from.at("/1/podSelector/matchLabels")).isEqualTo(labels);
  }

  @Test
  void withoutALimitEverybodyMayReachTheOperator() throws IOException {
    JsonNode rule = object(renderings.chart(), "NetworkPolicy").at("/spec/ingress/0");
    assertThat(rule.has("from")).isFalse();
    assertThat(rule.at("/ports/0/port").asInt()).isEqualTo(8080);
  }

  @ParameterizedTest
  @CsvSource({
    "replicaz=3, replicaz",
    "console.port=http, /console/port",
    "resources.limit.memory=1Gi, /resources",
    "resources.limits.memory=true, /resources/limits/memory",
    "resources.limits.memory=lots, /resources/limits/memory",
    "extraEnv[0].value=text, /extraEnv/0",
    "tolerations[0].effect=Never, /tolerations/0/effect",
    "affinity.node=here, /affinity",
  })
  void whatDoesNotFitIsRefusedWithItsPath(String value, String path) {
    Command.Result result = renderings.helm(renderings.template(value)).tryRun();
    assertThat(result.status()).as(result.output()).isNotZero();
    assertThat(result.output()).contains("don't meet the specifications of the schema", path);
  }

  @ParameterizedTest
  @ValueSource(strings = {"512Mi", "0.5", "5e8", "1500m", "2", "1G"})
  void everyQuantityOfKubernetesIsTaken(String quantity) {
    assertThat(renderings.chart("resources.limits.memory=" + quantity)).contains("memory:");
  }

  private static Set<String> images(String rendered) {
    var found = new TreeSet<String>();
    IMAGE.matcher(rendered).results().forEach(match -> found.add(match.group(1)));
    return found;
  }

  private static JsonNode object(String rendered, String kind) throws IOException {
    for (String document : Base.documents(rendered)) {
      JsonNode object = new YAMLMapper().readTree(document);
      if (object.path("kind").asText().equals(kind)) {
        return object;
      }
    }
    throw new AssertionError("No " + kind + " in " + rendered);
  }
}
