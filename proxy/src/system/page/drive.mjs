// Drives the status page in headless Chromium, as a person would, and prints a line of JSON for each check.
// node drive.mjs PART OPTIONS, where OPTIONS is a JSON object: {url, token, pictures, …}; `page.py` calls it.

import { createRequire } from "node:module";
import { join } from "node:path";

const [part, given] = process.argv.slice(2);
const options = JSON.parse(given);
const require = createRequire(join(options.modules, "node_modules", "x.js"));
const { chromium } = require("playwright-core");
const axe = require("axe-core").source;

function check(what, holds, detail = "") {
  console.log(JSON.stringify({ what, holds: Boolean(holds), detail: String(detail) }));
}

const browser = await chromium.launch({
  executablePath: options.chromium,
  args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync"],
});
const troubles = [];

/** A page whose console errors and violations of its policy are gathered. */
async function open(more = {}) {
  const context = await browser.newContext({ viewport: { width: 1360, height: 900 }, colorScheme: "light", ...more });
  context.setDefaultTimeout(15000);
  const page = await context.newPage();
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) troubles.push(`console: ${message.text()} ${message.location().url}`);
  });
  page.on("pageerror", (error) => troubles.push(`error: ${error.stack}`));
  page.on("request", (request) => {
    if (!request.url().startsWith(options.url)) troubles.push(`asked elsewhere: ${request.url()}`);
  });
  await page.addInitScript(() => addEventListener("securitypolicyviolation", (e) => console.error(`policy: ${e.violatedDirective} ${e.blockedURI} ${e.sample}`)));
  return page;
}

/** Troubles that are not foreseen: a request that is refused is told on the console, too. */
function noTrouble(what, ...foreseen) {
  const rest = troubles.filter((each) => !foreseen.some((pattern) => pattern.test(each)));
  check(`${what}: nothing on the console, no violation of the policy`, rest.length === 0, rest.join("\n"));
  troubles.length = 0;
}

const picture = (page, name) => options.pictures && page.screenshot({ path: join(options.pictures, `${name}.png`) });
const text = (page, selector) => page.locator(selector).innerText();
const live = (page) => page.locator("#link[data-state=live]").waitFor();
const view = async (page, name) => {
  await page.locator(`.views a[href="#${name}"]`).click();
  await page.locator(`#view-${name}`).waitFor();
};

/** Whether a condition comes true within some seconds. */
async function comes(condition, seconds = 12) {
  for (const end = Date.now() + seconds * 1000; Date.now() < end; await new Promise((done) => setTimeout(done, 100))) {
    if (await condition()) return true;
  }
  return false;
}

