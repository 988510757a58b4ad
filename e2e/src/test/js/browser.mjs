// centrifuge-js in a page of headless Chromium, with the transports that the browser has. Commands, events and replies
// are those of driver.mjs. The page is served from a port of its own, so that every request to the server is one from
// another origin, as in an application.
import { createServer } from 'node:http';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import puppeteer from 'puppeteer-core';

const HOME = new URL('.', import.meta.url);
const PAGE = `<!doctype html><title>centrifuge-js</title><link rel="icon" href="data:,">
<script src="/centrifuge.js"></script><script>window.json = window.Centrifuge;</script>
<script src="/centrifuge.protobuf.js"></script><script>window.protobuf = window.Centrifuge;</script>
<script type="module">
  import { interpreter } from '/clients.mjs';
  let waiting = [];
  // Events go out together: ten thousand calls into the driver would take longer than what is tested.
  window.flush = () => { const batch = waiting; waiting = []; if (batch.length > 0) window.report(JSON.stringify(batch)); };
  const write = (message) => { if (waiting.push(message) === 1) setTimeout(window.flush, 5); };
  const run = interpreter({ sdks: { json: window.json, protobuf: window.protobuf }, options: () => ({}), write });
  window.run = async (line) => { await run(JSON.parse(line)); window.flush(); };
</script>`;
const FILES = {
  '/centrifuge.js': 'node_modules/centrifuge/dist/centrifuge.js',
  '/centrifuge.protobuf.js': 'node_modules/centrifuge/dist/centrifuge.protobuf.js',
  '/clients.mjs': 'clients.mjs',
};

const site = createServer(async (request, response) => {
  if (request.url === '/') {
    response.setHeader('Content-Type', 'text/html; charset=utf-8').end(PAGE);
  } else if (FILES[request.url]) {
    response.setHeader('Content-Type', 'text/javascript; charset=utf-8').end(await readFile(new URL(FILES[request.url], HOME)));
  } else {
    response.writeHead(404).end();
  }
});
await new Promise((listening) => site.listen(0, '127.0.0.1', listening));

const profile = await mkdtemp(join(tmpdir(), 'sdk-test-'));
const browser = await puppeteer.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  headless: true,
  userDataDir: profile,
  protocolTimeout: 120_000,
  args: [
    '--no-sandbox',
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
    '--disable-dev-shm-usage',
  ],
});
// Browsers open six HTTP/1.1 connections to one server and no more, and each SSE or streaming client holds one: a
// client gets a page in a context of its own, as users have.
const pages = new Map();

async function pageOf(client) {
  let page = pages.get(client);
  if (!page) {
    page = (async () => {
      const context = await browser.createBrowserContext();
      const fresh = await context.newPage();
      fresh.on('pageerror', (error) => console.error(`page of ${client}: ${error}`));
      await fresh.exposeFunction('report', (batch) =>
        process.stdout.write(JSON.parse(batch).map((message) => JSON.stringify(message) + '\n').join('')));
      await fresh.goto(`http://127.0.0.1:${site.address().port}/`);
      await fresh.waitForFunction(() => window.run);
      return fresh;
    })();
    pages.set(client, page);
  }
  return page;
}

const others = new Map();

// Pages that are not ours, of the documentation: open an address, and ask it.
const elsewhere = {
  async open({ client, url }) {
    const page = await browser.newPage();
    others.set(client, page);
    await page.goto(url);
  },
  evaluate: ({ client, script }) => others.get(client).evaluate(script),
};

async function run(line) {
  const command = JSON.parse(line);
  const { id, client } = command;
  try {
    if (elsewhere[command.do]) {
      const result = await elsewhere[command.do](command);
      process.stdout.write(JSON.stringify({ reply: id, result: result ?? null }) + '\n');
      return;
    }
    await (await pageOf(client)).evaluate((command) => window.run(command), line);
  } catch (error) {
    process.stdout.write(JSON.stringify({ reply: id, error: { code: 0, message: String(error) } }) + '\n');
  }
}

createInterface({ input: process.stdin })
  .on('line', run)
  .on('close', async () => {
    await browser.close();
    site.close();
    await rm(profile, { recursive: true, force: true, maxRetries: 5 });
    process.exit(0);
  });
