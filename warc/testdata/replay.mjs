// Shows a page of a WACZ in ReplayWeb.page, in headless Chromium, and looks
// for words in it. Usage: node replay.mjs WACZ URL TIMESTAMP WORDS
// CHROMIUM is the browser, PLAYER the folder of the package replaywebpage.
import { createServer } from "node:http";
import { readFileSync } from "node:fs";
import puppeteer from "puppeteer-core";

const [wacz, url, ts, words] = process.argv.slice(2);
const attribute = (s) => s.replaceAll("&", "&amp;").replaceAll('"', "&quot;");
const files = {
  "/": ["text/html", `<!doctype html><script src="/ui.js"></script><replay-web-page style="height:600px"
    source="/x.wacz" url="${attribute(url)}" ts="${ts}" replayBase="/replay/" embed="replayonly"></replay-web-page>`],
  "/ui.js": ["text/javascript", readFileSync(process.env.PLAYER + "/ui.js")],
  "/replay/sw.js": ["text/javascript", readFileSync(process.env.PLAYER + "/sw.js")],
  "/x.wacz": ["application/octet-stream", readFileSync(wacz)],
};
const server = createServer((req, res) => {
  const file = files[new URL(req.url, "http://x").pathname];
  if (!file) return res.writeHead(404).end();
  const body = Buffer.from(file[1]);
  const head = { "Content-Type": file[0], "Accept-Ranges": "bytes" };
  const range = /^bytes=(\d*)-(\d*)$/.exec(req.headers.range ?? "");
  if (!range) return res.writeHead(200, { ...head, "Content-Length": body.length }).end(req.method === "HEAD" ? "" : body);
  const start = range[1] ? Number(range[1]) : Math.max(0, body.length - Number(range[2]));
  const end = range[1] && range[2] ? Math.min(Number(range[2]), body.length - 1) : body.length - 1;
  res.writeHead(206, { ...head, "Content-Length": end - start + 1, "Content-Range": `bytes ${start}-${end}/${body.length}` });
  res.end(req.method === "HEAD" ? "" : body.subarray(start, end + 1));
});
await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
const options = { executablePath: process.env.CHROMIUM, headless: true, args: ["--no-sandbox", "--disable-gpu"] };
const browser = await puppeteer.launch(options).catch(() => process.exit(3));
let found = false;
try {
  // The service worker may lose a race once; a second try is fair.
  for (let attempt = 0; attempt < 2 && !found; attempt++) {
    const page = await browser.newPage();
    await page.goto(`http://127.0.0.1:${server.address().port}/`);
    for (let i = 0; i < 40 && !found; i++) {
      await new Promise((r) => setTimeout(r, 250));
      for (const frame of page.frames().slice(1)) {
        const text = await frame.evaluate(() => document.body?.innerText ?? "").catch(() => "");
        found ||= text.includes(words);
      }
    }
    await page.close();
  }
} finally {
  await browser.close();
  server.close();
}
console.log(`${url} at ${ts}: ${found ? "shows" : "does not show"} ${JSON.stringify(words)}`);
process.exit(found ? 0 : 1);
