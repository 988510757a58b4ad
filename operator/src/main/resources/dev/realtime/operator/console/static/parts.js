// Small things that several pages show.

import { h, s } from "./dom.js";
import { spaced } from "./words.js";

const PATHS = {
  ok: "M4 10.5l4 4 8-9",
  bad: "M5.5 5.5l9 9m0-9l-9 9",
  unknown: "M7 7.5a3 3 0 1 1 4.3 2.7c-.9.5-1.3 1-1.3 2M10 15v.4",
  none: "M5 10h10",
  pulse: "M2 10.5h3.5l2-6 4 12 2.2-6H18",
  sun: "M10 6.2a3.8 3.8 0 1 0 0 7.6 3.8 3.8 0 0 0 0-7.6M10 1.5v1.8m0 13.4v1.8M1.5 10h1.8m13.4 0h1.8M4 4l1.3 1.3m9.4 9.4L16 16m0-12l-1.3 1.3m-9.4 9.4L4 16",
  out: "M8 4H5v12h3m4-9l3 3-3 3m3-3H8",
};

export const icon = (name) =>
  s("svg", { viewBox: "0 0 20 20", class: `icon ${name}`, "aria-hidden": "true" }, s("path", { d: PATHS[name] }));

const VERDICTS = { Ok: ["ok", "Ok"], Failing: ["bad", "Failing"], Unknown: ["unknown", "Cannot be measured"], NotApplicable: ["none", "Does not apply"] };

export function verdict(word) {
  const [name, text] = VERDICTS[word] ?? ["unknown", word];
  return h("span", { class: `verdict ${name}`, title: text }, icon(name), h("span", { class: "hidden" }, text));
}

const TONES = {
  Succeeded: "good",
  Effective: "good",
  Failed: "bad",
  Escalated: "bad",
  Refused: "bad",
  Ineffective: "bad",
};

export const state = (word) => h("span", { class: `pill ${TONES[word] ?? "warn"}` }, spaced(word ?? "New"));

/** Ready, in trouble, not ready, or not known: in one pill. */
export function readiness(service) {
  if (service.maintenance) {
    return h("span", { class: "pill warn" }, "Maintenance");
  }
  const status = service.ready?.status;
  if (status === "True" && service.incident) {
    return h("span", { class: "pill bad", title: service.incident.message }, "Incident");
  }
  if (status === "True") {
    return h("span", { class: "pill good" }, "Ready");
  }
  return status === "False"
    ? h("span", { class: "pill bad", title: service.ready.message }, service.available?.status === "True" ? "Impaired" : "Not ready")
    : h("span", { class: "pill" }, "Unknown");
}

export function problem(refusal) {
  return h("div", { class: "problem", role: "alert" }, h("strong", {}, refusal.message), h("p", {}, refusal.remedy ?? ""));
}

/** Asks before something happens; resolves to whether it was confirmed. */
export function confirm(title, text, action) {
  return new Promise((resolve) => {
    const dialog = h(
      "dialog",
      { "aria-labelledby": "dialog-title" },
      h("h2", { id: "dialog-title" }, title),
      h("p", {}, text),
      h(
        "div",
        { class: "buttons" },
        h("button", { type: "button", onclick: () => dialog.close("") }, "Cancel"),
        h("button", { type: "button", class: "primary", "data-key": "confirm", onclick: () => dialog.close("yes") }, action),
      ),
    );
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(dialog.returnValue === "yes");
    });
    document.body.append(dialog);
    dialog.showModal();
  });
}

export function notice(text, tone) {
  const box = h("div", { class: `notice ${tone ?? ""}` }, text);
  document.getElementById("notices").append(box);
  setTimeout(() => box.remove(), 8000);
}
