// One service: how it is, its charts, checklist, conditions and incidents, and what its user may do about it.

import { api } from "./api.js";
import { chart } from "./chart.js";
import { h, safeLink } from "./dom.js";
import { confirm, notice, readiness, state, verdict } from "./parts.js";
import { plan } from "./plan.js";
import { tile } from "./services.js";
import { ago, count, day, millis, newest, percent, spaced, summary } from "./words.js";

/** @param range {minutes}, kept by the page between two looks */
export async function service(namespace, name, range, again) {
  const view = await api.service(namespace, name, range.minutes);
  const open = view.runs?.find((run) => run.whole && run.name === view.incident?.run);
  return [
    h(
      "div",
      { class: "title" },
      h("div", {}, h("small", {}, namespace), h("h1", {}, name)),
      readiness(view),
      h("div", { class: "buttons" }, actions(view, again)),
    ),
    view.ready?.status === "False" ? h("p", { class: "reason" }, view.ready.message) : null,
    open ? incidentNow(view, open, again) : null,
    tiles(view),
    charts(view, range, again),
    h("div", { class: "columns" }, checklist(view), conditions(view)),
    history(view),
  ];
}

function actions(view, again) {
  if (!view.may.act) {
    return [h("span", { class: "hint", title: "Acting needs the ClusterRole realtime-edit" }, "Read-only")];
  }
  const on = view.maintenance;
  return [
    h("button", { type: "button", "data-key": "restart", onclick: () => restart(view, again) }, "Restart"),
    h(
      "button",
      { type: "button", class: on ? "primary" : "", "data-key": "maintenance", "aria-pressed": String(on), onclick: () => maintenance(view, again) },
      on ? "End maintenance" : "Maintenance",
    ),
  ];
}

async function maintenance(view, again) {
  const on = view.maintenance;
  const sure = await confirm(
    on ? "End maintenance mode?" : "Begin maintenance mode?",
    on ? "New clients are let in again." : "New clients are turned away with 503 and Retry-After until it ends. Clients that are connected stay.",
    on ? "End maintenance" : "Begin maintenance",
  );
  if (sure) {
    await ask(view, on ? "MaintenanceOff" : "MaintenanceOn", again);
  }
}

async function restart(view, again) {
  if (await confirm("Restart all pods?", "New pods come before the old ones go; clients move over at a pace.", "Restart")) {
    await ask(view, "Restart", again);
  }
}

async function ask(view, procedure, again) {
  try {
    const { run } = await api.procedure(view.namespace, view.name, procedure);
    notice(`${spaced(procedure)} asked for as ${run}`, "good");
  } catch (refusal) {
    notice(`${refusal.message} ${refusal.remedy ?? ""}`, "bad");
  }
  await again();
}

function incidentNow(view, run, again) {
  const waits = run.state === "AwaitingApproval";
  return h(
    "section",
    { class: `incident-now ${waits ? "waits" : ""}`, "aria-label": "Current incident" },
    h("div", { class: "card-head" }, h("h2", {}, spaced(run.symptom ?? run.procedure), run.cause ? ` (${spaced(run.cause)})` : ""), state(run.state)),
    h("p", {}, summary(run.summary)),
    waits && run.status?.plan ? plan(view, run, again) : null,
    h("a", { href: `/services/${view.namespace}/${view.name}/runs/${run.name}`, "data-key": "incident-link" }, "Evidence and steps"),
  );
}

function tiles(view) {
  const lines = view.charts;
  const p95 = newest(lines?.latency[1].points);
  const errors = newest(lines?.errors[0].points);
  const limits = view.thresholds;
  return h(
    "div",
    { class: "tiles" },
    tile("Connections", count(newest(lines?.connections[0].points) ?? view.connections)),
    tile("Latency P95", millis(p95), p95 > limits.p95Millis ? "bad" : ""),
    tile("Failed requests", percent(errors), errors > limits.errorPercent ? "bad" : ""),
    tile("Pods ready", `${view.readyReplicas ?? 0} of ${view.replicas ?? 0}`, view.readyReplicas === view.replicas ? "" : "bad", view.scale ? `by ${spaced(view.scale.owner).toLowerCase()}` : null),
    tile("Redis", view.redis?.verdict ?? "–", { Unreachable: "bad", Degraded: "warn" }[view.redis?.verdict], redisMemory(view.redis?.memoryPercent)),
  );
}

/** The status has it in steps of five, so that it is not written at every turn. */
const redisMemory = (percent) => (percent === undefined || percent === null ? null : percent === 0 ? "memory below 5 %" : `memory about ${percent}\u00a0%`);

