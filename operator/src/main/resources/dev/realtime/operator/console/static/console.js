// The frame: signing in, addresses, and looking again every few seconds while the page is visible.

import { api, Refusal } from "./api.js";
import { h, show } from "./dom.js";
import { incident } from "./incident.js";
import { icon, problem } from "./parts.js";
import { service } from "./service.js";
import { services } from "./services.js";
import { signIn } from "./signin.js";
import { person } from "./words.js";

const EVERY = 4000;
const main = document.getElementById("main");
const bar = document.getElementById("bar");
const range = { minutes: 15 };
let user = null;
let turn = 0;
let timer = null;

/** What an address shows. */
function route() {
  const [first, namespace, name, runs, run, ...rest] = location.pathname.split("/").filter(Boolean).map(decodeURIComponent);
  if (first === undefined) {
    return () => services();
  }
  if (first === "services" && name && !runs) {
    return () => service(namespace, name, range, look);
  }
  if (first === "services" && runs === "runs" && run && rest.length === 0) {
    return () => incident(namespace, name, run, look);
  }
  return async () => [h("div", { class: "empty-page" }, h("h2", {}, "There is nothing at this address"), h("a", { href: "/" }, "All services"))];
}

/** Looks once, and then again. A look that was overtaken by another shows nothing. */
async function look() {
  const mine = ++turn;
  clearTimeout(timer);
  try {
    const content = await route()();
    if (mine === turn) {
      show(main, content);
      live(true);
    }
  } catch (refusal) {
    if (mine !== turn) {
      return;
    }
    if (!(refusal instanceof Refusal)) {
      live(false);
      throw refusal;
    }
    if (refusal.status === 401) {
      signedOut(refusal);
      return;
    }
    live(refusal.status !== 0 && refusal.status < 500);
    if (refusal.status !== 0 || main.childElementCount === 0) {
      show(main, problem(refusal), h("a", { href: "/" }, "All services"));
    }
  } finally {
    if (mine === turn) {
      timer = setTimeout(look, EVERY);
    }
  }
}

function live(connected) {
  const mark = document.getElementById("live");
  if (mark) {
    mark.className = connected ? "live" : "live lost";
    mark.textContent = connected ? "live" : "offline, trying again";
  }
  const title = main.querySelector("h1")?.textContent;
  document.title = title ? `${title} · Realtime` : "Realtime";
}

function go(path) {
  history.pushState(null, "", path);
  arrive();
}

function arrive() {
  drawBar();
  window.scrollTo(0, 0);
  main.focus({ preventScroll: true });
  look();
}

function drawBar() {
  const [, namespace, name] = location.pathname.split("/").filter(Boolean).map(decodeURIComponent);
  bar.replaceChildren(
    h("a", { href: "/", class: "brand" }, h("span", { class: "logo" }, icon("pulse")), h("span", {}, "Realtime")),
    h("nav", { "aria-label": "Where you are" }, name ? h("a", { href: `/services/${namespace}/${name}` }, `${namespace} / ${name}`) : null),
    h("span", { id: "live", class: "live" }, "live"),
    h("span", { class: "user", title: user }, h("bdi", {}, person(user))),
    h("button", { type: "button", class: "quiet", "aria-label": "Dark or light", title: "Dark or light", onclick: toggleTheme }, icon("sun")),
    h("button", { type: "button", class: "quiet", "aria-label": "Sign out", title: "Sign out", onclick: signOut }, icon("out")),
  );
}

function toggleTheme() {
  const dark = matchMedia("(prefers-color-scheme: dark)").matches;
  const now = document.documentElement.dataset.theme ?? (dark ? "dark" : "light");
  const next = now === "dark" ? "light" : "dark";
  document.documentElement.dataset.theme = next;
  localStorage.setItem("theme", next);
}

async function signOut() {
  await api.signOut().catch(() => {});
  signedOut(null);
}

function signedOut(reason) {
  turn++;
  clearTimeout(timer);
  user = null;
  bar.replaceChildren();
  show(main, signIn(reason, signedIn));
  document.getElementById("token").focus();
}

function signedIn(session) {
  user = session.user;
  arrive();
}

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[href^='/']");
  if (link && !event.defaultPrevented && event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey) {
    event.preventDefault();
    go(link.getAttribute("href"));
  }
});
window.addEventListener("popstate", arrive);
document.addEventListener("visibilitychange", () => {
  if (document.hidden) {
    clearTimeout(timer);
  } else if (user) {
    look();
  }
});

const theme = localStorage.getItem("theme");
if (theme) {
  document.documentElement.dataset.theme = theme;
}
api.session().then(signedIn, (refusal) => signedOut(refusal instanceof Refusal ? refusal : null));
