// How values read.

/** 12s, 5m, 3h20m, 4d. */
export function duration(milliseconds) {
  const seconds = Math.max(0, Math.round(milliseconds / 1000));
  if (seconds < 120) {
    return `${seconds}s`;
  }
  if (seconds < 3 * 3600) {
    return `${Math.floor(seconds / 60)}m`;
  }
  if (seconds < 48 * 3600) {
    const minutes = Math.floor(seconds / 60) % 60;
    return `${Math.floor(seconds / 3600)}h${minutes ? `${minutes}m` : ""}`;
  }
  return `${Math.floor(seconds / 86400)}d`;
}

/** How long ago; by the server's clock, for browsers' may be wrong. */
export const ago = (then, now) => (then ? duration(new Date(now) - new Date(then)) : "–");

export const clock = (at) => new Date(at).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit", second: "2-digit" });

export const day = (at) => new Date(at).toLocaleString([], { month: "short", day: "numeric", hour: "2-digit", minute: "2-digit" });

/** 950, 1.4 k, 12 k, 1.2 M. */
export function count(number) {
  if (number === null || number === undefined) {
    return "–";
  }
  for (const [factor, letter] of [[1e6, " M"], [1e3, " k"]]) {
    if (number >= factor) {
      const scaled = number / factor;
      return `${scaled >= 10 ? Math.round(scaled) : scaled.toFixed(1).replace(/\.0$/, "")}${letter}`;
    }
  }
  return String(Math.round(number * 10) / 10);
}

export const millis = (value) =>
  value === null || value === undefined ? "–" : value === 0 ? "0 ms" : value >= 1000 ? `${(value / 1000).toFixed(1)} s` : `${value < 10 ? value.toFixed(1) : Math.round(value)} ms`;

export const percent = (value) => (value === null || value === undefined ? "–" : `${value < 10 ? value.toFixed(1).replace(/\.0$/, "") : Math.round(value)} %`);

/** HighErrorRate → High error rate. */
export function spaced(word) {
  const text = String(word ?? "").replace(/([a-z])([A-Z])/g, "$1 $2");
  return text.charAt(0) + text.slice(1).toLowerCase().replace(/\bredis\b/, "Redis");
}

/** What is said of a run, beside its name: "HighErrorRate (RedisUnreachable): RestartRedis helped" → "RestartRedis helped". */
export const summary = (text) => {
  const said = String(text ?? "").replace(/^[A-Z]\w+( \(\w+\))?: /, "").replace(/ \(set spec\.approval[^)]*\)/, "");
  return said.charAt(0).toUpperCase() + said.slice(1);
};

/** A person's name; of a ServiceAccount namespace and name. */
export const person = (user) => String(user ?? "").replace(/^system:serviceaccount:([^:]+):/, "$1/");

/** The newest value of a line that is one. */
export const newest = (points) => points?.findLast((value) => value !== null && value !== undefined) ?? null;
