// One incident: its timeline with evidence, plan, steps and what was held back.

import { api } from "./api.js";
import { h } from "./dom.js";
import { state } from "./parts.js";
import { parameters, plan } from "./plan.js";
import { clock, day, duration, spaced, summary } from "./words.js";

export async function incident(namespace, name, run, again) {
  const view = await api.run(namespace, name, run);
  const waits = view.state === "AwaitingApproval" && view.status?.plan;
  return [
    h(
      "div",
      { class: "title" },
      h("div", {}, h("small", {}, h("a", { href: `/services/${namespace}/${name}`, "data-key": "back" }, `${namespace}/${name}`)), h("h1", {}, spaced(view.symptom ?? view.procedure))),
      state(view.state),
    ),
    h("p", { class: "lead" }, summary(view.summary) || "The operator has not seen it yet."),
    h("p", { class: "hint" }, `${view.name} · ${day(view.created)}${view.reason ? ` · ${view.reason}` : ""}`),
    waits ? h("section", { class: "incident-now waits" }, h("h2", {}, "A plan waits for you"), plan(view, view, again)) : null,
    view.status ? timeline(view) : null,
  ];
}

/** What happened, in order. */
export function timeline(view) {
  const status = view.status;
  const first = new Date(status.suspectedAt ?? status.detectedAt);
  const events = [
    event(status.suspectedAt, "First seen"),
    event(status.detectedAt, view.symptom ? "Held long enough: incident opened" : "Asked for", view.trigger === "Person" ? "by a person" : null),
    status.cause || status.evidence?.length ? event(status.decidedAt ?? status.detectedAt, cause(status), null, evidence(status.evidence)) : null,
    status.plan ? event(status.plan.madeAt, `Plan ${status.plan.hash}`, null, planned(status.plan)) : null,
    status.approval ? event(status.approval.at, status.approval.accepted ? `Approved by ${status.approval.by}` : `Approval by ${status.approval.by} refused: outdated`, null, null, status.approval.accepted ? "good" : "bad") : null,
    ...(status.refusals ?? []).map((one) => event(one.at, `Held back: ${spaced(one.action)}`, one.reason, null, "warn")),
    ...(status.steps ?? []).map(step),
    event(status.recoveredAt, "Symptom gone", null, null, "good"),
    event(status.finishedAt, "Over", null, null, status.state === "Succeeded" ? "good" : "bad"),
  ].filter(Boolean);
  events.sort((a, b) => a.at - b.at);
  return h(
    "section",
    { class: "panel" },
    h("h2", {}, "Timeline"),
    h(
      "ol",
      { class: "timeline" },
      events.map((one) =>
        h("li", { class: one.tone ?? "" }, h("time", { datetime: one.at.toISOString() }, clock(one.at), h("small", {}, `+${duration(one.at - first)}`)), h("div", {}, h("b", {}, one.title), one.text ? h("p", {}, one.text) : null, one.more)),
      ),
    ),
  );
}

function event(at, title, text, more, tone) {
  return at ? { at: new Date(at), title, text, more, tone } : null;
}

const cause = (status) => (status.cause ? `Cause: ${spaced(status.cause)}${status.confidence ? `, ${status.confidence} % sure` : ""}` : "Evidence");

/** Log lines and the like: always text. */
function evidence(all) {
  return (all ?? []).map((one, i) =>
    h("details", { "data-key": `evidence-${i}`, open: i === 0 }, h("summary", {}, one.source, " ", h("small", {}, glance(one))), h("pre", { tabindex: "0" }, one.text)),
  );
}

/** Its first line; of a log, what the newest one says. */
function glance({ source, text }) {
  const lines = text.trim().split("\n");
  if (!source.startsWith("log of ")) {
    return lines[0];
  }
  try {
    const { level, message } = JSON.parse(lines.at(-1));
    return message ? `${level ?? ""} ${message}`.trim() : lines.at(-1);
  } catch {
    return lines.at(-1);
  }
}

function planned(plan) {
  return h("ol", { class: "plan-list" }, plan.actions.map((action) => h("li", {}, h("b", {}, spaced(action.action)), parameters(action.parameters), " – ", action.why)));
}

const TONES = { Effective: "good", Ineffective: "bad", Failed: "bad", Refused: "bad" };

function step(one) {
  return event(
    one.intendedAt,
    `${spaced(one.action)}${parameters(one.parameters)}: ${spaced(one.outcome).toLowerCase()}`,
    one.message,
    one.wayBack ? h("p", { class: "hint" }, `Way back: ${one.wayBack}`) : null,
    TONES[one.outcome] ?? "warn",
  );
}
