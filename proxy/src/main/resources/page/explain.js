// The same answer as `penstock explain`.

import { get } from "./api.js";
import { $, badge, copyable, h } from "./dom.js";

const SUGGESTED = 40;
const FIELDS = ["from", "endpoint", "port", "name", "to"];

export class Explain {
  #names = [];

  constructor() {
    $("explain-form").addEventListener("submit", (e) => {
      e.preventDefault();
      this.#ask();
    });
    addEventListener("endpoints", ({ detail }) => {
      this.#names = [...new Set(detail.map(({ told }) => `${told.owner}/${told.name}`))];
    });
    for (const event of ["focus", "input"]) $("explain-endpoint").addEventListener(event, () => this.#suggest());
  }

  /** Fills the form in, and asks if it is complete. */
  about(values) {
    for (const name of FIELDS) $(`explain-${name}`).value = values[name] ?? "";
    $("explain-answer").replaceChildren();
    if (values.from) this.#ask();
    else $("explain-from").focus();
  }

  /** A few names that have what was typed so far. */
  #suggest() {
    const typed = $("explain-endpoint").value.trim().toLowerCase();
    const some = this.#names.filter((name) => name.toLowerCase().includes(typed)).slice(0, SUGGESTED);
    $("explain-endpoints").replaceChildren(...some.map((value) => h("option", { value })));
  }

  async #ask() {
    const values = Object.fromEntries(FIELDS.map((name) => [name, $(`explain-${name}`).value.trim()]));
    const answer = $("explain-answer");
    try {
      const told = await get("/api/explain", values);
      answer.replaceChildren(
        h("p", { class: "verdict", "data-state": told.allowed ? "ok" : "refused" }, told.allowed ? "It would be connected." : "It would be refused.", h("small", {}, ` Revision ${told.revision}`)),
        h("ol", { class: "steps" }, ...told.steps.map(step)),
        h("p", { class: "hint" }, "The same in a terminal: ", copyable(commandLine(values), "the command")));
    } catch (e) {
      answer.replaceChildren(h("p", { class: "wrong", role: "alert" }, e.message));
    }
  }
}

function step({ stage, result, text, look }) {
  return h("li", { "data-state": result }, h("span", { class: "stage" }, stage), badge(result === "ok" ? "goes on" : result, result), h("span", { class: "text" }, text, look ? h("span", { class: "look block" }, "Look at ", h("code", {}, look)) : null));
}

function commandLine(values) {
  const parts = FIELDS.filter((name) => values[name]).map((name) => `--${name} ${quoted(values[name])}`);
  return ["penstock explain", ...parts].join(" ");
}

/** For a shell: what a peer has asked for may be anything. */
const quoted = (text) => (/^[\w.:/@-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`);
