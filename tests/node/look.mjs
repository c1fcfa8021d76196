// Looks at pages in headless Chromium: node look.mjs CHROMIUM FOLDER|- PAGE.html...
// Prints one line of JSON for each page, width and colour scheme: what overflows, what was asked for, what was said
// on the console, and what axe-core objects to. With a FOLDER, leaves a picture of each there.
import { readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import { chromium } from "playwright-core";

const [executablePath, folder, ...pages] = process.argv.slice(2);
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf-8");
const browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });

async function look(path, width, colorScheme) {
  const context = await browser.newContext({ viewport: { width, height: 900 }, colorScheme });
  const page = await context.newPage();
  const requests = [];
  const said = [];
  page.on("request", (request) => requests.push(request.url()));
  page.on("console", (message) => said.push(message.text()));
  page.on("pageerror", (error) => said.push(String(error)));
  await page.goto(pathToFileURL(path).href);
  // What is folded is looked at too.
  await page.evaluate(() => document.querySelectorAll("details").forEach((fold) => (fold.open = true)));
  const { wide, styled } = await page.evaluate(() => {
    const room = document.documentElement.clientWidth;
    const sticksOut = (element) => element.getBoundingClientRect().right > room + 1 && !element.closest("pre");
    const wide = [...document.querySelectorAll("body *")].filter(sticksOut).map((one) => one.outerHTML.slice(0, 120));
    if (document.documentElement.scrollWidth > room) wide.push("the page");
    return { wide, styled: getComputedStyle(document.body).maxWidth !== "none" };
  });
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() => window.axe.run());
  if (folder !== "-") {
    const name = `${basename(path, ".html")}-${width}-${colorScheme}.png`;
    await page.screenshot({ path: join(folder, name), fullPage: true });
  }
  await context.close();
  return {
    page: basename(path),
    width,
    colorScheme,
    wide,
    styled,
    requests: requests.slice(1),
    said,
    violations: violations.map((one) => `${one.id}: ${one.nodes.length} x ${one.nodes[0].html.slice(0, 120)}`),
  };
}

const ways = [400, 1200].flatMap((width) => ["light", "dark"].map((colorScheme) => [width, colorScheme]));
for (const path of pages) {
  const seen = await Promise.all(ways.map((way) => look(path, ...way)));
  for (const one of seen) console.log(JSON.stringify(one));
}
await browser.close();