/** What axe finds wrong for people who cannot see, point or tell colors apart (WCAG 2.2 A and AA). */
async function accessible(page, what) {
  await page.evaluate(axe); // through the debugger, which the page's policy does not bind
  const { violations } = await page.evaluate(() => window.axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"] }));
  check(`${what}: accessible`, violations.length === 0, violations.map((each) => `${each.id}: ${each.nodes.slice(0, 3).map((node) => `${node.html.slice(0, 160)} ${node.any[0]?.message ?? ""}`).join(" | ")}`).join("\n"));
}

/** Everything that the Tab key reaches, by name, and whether each shows that it has the focus. */
async function walk(page, most = 80) {
  const stops = [];
  await page.locator("body").click({ position: { x: 1, y: 1 } });
  for (let i = 0; i < most; i++) {
    await page.keyboard.press("Tab");
    const stop = await page.evaluate(() => {
      const at = document.activeElement;
      if (at === document.body) return null;
      const style = getComputedStyle(at);
      return {
        name: (at.getAttribute("aria-label") ?? at.labels?.[0]?.innerText ?? at.innerText ?? "").trim() || at.id,
        tag: at.tagName.toLowerCase(),
        shown: style.outlineStyle !== "none" && Number.parseFloat(style.outlineWidth) > 0,
      };
    });
    if (stop === null) break;
    stops.push(stop);
  }
  return stops;
}

const parts = {
  /** The demo, under a little traffic, on loopback. */
  async demo() {
    const page = await open({ permissions: ["clipboard-read", "clipboard-write"] });
    await page.goto(options.url);
    await live(page);
    check("the demo's page is live", (await page.title()).includes("Penstock"), await page.title());
    const row = page.locator("#endpoints-table tbody tr").first();
    await row.waitFor();
    const shown = await row.innerText();
    check("the endpoint is there with name, address, port, resource", ["zigi-endpoint.penstock.localhost", "127.0.0.1", "8080", "zigi-web", "web.zigi.internal"].every((each) => shown.includes(each)), shown);
    check("the numbers move under traffic", await comes(async () => Number.parseFloat(await text(page, "#now-opened")) > 0), await text(page, ".tiles"));
    check("the endpoint's own, too", await comes(async () => !(await row.locator("td.num").nth(2).innerText()).startsWith("0 ")), await row.innerText());
    check("it is healthy once somebody has used it", await comes(async () => (await row.innerText()).includes("healthy")), shown);

    await row.locator("button.copy").first().click();
    check("a name is copied", (await page.evaluate(() => navigator.clipboard.readText())) === "zigi-endpoint.penstock.localhost");
    await row.locator("button.toggle").click();
    const detail = page.locator("tr.detail").first();
    await detail.locator("text=127.0.0.2:18080").waitFor();
    const told = await detail.innerText();
    check("its details: gateway, DNS server, address with health", ["zigi-rgw", "127.0.0.2:15354", "127.0.0.2:18080", "healthy"].every((each) => told.includes(each)), told);
    await detail.getByRole("button", { name: "Copy the command" }).click();
    check("the curl line is copied", (await page.evaluate(() => navigator.clipboard.readText())) === "curl http://zigi-endpoint.penstock.localhost:8080/");
    await page.evaluate(() => scrollTo(0, 0));
    await picture(page, "demo-light");
    await accessible(page, "endpoints");

    await view(page, "explain");
    await page.fill("#explain-from", "127.0.0.1");
    await page.fill("#explain-endpoint", "zigi-endpoint");
    await page.fill("#explain-to", "169.254.169.254");
    await page.keyboard.press("Enter");
    await page.locator(".verdict").waitFor();
    const answer = await text(page, "#explain-answer");
    check("explain refuses a metadata address and says where to look", answer.includes("would be refused") && answer.includes("169.254.169.254") && answer.includes("Look at"), answer);
    check("its steps are those of penstock explain", options.steps.every((step) => answer.includes(step)), `${answer}\n${options.steps}`);
    await picture(page, "explain");
    await accessible(page, "explain");
    await page.fill("#explain-endpoint", "<img src=x onerror=alert(1)>");
    await page.keyboard.press("Enter");
    const odd = () => text(page, "#explain-answer");
    check("what is no name is shown as the text that it is", await comes(async () => (await odd()).includes("<img src=x onerror=alert(1)>")), await odd());
    check("and makes no element", (await page.locator("#explain-answer img").count()) === 0);
    noTrouble("the demo's page", /status of 400/, /status of 404/);

    await view(page, "endpoints");
    const stops = await walk(page);
    const names = stops.map((stop) => stop.name).join(" | ");
    check("the Tab key reaches the views, the search, a row's buttons", ["Skip to content", "Theme", "Endpoints", "Explain", "Find", "Details of", "Copy the name"].every((each) => names.includes(each)), names);
    check("whatever has the focus shows it", stops.every((stop) => stop.shown), JSON.stringify(stops.filter((stop) => !stop.shown)));
    check("everything that has the focus has a name", stops.every((stop) => stop.name), JSON.stringify(stops));
    await page.keyboard.press("Escape");
    await page.locator("body").click({ position: { x: 1, y: 1 } });
    await page.keyboard.press("/");
    check("/ goes to the search", (await page.evaluate(() => document.activeElement.id)) === "endpoints-text");

    const background = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    const light = await background();
    await page.emulateMedia({ colorScheme: "dark" });
    const dark = await background();
    check("it is dark where the system is", dark !== light, `${light} ${dark}`);
    await picture(page, "demo-dark");
    await accessible(page, "endpoints in the dark");
    await page.locator("#theme-button").click();
    check("the button makes it light all the same", (await background()) === light && (await text(page, "#theme-button")).includes("light"));
    await page.reload();
    check("and it stays so", (await background()) === light);
    await live(page);
    noTrouble("themes and keyboard");

    process.kill(options.pid, "SIGSTOP");
    check("it says so when the appliance is silent", await comes(() => page.locator("#link[data-state=lost]").isVisible(), 20), await text(page, "#link"));
    await picture(page, "lost");
    process.kill(options.pid, "SIGCONT");
    check("and is live again when it is back", await comes(() => page.locator("#link[data-state=live]").isVisible(), 20), await text(page, "#link"));
    noTrouble("a lost connection");
  },

  /** A thousand endpoints, busy; a connection is closed. */
  async many() {
    const page = await open();
    const begun = Date.now();
    await page.goto(options.url);
    await live(page);
    await page.locator("#endpoints-table tbody tr").first().waitFor();
    const took = Date.now() - begun;
    check("a thousand endpoints are there within five seconds", took < 5000 && (await text(page, "#count-endpoints")) === "1,000", `${took} ms`);
    const elements = await page.evaluate(() => document.querySelectorAll("*").length);
    check("with a few elements only", elements < 1500, elements);
    console.error(`1,000 endpoints: shown after ${took} ms, ${elements} elements`);
    await page.getByRole("button", { name: "Bytes/s" }).click();
    const first = page.locator("#endpoints-table tbody tr").first();
    check("sorted by bytes the busy ones come first", await comes(async () => !(await first.locator("td.num").nth(2).innerText()).startsWith("0 ")), await first.innerText());
    if (options.pictures) {
      await comes(() => false, 70); // so that the charts have something to show
      await picture(page, "many-busy");
      await first.locator("button.toggle").click();
      await comes(() => false, 2);
      await picture(page, "many-detail");
      await first.locator("button.toggle").click();
    }
    await page.fill("#endpoints-text", "billing-0777");
    check("the search finds one of them", await comes(async () => (await text(page, "#endpoints-pager")).includes("1–1 of 1")), await text(page, "#endpoints-pager"));
    await page.fill("#endpoints-text", "");
    await comes(async () => (await text(page, "#endpoints-pager")).includes("of 1,000"));
    await page.getByRole("button", { name: "Endpoint", exact: true }).click();
    await page.locator("#endpoints-pager").getByRole("button", { name: "Next" }).click();
    check("one turns the page", (await text(page, "#endpoints-pager")).includes("26–50 of 1,000"), await text(page, "#endpoints-pager"));
    await page.selectOption("#endpoints-health", "bad");
    check("those that are not well are found", await comes(async () => /–[1-9]\d? of/.test(await text(page, "#endpoints-pager"))), await text(page, "#endpoints-pager"));
    await page.selectOption("#endpoints-health", "");

    const stream = await page.evaluate(async () => {
      const reader = (await fetch("/api/live")).body.getReader();
      let [frames, first, rest] = [0, 0, 0];
      const decoder = new TextDecoder();
      while (frames < 6) {
        const { value } = await reader.read();
        frames += decoder.decode(value).split("\n\n").length - 1;
        if (frames <= 1) first += value.length;
        else rest += value.length;
      }
      reader.cancel();
      return { first, rest: rest / (frames - 1) };
    });
    check("after the first a frame has only what has changed", stream.rest < stream.first / 5, JSON.stringify(stream));
    console.error(`frames: the first ${stream.first} bytes, the others ${Math.round(stream.rest)}`);

    await view(page, "refusals");
    await page.locator("#refusals-table tbody tr").first().waitFor();
    check("refusals are there with their reasons", await comes(async () => /ingress denied[^]*connect failed|connect failed[^]*ingress denied/.test(await text(page, "#refusals-reasons"))), await text(page, "#refusals-reasons"));
    const asked = /GET 127\.1\.0\.214:8432\/orders, answered 502/;
    check("those of requests too, with what was asked but for its query", await comes(async () => asked.test(await text(page, "#refusals-table tbody")) && /connection refused/.test(await text(page, "#refusals-reasons"))), await text(page, "#refusals-table tbody"));
    await picture(page, "refusals");
    await accessible(page, "refusals");
    await page.locator("#refusals-reasons button", { hasText: "connect failed" }).click();
    check("a reason shows only its own", await comes(async () => !(await text(page, "#refusals-table tbody")).includes("ingress denied")), await text(page, "#refusals-table tbody"));
    await page.locator("#refusals-table tbody button").first().click();
    await page.locator(".verdict").waitFor();
    check("from a refusal one gets to its explanation", (await page.inputValue("#explain-endpoint")).includes("/billing-0"), page.url());

    await view(page, "reloads");
    await page.locator("#reloads-list .card").first().waitFor();
    const reloads = await text(page, "#reloads-list");
    check("reloads are there: one that changed something, one that was wrong", ["applied", "added", "ledger-3-new", "rejected", "penstock.yaml"].every((each) => reloads.includes(each)), reloads);
    await picture(page, "reloads");
    await accessible(page, "reloads");

    await view(page, "connections");
    await page.locator("#connections-table tbody th").first().waitFor();
    await picture(page, "connections");
    await accessible(page, "connections");
    await page.fill("#connections-text", options.client);
    check("one connection is found by its client", await comes(async () => (await text(page, "#connections-pager")).includes("1–1 of 1")), await text(page, "#connections-pager"));
    const close = page.locator("#connections-table tbody").getByRole("button", { name: "Close the connection of" });
    await close.focus();
    await page.keyboard.press("Enter");
    const dialog = page.locator("#close-dialog");
    await dialog.waitFor();
    check("it asks before it closes, and offers not to first", (await text(page, "#close-facts")).includes(options.client) && (await page.evaluate(() => document.activeElement.id)) === "close-cancel");
    await picture(page, "close");
    await accessible(page, "the question before closing");
    await page.keyboard.press("Escape");
    check("Escape keeps it", !(await dialog.isVisible()));
    check("and the focus is where it was", (await page.evaluate(() => document.activeElement.innerText)) === "Close…");
    await page.keyboard.press("Enter");
    await page.locator("#close-do").click();
    await page.locator("#token-dialog").waitFor();
    await page.fill("#token-input", "wrong");
    await page.keyboard.press("Enter");
    check("a wrong token is said to be one", await comes(() => page.locator("#token-wrong").isVisible()));
    await picture(page, "token");
    await page.fill("#token-input", options.token);
    await page.keyboard.press("Enter");
    check("with the right one the connection is closed", await comes(async () => (await text(page, "#connections-table tbody")).includes("No connection")), await text(page, "#connections-table"));
    check("a token is not stored unasked", (await page.evaluate(() => sessionStorage.length)) === 0);

    await page.setViewportSize({ width: 400, height: 800 });
    await view(page, "endpoints");
    check("on a narrow screen only tables scroll sideways", await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), await page.evaluate(() => document.documentElement.scrollWidth));
    await picture(page, "narrow");
    noTrouble("the page of a thousand", /status of 401/);
  },

  /** Not on loopback, so everything but the page itself needs the token. */
  async guarded() {
    const page = await open();
    await page.goto(options.url);
    await page.locator("#token-dialog").waitFor();
    check("elsewhere than on loopback it asks for the token first", (await text(page, "#token-why")).includes("token"));
    check("and shows nothing before", (await page.locator("#endpoints-table tbody th").count()) === 0);
    await page.fill("#token-input", options.token);
    await page.locator("#token-keep").check();
    await page.keyboard.press("Enter");
    await live(page);
    await page.locator("#endpoints-table tbody th").first().waitFor();
    check("with it, it shows everything", true);
    await page.reload();
    await live(page);
    check("the box keeps it for the tab", true);
    const row = page.locator("#endpoints-table tbody tr").first();
    await row.locator("button.copy").first().click();
    check("copying works without a secure context", await comes(async () => (await row.locator("button.copy").first().getAttribute("data-done")) === "yes", 1));
    await page.locator("#token-button").click();
    check("the token is forgotten when one says so", (await page.evaluate(() => sessionStorage.length)) === 0);
    noTrouble("the guarded page", /status of 401/);
  },
};

try {
  await parts[part]();
} catch (error) {
  check(`${part}: it gets to its end`, false, `${error.stack}\n${troubles.join("\n")}`);
} finally {
  await browser.close();
}
