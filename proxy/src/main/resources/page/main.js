// The page: which view is shown, the numbers on top, the token. Each view is a module of its own.
// A new view (requests, say) is a section in index.html, a line in VIEWS and its module; a new number of an endpoint is
// one more column of the frames.

import { askWith, get, hasToken, setToken } from "./api.js";
import { Chart } from "./chart.js";
import { Connections } from "./connections.js";
import { $, write } from "./dom.js";
import { Endpoints } from "./endpoints.js";
import { Explain } from "./explain.js";
import { bytes, count, duration, rate } from "./format.js";
import { Live } from "./live.js";
import { Refusals } from "./refusals.js";
import { Reloads } from "./reloads.js";

const live = new Live();
const explain = new Explain();
const connections = new Connections(report);
const endpoints = new Endpoints(live, {
  trouble: report,
  connections(item) {
    location.hash = "#connections";
    connections.only(item);
  },
  explain({ told }) {
    location.hash = "#explain";
    const port = told.ports.length === 1 && !told.ports[0].includes("-") ? told.ports[0] : "";
    show("explain");
    explain.about({ endpoint: `${told.owner}/${told.name}`, port, name: told.privateDnsNames[0] ?? "" });
  },
});
const refusals = new Refusals(live, (values) => {
  location.hash = "#explain";
  show("explain");
  explain.about(values);
}, report);
const reloads = new Reloads(live, report);

const VIEWS = { endpoints, connections, refusals, reloads, explain };

// --- views

function show(name) {
  for (const each of Object.keys(VIEWS)) {
    $(`view-${each}`).hidden = each !== name;
    const link = document.querySelector(`.views a[href="#${each}"]`);
    if (each === name) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
  document.title = `${name[0].toUpperCase()}${name.slice(1)} · Penstock`;
  VIEWS[name].shown?.();
}

function route() {
  const name = location.hash.slice(1);
  show(name in VIEWS ? name : "endpoints");
}

addEventListener("hashchange", route);
$("skip").addEventListener("click", (e) => {
  e.preventDefault(); // else it would look like a view
  $("main").focus();
});
addEventListener("keydown", (e) => {
  const types = e.target.closest?.("input, select, textarea, dialog");
  if (e.key !== "/" || types || e.ctrlKey || e.metaKey || e.altKey) return;
  const field = document.querySelector(".view:not([hidden]) input[type=search]");
  if (field) {
    e.preventDefault();
    field.focus();
  }
});

// --- what is on top

const { trails } = live.total;
const charts = {
  active: [new Chart($("chart-active"), [trails.active], 4), count],
  opened: [new Chart($("chart-opened"), [trails.opened], 2), (n) => `${rate(n)}/s`],
  bytes: [new Chart($("chart-bytes"), [trails.fromResources, trails.fromClients], 2000), (n) => `${bytes(n)}/s`],
  refused: [new Chart($("chart-refused"), [trails.refused], 2), (n) => `${rate(n)}/s`],
};

live.addEventListener("frame", () => {
  const { total, frame } = live;
  write($("now-active"), count(total.active));
  write($("now-opened"), rate(total.rates.opened));
  write($("now-refused"), rate(total.rates.refused));
  write($("now-bytes"), `${bytes(total.bytes)}/s`);
  write($("now-from-resources"), `${bytes(total.rates.fromResources)}/s`);
  write($("now-from-clients"), `${bytes(total.rates.fromClients)}/s`);
  write($("revision"), `revision ${count(frame.revision)}`);
  readiness(frame.readiness);
  write($("count-endpoints"), count(live.rows.length));
  write($("count-connections"), count(total.active));
  write($("count-refusals"), total.counters.refused > 0 ? count(total.counters.refused) : "");
  uptime();
  for (const [name, [chart, word]] of Object.entries(charts)) {
    chart.draw();
    const { peak } = trails[name];
    write($(`peak-${name}`), peak > 0 ? `at most ${word(peak)} in 2 min` : "");
  }
});

live.addEventListener("link", () => {
  $("link").dataset.state = live.link;
  $("main").dataset.link = live.link;
  write($("link-text"), live.link === "lost" ? "not connected" : live.trouble);
  if (live.link === "lost") {
    notify(`${live.trouble}. This is what was last known. Trying again.`);
    readiness("unknown");
  } else {
    notify("");
  }
  if (live.link === "live") about();
});

function readiness(state) {
  write($("readiness"), state === "unknown" ? "not known" : state);
  $("readiness").dataset.state = state;
}

let startedAt = null;
async function about() {
  try {
    const told = await get("/api/about");
    startedAt = told.startedAt;
    write($("version"), `version ${told.version}`);
    $("version").title = `account ${told.account}${told.zone ? `, zone ${told.zone}` : ""}`;
    uptime();
  } catch (e) {
    report(e);
  }
}

function uptime() {
  if (startedAt !== null) write($("uptime"), `up ${duration(Date.now() - Date.parse(startedAt))}`);
}

function notify(text) {
  $("notice").hidden = text === "";
  write($("notice"), text);
}

/** Something that was asked for did not come. */
function report(problem) {
  if (live.link === "live") notify(problem.message);
}

// --- the token

const dialog = $("token-dialog");
let declined = false;
let pending = null;

/** Asks once, however many requests want it; gives whether there is something new to try. */
function askForToken(why) {
  if (declined) return Promise.resolve(false);
  pending ??= new Promise((done) => {
    write($("token-why"), why?.status === 401 && !hasToken() ? "Penstock wants the admin token for this." : "");
    write($("token-wrong"), hasToken() ? "The token is not the right one." : "");
    $("token-wrong").hidden = !hasToken() || why === undefined;
    dialog.addEventListener("close", () => {
      pending = null;
      declined = dialog.returnValue !== "given";
      tokenButton();
      done(!declined);
    }, { once: true });
    dialog.returnValue = "";
    dialog.showModal();
    $("token-input").value = "";
    $("token-input").focus();
  });
  return pending;
}

function tokenButton() {
  write($("token-button"), hasToken() ? "Forget token" : "Enter token");
}

$("token-form").addEventListener("submit", (e) => {
  e.preventDefault();
  setToken($("token-input").value.trim(), $("token-keep").checked);
  $("token-input").value = "";
  dialog.close("given");
});
$("token-cancel").addEventListener("click", () => dialog.close(""));
$("token-button").addEventListener("click", () => {
  if (hasToken()) {
    setToken(null, false);
    tokenButton();
  } else {
    declined = false;
    askForToken();
  }
});
$("close-form").addEventListener("submit", () => (declined = false), { capture: true });
askWith(askForToken);

tokenButton();
route();
live.run();
