// A plan that waits for a person.

import { api } from "./api.js";
import { h } from "./dom.js";
import { confirm, notice } from "./parts.js";
import { spaced } from "./words.js";

/** The plan that waits, and the button for it. */
export function plan(view, run, again) {
  const waiting = run.status.plan;
  return h(
    "div",
    { class: "plan" },
    h("ol", {}, waiting.actions.map((action) => h("li", {}, h("b", {}, spaced(action.action)), parameters(action.parameters), " – ", action.why))),
    view.may.approve
      ? h("button", { type: "button", class: "primary", "data-key": "approve", onclick: () => approve(run, waiting, again) }, "Approve this plan")
      : h("span", { class: "hint" }, "Approving needs the ClusterRole realtime-edit."),
  );
}

/** What an action is given, in brackets. */
export function parameters(given) {
  const words = ["replicas", "revision", "memory", "cpu", "dependency", "concurrency", "cacheSeconds"].filter((name) => given?.[name] !== undefined).map((name) => `${spaced(name).toLowerCase()} ${given[name]}`);
  return words.length ? ` (${words.join(", ")})` : "";
}

async function approve(run, waiting, again) {
  const steps = waiting.actions.map((action) => spaced(action.action) + parameters(action.parameters)).join(", then ");
  if (await confirm("Approve this plan?", `${steps}. It is recorded in your name, for plan ${waiting.hash} and no other.`, "Approve")) {
    try {
      await api.approve(run.namespace, run.service, run.name, waiting.hash);
      notice("Approved. The operator goes on.", "good");
    } catch (refusal) {
      notice(`${refusal.message} ${refusal.remedy ?? ""}`, "bad");
    }
    await again();
  }
}
