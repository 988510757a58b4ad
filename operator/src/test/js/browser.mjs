// Drives headless Chromium for ConsoleBrowserIT: a command a line in (JSON), a reply a line out.
import { createInterface } from "node:readline";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import puppeteer from "puppeteer-core";

const profile = await mkdtemp(join(tmpdir(), "console-test-"));
const browser = await puppeteer.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  headless: true,
  userDataDir: profile,
  protocolTimeout: 120_000,
  args: [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
    "--lang=en-GB",
  ],
});
const page = await browser.newPage();
page.setDefaultTimeout(60_000);
const complaints = [];
page.on("pageerror", (error) => complaints.push(String(error)));
page.on("console", (message) => {
  // A refused request is the server's answer, and shown to the user; anything else is a defect of the page.
  if (message.type() === "error" && !message.text().startsWith("Failed to load resource")) {
    complaints.push(message.text());
  }
});
page.on("dialog", (dialog) => {
  complaints.push(`a dialog opened: ${dialog.message()}`);
  dialog.dismiss();
});

const commands = {
  open: ({ url }) => page.goto(url),
  size: ({ width, height, mobile }) => page.setViewport({ width, height, isMobile: mobile ?? false, deviceScaleFactor: 1 }),
  theme: ({ theme }) => page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: theme }]),
  type: ({ selector, text }) => page.locator(selector).fill(text),
  click: ({ selector }) => page.locator(selector).click(),
  // Waits until the page shows the text.
  see: ({ text }) => page.waitForFunction((wanted) => document.body.innerText.includes(wanted), { polling: 100 }, text).then(() => null),
  gone: ({ text }) => page.waitForFunction((wanted) => !document.body.innerText.includes(wanted), { polling: 100 }, text).then(() => null),
  text: () => page.evaluate(() => document.body.innerText),
  evaluate: ({ script }) => page.evaluate(script),
  cookies: () => browser.cookies(),
  shot: ({ path, full }) => page.screenshot({ path, fullPage: full ?? false, type: "png" }).then(() => null),
  complaints: () => complaints,
};

for await (const line of createInterface({ input: process.stdin })) {
  const { id, do: name, ...given } = JSON.parse(line);
  try {
    const result = await commands[name](given);
    const plain = ["open", "size", "theme", "type", "click"].includes(name) ? null : (result ?? null);
    process.stdout.write(`${JSON.stringify({ id, result: plain })}\n`);
  } catch (error) {
    process.stdout.write(`${JSON.stringify({ id, error: String(error) })}\n`);
  }
}
await browser.close();
await rm(profile, { recursive: true, force: true, maxRetries: 5 });
