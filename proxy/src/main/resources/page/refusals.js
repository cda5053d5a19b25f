// Who was refused lately, and why.

import { get } from "./api.js";
import { $, badge, h, settled } from "./dom.js";
import { count, time } from "./format.js";

export class Refusals {
  #told = null;
  #reason = "";
  #noted = -1;
  #loading = false;
  #body = $("refusals-table").tBodies[0];

  /** explain: what to do when asked why: given {from, endpoint, port, name}. */
  constructor(live, explain, report) {
    this.live = live;
    this.explain = explain;
    this.report = report;
    $("refusals-text").addEventListener("input", settled(() => this.#draw()));
    $("refusals-form").addEventListener("submit", (e) => e.preventDefault());
    live.addEventListener("frame", () => {
      if (!$("view-refusals").hidden) this.#load();
    });
  }

  shown() {
    this.#load();
  }

  async #load() {
    const noted = this.live.frame?.refusals ?? 0;
    if (this.#loading || (this.#told && noted === this.#noted)) return;
    this.#loading = true;
    try {
      this.#told = await get("/api/refusals");
      this.#noted = this.#told.noted;
      this.#draw();
    } catch (e) {
      this.report(e);
    } finally {
      this.#loading = false;
    }
  }

  #draw() {
    if (!this.#told) return;
    const { refusals, counts, remembered, rememberedPerSecond } = this.#told;
    $("refusals-hint").replaceChildren(`The last ${remembered}, and of a flood ${rememberedPerSecond} a second; the access log has every one. Below: how many there were of each reason since the start.`);
    this.#chips(Object.entries(counts).filter(([reason, n]) => n > 0 || reason === this.#reason));
    const words = $("refusals-text").value.trim().toLowerCase().split(/\s+/).filter(Boolean);
    const wanted = refusals.filter((each) => (this.#reason === "" || each.reason === this.#reason) && words.every((word) => hay(each).includes(word)));
    const lines = wanted.map((each) => this.#row(each));
    if (lines.length === 0) lines.push(h("tr", {}, h("td", { colspan: 6, class: "none" }, refusals.length === 0 ? "Nobody has been refused." : "No refusal matches.")));
    const at = [...this.#body.querySelectorAll("button")].indexOf(document.activeElement);
    const key = document.activeElement?.dataset.number;
    this.#body.replaceChildren(...lines);
    if (at >= 0) this.#body.querySelector(`[data-number="${CSS.escape(key)}"]`)?.focus();
  }

  #chips(reasons) {
    const box = $("refusals-reasons");
    const focused = box.contains(document.activeElement) ? document.activeElement.dataset.reason : null;
    box.replaceChildren(...reasons.sort((a, b) => b[1] - a[1]).map(([reason, n]) => h("button", {
      type: "button", class: "chip", "data-reason": reason, "aria-pressed": String(this.#reason === reason),
      onclick: () => {
        this.#reason = this.#reason === reason ? "" : reason;
        this.#draw();
      },
    }, `${reason.replaceAll("_", " ")} `, h("b", {}, count(n)))));
    if (focused) box.querySelector(`[data-reason="${CSS.escape(focused)}"]`)?.focus();
  }

  #row(each) {
    const port = each.destination.slice(each.destination.lastIndexOf(":") + 1);
    const from = each.client.slice(0, each.client.lastIndexOf(":")).replace(/^\[|\]$/g, "");
    return h("tr", {},
      h("td", { title: each.at }, time(each.at)),
      h("td", {}, badge(each.reason, "refused")),
      h("td", {}, h("code", {}, each.client)),
      h("td", {}, each.endpoint, h("span", { class: "faint block" }, asked(each))),
      h("td", { class: "wide" }, each.detail ?? "", each.resourceAddress ? h("span", { class: "faint block" }, `at ${each.resource}, ${each.resourceAddress}`) : null),
      h("td", {}, h("button", {
        type: "button", class: "quiet small", "data-number": each.number, "aria-label": `Explain the refusal of ${each.client}`,
        onclick: () => this.explain({ from, endpoint: `${each.owner}/${each.endpoint}`, port, name: each.requestedName ?? "" }),
      }, "Explain")));
  }
}

const hay = (each) => [each.client, each.owner, each.endpoint, each.resource, each.requestedName, each.reason, each.detail, each.destination, each.request?.method, each.request?.path].join(" ").toLowerCase();

/** What it came for: a request, a name, or an address and port alone. */
function asked(each) {
  if (!each.request) return each.requestedName ? `asked for ${each.requestedName}` : each.destination;
  const { method, path, status } = each.request;
  return `${method || "no method"} ${each.requestedName ?? each.destination}${path}, answered ${status}`;
}