function charts(view, range, again) {
  const choose = (minutes) =>
    h(
      "button",
      { type: "button", "data-key": `range-${minutes}`, "aria-pressed": String(range.minutes === minutes), onclick: () => ((range.minutes = minutes), again()) },
      minutes === 15 ? "15 min" : "1 h",
    );
  const head = h("div", { class: "section-head" }, h("h2", {}, "Signals"), h("div", { class: "range", role: "group", "aria-label": "Time shown" }, choose(15), choose(60)));
  if (!view.charts) {
    return h("section", {}, head, h("p", { class: "hint" }, "Nothing is measured yet: the operator has just begun to look after this service."));
  }
  const { connections, latency, errors, from, stepMillis } = view.charts;
  const time = { from, stepMillis };
  const limit = newest(connections[1].points);
  return h(
    "section",
    {},
    head,
    h(
      "div",
      { class: "charts" },
      chart({
        title: "Connections",
        lines: [{ ...connections[0], tone: "a", area: true }],
        time,
        format: count,
        whole: true,
        limit: limit ? { value: limit, name: `limit ${count(limit)}` } : null,
      }),
      chart({
        title: "Latency",
        lines: [{ ...latency[2], tone: "c" }, { ...latency[1], tone: "b" }, { ...latency[0], tone: "a" }],
        time,
        format: millis,
        limit: { value: view.thresholds.p95Millis, name: `P95 limit ${millis(view.thresholds.p95Millis)}` },
      }),
      chart({
        title: "Failed requests",
        lines: [{ ...errors[0], tone: "d", area: true }],
        time,
        format: percent,
        most: 100,
        limit: { value: view.thresholds.errorPercent, name: `limit ${view.thresholds.errorPercent} %` },
      }),
    ),
  );
}

function checklist(view) {
  return h(
    "section",
    { class: "panel" },
    h("h2", {}, "On-call checklist"),
    view.checklist.length === 0
      ? h("p", { class: "hint" }, "Not evaluated yet.")
      : h(
          "ul",
          { class: "checklist" },
          view.checklist.map((item) =>
            h(
              "li",
              {},
              verdict(item.verdict),
              h("div", {}, h("b", {}, spaced(item.check)), h("p", {}, item.evidence)),
              h("span", { class: "since" }, ago(item.since, view.at), item.link && item.verdict === "Failing" ? safeLink(item.link, "look") : null),
            ),
          ),
        ),
  );
}

function conditions(view) {
  return h(
    "section",
    { class: "panel" },
    h("h2", {}, "Conditions"),
    h(
      "ul",
      { class: "conditions" },
      view.conditions.map((one) =>
        h(
          "li",
          {},
          h("div", {}, h("b", {}, spaced(one.type)), h("span", { class: `word ${tone(one)}` }, one.status)),
          h("p", {}, one.message),
          h("span", { class: "since" }, ago(one.lastTransitionTime, view.at)),
        ),
      ),
    ),
    view.revision ? h("p", { class: "hint revision" }, `Revision ${view.revision.revision}, image ${view.revision.image}`) : null,
  );
}

const WANTED = ["Ready", "Available", "RedisHealthy"];
const UNWANTED = ["Degraded"];

/** Red for what says that something is wrong. */
function tone({ type, status }) {
  if (status === "Unknown") {
    return "warn";
  }
  return (WANTED.includes(type) && status === "False") || (UNWANTED.includes(type) && status === "True") ? "bad" : "";
}

function history(view) {
  if (!view.may.runs) {
    return h("section", { class: "panel" }, h("h2", {}, "Incidents"), h("p", { class: "hint" }, "You may not look at RunbookRuns here. Ask for the ClusterRole realtime-view."));
  }
  return h(
    "section",
    { class: "panel" },
    h("h2", {}, "Incidents and procedures"),
    view.runs.length === 0
      ? h("p", { class: "hint" }, "None that is still kept.")
      : h(
          "ul",
          { class: "runs" },
          view.runs.map((run) =>
            h(
              "li",
              {},
              h(
                "a",
                { href: `/services/${view.namespace}/${view.name}/runs/${run.name}`, "data-key": run.name },
                h("span", { class: "run-what" }, h("b", {}, spaced(run.symptom ?? run.procedure)), run.cause ? h("small", {}, spaced(run.cause)) : h("small", {}, run.trigger === "Person" ? "asked for" : "")),
                state(run.state),
                h("span", { class: "run-summary" }, summary(run.summary)),
                h("span", { class: "since" }, day(run.created)),
              ),
            ),
          ),
        ),
  );
}
