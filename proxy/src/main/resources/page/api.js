// Talking to the appliance. The token is kept here alone, and sent as a header: no cookie, so no other page can use it.

const KEPT = "penstock-token";
let token = readKept();
let asking = null;

function readKept() {
  try {
    return sessionStorage.getItem(KEPT);
  } catch {
    return null;
  }
}

/** What the server said no with: a problem (RFC 9457), or that it is not there. */
export class Problem extends Error {
  constructor(status, title, detail) {
    super(detail ? `${title}: ${detail}` : title);
    this.status = status;
  }
}

export const hasToken = () => token !== null;

export function setToken(text, keep) {
  token = text;
  try {
    if (text !== null && keep) sessionStorage.setItem(KEPT, text);
    else sessionStorage.removeItem(KEPT);
  } catch {
    // then it holds until the page is left
  }
}

/** How to ask for the token; gives whether there is one now. */
export function askWith(ask) {
  asking = ask;
}

function send(method, path, parameters, signal) {
  const query = new URLSearchParams(Object.entries(parameters).filter(([, v]) => v !== "" && v !== null && v !== undefined));
  return fetch(query.size ? `${path}?${query}` : path, {
    method,
    signal,
    cache: "no-store",
    credentials: "omit",
    redirect: "error",
    headers: token === null ? {} : { Authorization: `Bearer ${token}` },
  });
}

async function problem(response) {
  const told = await response.json().catch(() => ({}));
  return new Problem(response.status, told.title ?? response.statusText, told.detail);
}

/** Sends a request; where the token is missing or wrong it is asked for, and the request sent again. */
async function request(method, path, parameters = {}, signal) {
  for (;;) {
    let response;
    try {
      response = await send(method, path, parameters, signal);
    } catch (e) {
      if (e.name === "AbortError") throw e;
      throw new Problem(0, "Penstock does not answer", "it may be stopped, or restarting");
    }
    if (response.ok) return response;
    const why = await problem(response);
    if (response.status !== 401 || !(await asking(why))) throw why;
  }
}

export const get = async (path, parameters) => (await request("GET", path, parameters)).json();
export const post = async (path, parameters) => (await request("POST", path, parameters)).json();

/**
 * The events of a stream, as long as it lasts. EventSource would be shorter, but cannot send a header.
 * Ends by itself; throws a Problem, or an AbortError once the signal says so. `opened` is called when it begins.
 */
export async function* events(path, signal, opened) {
  const response = await request("GET", path, {}, signal);
  opened();
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      const parts = (rest + value).split("\n\n");
      rest = parts.pop();
      for (const part of parts) {
        if (part.startsWith("data: ")) yield JSON.parse(part.slice(6));
      }
    }
  } finally {
    reader.cancel().catch(() => {}); // it is over either way
  }
}
