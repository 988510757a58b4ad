// The console's API. The session is a cookie that no script can read; writes carry a header that other sites cannot send.

/** An error with its remedy, as the server tells it. */
export class Refusal extends Error {
  constructor(status, { code, why, remedy }) {
    super(why);
    this.status = status;
    this.code = code;
    this.remedy = remedy;
  }
}

const UNREACHABLE = {
  code: "unreachable",
  why: "The console does not answer.",
  remedy: "See whether the operator runs, and your port-forward still does; this page tries again by itself.",
};

// A request without an answer may have arrived.
const UNKNOWN = {
  code: "unreachable",
  why: "The console does not answer. What you asked for may have been done.",
  remedy: "Look at the service and its incidents before you ask again.",
};

async function send(method, path, body, silence = UNREACHABLE) {
  let answer;
  try {
    answer = await fetch(`/api/${path}`, {
      method,
      headers: { "X-Realtime-Console": "1", ...(body ? { "Content-Type": "application/json" } : {}) },
      body: body ? JSON.stringify(body) : undefined,
      credentials: "same-origin",
      cache: "no-store",
      signal: AbortSignal.timeout(20_000),
    });
  } catch {
    throw new Refusal(0, silence);
  }
  if (!answer.ok) {
    throw new Refusal(answer.status, await answer.json().catch(() => silence));
  }
  try {
    return await answer.json();
  } catch {
    throw new Refusal(0, silence);
  }
}

const part = encodeURIComponent;
const service = (namespace, name) => `services/${part(namespace)}/${part(name)}`;

export const api = {
  session: () => send("GET", "session"),
  signIn: (token) => send("POST", "session", { token }),
  signOut: () => send("DELETE", "session"),
  services: () => send("GET", "services"),
  service: (namespace, name, minutes) => send("GET", `${service(namespace, name)}?minutes=${minutes}`),
  run: (namespace, name, run) => send("GET", `${service(namespace, name)}/runs/${part(run)}`),
  procedure: (namespace, name, procedure) => send("POST", `${service(namespace, name)}/procedures`, { procedure }, UNKNOWN),
  approve: (namespace, name, run, plan) => send("POST", `${service(namespace, name)}/runs/${part(run)}/approval`, { plan }, UNKNOWN),
};
