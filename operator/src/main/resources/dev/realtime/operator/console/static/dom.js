// Elements from plain values. Text is only ever set as text: nothing here, and nothing in the other files, parses HTML.

const SVG = "http://www.w3.org/2000/svg";

/** An HTML element: h("p", {class: "x", onclick: f}, "text", child, null, [more]). */
export function h(name, attributes, ...children) {
  return fill(document.createElement(name), attributes, children);
}

/** An SVG element. */
export function s(name, attributes, ...children) {
  return fill(document.createElementNS(SVG, name), attributes, children);
}

function fill(element, attributes, children) {
  for (const [key, value] of Object.entries(attributes ?? {})) {
    if (value === null || value === undefined || value === false) {
      continue;
    }
    if (key.startsWith("on")) {
      element.addEventListener(key.slice(2), value);
    } else {
      element.setAttribute(key, value === true ? "" : String(value));
    }
  }
  element.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

/** Links may come from the cluster: only to the web. */
export function safeLink(address, ...children) {
  return /^https?:\/\//i.test(address)
    ? h("a", { href: address, rel: "noopener noreferrer", target: "_blank" }, ...children)
    : h("span", {}, ...children);
}

/**
 * Replaces what is in an element. What the user has opened stays open, and what has the focus keeps it: both are known by
 * data-key.
 */
export function show(target, ...children) {
  const open = new Set([...target.querySelectorAll("details[open][data-key]")].map((one) => one.dataset.key));
  const closed = new Set([...target.querySelectorAll("details:not([open])[data-key]")].map((one) => one.dataset.key));
  const focused = target.contains(document.activeElement) ? document.activeElement.closest("[data-key]")?.dataset.key : null;
  target.replaceChildren(...children.flat(Infinity).filter(Boolean));
  for (const one of target.querySelectorAll("details[data-key]")) {
    if (open.has(one.dataset.key)) {
      one.open = true;
    } else if (closed.has(one.dataset.key)) {
      one.open = false;
    }
  }
  if (focused) {
    [...target.querySelectorAll("[data-key]")].find((one) => one.dataset.key === focused)?.focus({ preventScroll: true });
  }
}
