// Opens pages in one headless browser, takes the steps it is told on each, and prints what it saw, as JSON.
// Several pages are open at once, but those to be measured are visited alone.
// Argument: {"browser": "chromium" or "firefox", "program",
//   "visits": [{"file", "hash"?, "alone"?, "width"?, "height"?, "steps": [[action, argument?], ...]}, ...]}
const { pathToFileURL } = require("node:url");
const browsers = require("playwright-core");

const LAUNCH = {
  chromium: { args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync"] },
  // as Mozilla ships it, with a mouse, which it believes to lack where there is no screen
  firefox: { channel: "moz-firefox", firefoxUserPrefs: { "ui.prefersReducedMotion": 1, "ui.primaryPointerCapabilities": 6 } },
};
const { browser: kind, program, visits: jobs } = JSON.parse(require("node:fs").readFileSync(process.argv[2], "utf-8"));

// A point of the window at which the graph has this node or edge and nothing above it.
function spot({ kind, id }) {
  const { network } = window.kgPage;
  const frame = document.getElementById("graph").getBoundingClientRect();
  const at = (point) => {
    const dom = network.canvasToDOM(point);
    return { x: Math.round(dom.x + frame.x), y: Math.round(dom.y + frame.y) };
  };
  if (kind === "node") return at(network.getPosition(id));
  const [a, b] = network.getConnectedNodes(id).map((end) => network.getPosition(end));
  const hit = ({ x, y }) => {
    const dom = { x: x - frame.x, y: y - frame.y };
    return network.getNodeAt(dom) === undefined && network.getEdgeAt(dom) === id;
  };
  for (const share of [0.5, 0.4, 0.6, 0.3, 0.7]) {
    const across = Array.from({ length: 101 }, (_, number) => (number - 50) / 100);
    const hits = across.map((side) => at({
      x: a.x + (b.x - a.x) * share + (b.y - a.y) * side, y: a.y + (b.y - a.y) * share - (b.x - a.x) * side })).filter(hit);
    if (hits.length) return hits[Math.floor(hits.length / 2)];
  }
  return null;
}

const settle = (page, ms = 60) => page.waitForTimeout(ms);

async function pointAt(page, kind, id, act, ms) {
  const point = await page.evaluate(spot, { kind, id });
  if (!point) throw new Error(`no free point of ${kind} ${id}`);
  await act(point.x, point.y);
  await settle(page, ms);
}

// What axe-core finds against WCAG 2.1 AA: the rule, and the first place that breaks it.
async function accessibility(page) {
  await page.evaluate(require("node:fs").readFileSync(require.resolve("axe-core/axe.min.js"), "utf-8"));
  const { violations } = await page.evaluate(() =>
    window.axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"], resultTypes: ["violations"] }));
  return violations.map(({ id, nodes }) => `${id}: ${nodes[0].html} ${nodes[0].failureSummary}`);
}

const ACTIONS = {
  clickNode: (page, id) => pointAt(page, "node", id, (x, y) => page.mouse.click(x, y)),
  clickEdge: (page, id) => pointAt(page, "edge", id, (x, y) => page.mouse.click(x, y)),
  async hoverNode(page, id) {
    await pointAt(page, "node", id, (x, y) => page.mouse.move(x, y, { steps: 3 }), 500);
    return page.locator("div.vis-tooltip").innerText();
  },
  selectNode: (page, id) => page.evaluate((key) => window.kgPage.selectNode(key), id).then(() => settle(page)),
  selectEdge: (page, id) => page.evaluate((key) => window.kgPage.selectEdge(key), id).then(() => settle(page)),
  click: (page, selector) => page.click(selector).then(() => settle(page)),
  choose: (page, [selector, value]) => page.selectOption(selector, value).then(() => settle(page)),
  slide: (page, [selector, value]) => page.locator(selector).fill(String(value)).then(() => settle(page)),
  press: (page, key) => page.keyboard.press(key),
  type: (page, text) => page.keyboard.type(text),
  wait: (page, ms) => settle(page, ms),
  text: (page, selector) => page.locator(selector).allInnerTexts(),
  visible: (page, selector) => page.locator(selector).first().isVisible(),
  focused: (page) => page.evaluate(() => document.activeElement.id),
  evaluate: (page, source) => page.evaluate(source),
  accessibility,
  shot: (page, path) => settle(page).then(() => page.screenshot({ path })).then(() => path),
};

async function visit(browser, job) {
  const page = await browser.newPage({ viewport: { width: job.width ?? 1440, height: job.height ?? 900 },
    reducedMotion: "reduce" });
  const seen = { requests: [], errors: [], steps: [] };
  page.on("request", (request) => seen.requests.push(request.url()));
  page.on("console", (message) => message.type() === "error" && seen.errors.push(message.text()));
  page.on("pageerror", (error) => seen.errors.push(String(error)));
  await page.addInitScript(() => addEventListener("securitypolicyviolation",
    (event) => console.error(`policy: ${event.violatedDirective} ${event.blockedURI}`)));
  page.on("dialog", (dialog) => { seen.errors.push(`dialog: ${dialog.message()}`); return dialog.dismiss(); });
  await page.goto(pathToFileURL(job.file).href + (job.hash ?? ""));
  await page.waitForFunction(() => window.kgPage?.painted !== undefined);
  await settle(page);
  for (const [action, argument] of job.steps) seen.steps.push((await ACTIONS[action](page, argument)) ?? null);
  seen.painted = await page.evaluate(() => window.kgPage.painted);
  seen.nodes = await page.evaluate(() => window.kgPage.network.body.data.nodes.length);
  seen.edges = await page.evaluate(() => window.kgPage.network.body.data.edges.length);
  await page.close();
  return seen;
}

async function main() {
  const browser = await browsers[kind].launch({ executablePath: program, ...LAUNCH[kind] });
  const seen = new Array(jobs.length);
  const visitAll = async (numbers) => {
    for (let next = numbers.shift(); next !== undefined; next = numbers.shift()) seen[next] = await visit(browser, jobs[next]);
  };
  const numbers = [...jobs.keys()];
  const together = numbers.filter((number) => !jobs[number].alone);
  // Firefox gives the focus to one page at a time
  await Promise.all(Array.from({ length: kind === "firefox" ? 1 : 3 }, () => visitAll(together)));
  await visitAll(numbers.filter((number) => jobs[number].alone));
  await browser.close();
  process.stdout.write(JSON.stringify(seen));
}

main().catch((error) => {
  process.stderr.write(`${error.stack}\n`);
  process.exit(1);
});
