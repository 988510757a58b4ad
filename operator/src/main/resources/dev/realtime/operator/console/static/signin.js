// Signing in: with a token of the cluster, which this page forgets at once.

import { api } from "./api.js";
import { h } from "./dom.js";
import { icon, problem } from "./parts.js";

export function signIn(reason, done) {
  const field = h("input", { type: "password", id: "token", name: "token", autocomplete: "off", spellcheck: "false", required: true, "aria-describedby": "token-help" });
  const button = h("button", { type: "submit", class: "primary" }, "Sign in");
  const complaint = h("div", {}, reason && reason.code !== "signed-out" ? problem(reason) : null);
  const form = h(
    "form",
    {
      onsubmit: async (event) => {
        event.preventDefault();
        button.disabled = true;
        const token = field.value.trim();
        field.value = "";
        try {
          done(await api.signIn(token));
        } catch (refusal) {
          complaint.replaceChildren(problem(refusal));
          field.focus();
        } finally {
          button.disabled = false;
        }
      },
    },
    h("label", { for: "token" }, "Bearer token of the cluster"),
    field,
    button,
  );
  return h(
    "div",
    { class: "sign-in" },
    h("div", { class: "sign-in-box" }, h("div", { class: "logo" }, icon("pulse")), h("h1", {}, "Realtime"), h("p", {}, "Services, signals and incidents."), complaint, form,
      h("p", { class: "hint", id: "token-help" }, "For example from ", h("code", {}, "kubectl create token NAME"), ". You see and do what that token may: the API server decides. It is kept in the operator's memory until you sign out.")),
  );
}
