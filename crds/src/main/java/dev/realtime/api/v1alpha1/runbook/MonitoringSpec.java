package dev.realtime.api.v1alpha1.runbook;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Where signals come from and where people look. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record MonitoringSpec(
    @JsonPropertyDescription(
            "Read metrics from a Prometheus. Left out: the operator scrapes the pods itself.")
        @Nullable PrometheusSource prometheus,
    @JsonPropertyDescription("Time between two readings of the metrics.")
        @Default("" + MonitoringSpec.INTERVAL_SECONDS)
        @Min(1) @Max(300) Integer intervalSeconds,
    @JsonPropertyDescription("The synthetic client.") SyntheticClient synthetic,
    @JsonPropertyDescription("Takes alerts from an Alertmanager. Left out: none are taken.")
        @Nullable AlertWebhook alertWebhook,
    @JsonPropertyDescription("Addresses for people.") Links links,
    @JsonPropertyDescription("Whether a ServiceMonitor is created, where its CRD exists.")
        @Default("true")
        Boolean serviceMonitor,
    @JsonPropertyDescription("Whether a PodMonitor takes the place of the ServiceMonitor.")
        @Default("false")
        Boolean podMonitor,
    @JsonPropertyDescription(
            "Whether a PrometheusRule with the symptoms is created, where its CRD exists.")
        @Default("true")
        Boolean prometheusRule,
    @JsonPropertyDescription("Whether a ConfigMap with the Grafana dashboard is created.")
        @Default("false")
        Boolean grafanaDashboard,
    @JsonPropertyDescription(
            "Whether the pods ask for a token at the management port 9004, for all but their probes and what comes from within the pod. It is generated into the Secret <name>-management-token, and the objects above name it. Switch it off for a Prometheus that finds pods by annotations.")
        @Default("true")
        Boolean requireToken,
    @JsonPropertyDescription(
            "Labels put on the objects above, for the selectors of Prometheus and Grafana.")
        Map<String, String> labels) {
  static final int INTERVAL_SECONDS = 5;

  public MonitoringSpec {
    intervalSeconds = intervalSeconds == null ? INTERVAL_SECONDS : intervalSeconds;
    synthetic =
        synthetic == null
            ? new SyntheticClient(
                true,
                SyntheticClient.INTERVAL_SECONDS,
                SyntheticClient.TIMEOUT_MILLIS,
                SyntheticClient.CHANNEL)
            : synthetic;
    links = links == null ? new Links(null, null, null) : links;
    serviceMonitor = serviceMonitor == null ? true : serviceMonitor;
    podMonitor = podMonitor == null ? false : podMonitor;
    prometheusRule = prometheusRule == null ? true : prometheusRule;
    grafanaDashboard = grafanaDashboard == null ? false : grafanaDashboard;
    requireToken = requireToken == null ? true : requireToken;
    labels = labels == null ? Map.of() : Map.copyOf(labels);
  }

  /** The monitoring of a service whose spec names none. */
  public static MonitoringSpec defaults() {
    return new MonitoringSpec(
        null,
        INTERVAL_SECONDS,
        new SyntheticClient(
            true,
            SyntheticClient.INTERVAL_SECONDS,
            SyntheticClient.TIMEOUT_MILLIS,
            SyntheticClient.CHANNEL),
        null,
        new Links(null, null, null),
        true,
        false,
        true,
        false,
        true,
        Map.of());
  }
}
