// The first page: all services that this user may see, those in trouble first.

import { api } from "./api.js";
import { spark } from "./chart.js";
import { h } from "./dom.js";
import { readiness } from "./parts.js";
import { count, spaced, summary } from "./words.js";

const trouble = (service) => (service.incident ? 0 : service.ready?.status === "True" ? 2 : 1);

export async function services() {
  const { services: all, restricted } = await api.services();
  const sorted = [...all].sort((a, b) => trouble(a) - trouble(b));
  const well = all.filter((service) => service.ready?.status === "True").length;
  const connections = all.reduce((sum, service) => sum + (service.connections ?? 0), 0);
  const incidents = all.filter((service) => service.incident).length;
  return [
    h("div", { class: "title" }, h("h1", {}, "Services")),
    h(
      "div",
      { class: "tiles" },
      tile("Ready", `${well} of ${all.length}`, all.length === 0 ? "" : well === all.length ? "good" : "bad"),
      tile("Connections", count(connections)),
      tile("Incidents", String(incidents), incidents ? "bad" : all.length === 0 ? "" : "good"),
    ),
    all.length === 0 ? nothing(restricted) : h("ul", { class: "services" }, sorted.map(card)),
  ];
}

export const tile = (name, value, tone, more) =>
  h("div", { class: `tile ${tone ?? ""}` }, h("span", { class: "name" }, name), h("span", { class: "value" }, value), more ? h("span", { class: "more" }, more) : null);

function nothing(restricted) {
  return h(
    "div",
    { class: "empty-page" },
    h("h2", {}, "No services to show"),
    h(
      "p",
      {},
      restricted
        ? "There are services in namespaces that you may not look at. Ask for the ClusterRole realtime-view there."
        : "Apply a RealtimeService, and it appears here.",
    ),
  );
}

function card(service) {
  const name = `${service.namespace}/${service.name}`;
  return h(
    "li",
    {},
    h(
      "a",
      { href: `/services/${service.namespace}/${service.name}`, class: `card ${service.incident ? "troubled" : ""}`, "data-key": name },
      h("div", { class: "card-head" }, h("span", { class: "card-name" }, h("small", {}, service.namespace), h("strong", {}, service.name)), readiness(service)),
      spark(service.spark ?? [], `Connections of ${name} in the last 15 minutes`),
      h(
        "dl",
        {},
        fact("Connections", count(service.connections)),
        fact("Pods", `${service.readyReplicas ?? 0}/${service.replicas ?? 0}`),
        fact("Redis", service.redis?.verdict ?? "–"),
      ),
      service.incident
        ? h("p", { class: "card-incident" }, h("b", {}, incident(service.incident)), " ", summary(service.incident.message))
        : service.failing?.length
          ? h("p", { class: "card-note" }, `Failing: ${service.failing.map(spaced).join(", ")}`)
          : null,
    ),
  );
}

/** Its symptom, and its cause where that is known. */
function incident({ symptom, cause, state }) {
  return spaced(symptom ?? state) + (cause ? ` (${spaced(cause)})` : "");
}

const fact = (name, value) => h("div", {}, h("dt", {}, name), h("dd", {}, value));
