// A crowd of clients with centrifuge-js in one process, in groups of which each has a channel; the first of a group
// publishes numbers to it. Argument: {url, clients, groups, everyMillis} as JSON. Says "ready" when all are subscribed;
// at the first line of standard input it stops publishing, waits for what is under way, and writes what each saw:
// {clients: [{reconnects, longestGapMillis, codes, missing, doubled, unordered, received}], acknowledged, failed}.
import { createInterface } from 'node:readline';
import { WebSocket } from 'ws';
import { Centrifuge } from 'centrifuge';

const { url, clients, groups, everyMillis } = JSON.parse(process.argv[2]);
const AT_ONCE = 50;
const SETTLE_MILLIS = 15_000;

const channelOf = (index) => `chat:crowd${index % groups}`;
/** Numbers that the server has taken, by channel. */
const acknowledged = new Map();
let failed = 0;

function member(index) {
  const channel = channelOf(index);
  const saw = { connects: 0, longestGapMillis: 0, codes: [], numbers: [] };
  let lostAt = 0;
  const centrifuge = new Centrifuge(url, { websocket: WebSocket, minReconnectDelay: 100, maxReconnectDelay: 2000 });
  centrifuge.on('connected', () => {
    saw.connects++;
    if (lostAt) {
      saw.longestGapMillis = Math.max(saw.longestGapMillis, Date.now() - lostAt);
      lostAt = 0;
    }
  });
  centrifuge.on('connecting', ({ code }) => {
    if (saw.connects > 0 && !lostAt) {
      lostAt = Date.now();
      saw.codes.push(code);
    }
  });
  const subscription = centrifuge.newSubscription(channel);
  subscription.on('publication', ({ data }) => saw.numbers.push(data.number));
  const subscribed = new Promise((resolve) => subscription.once('subscribed', resolve));
  subscription.subscribe();
  centrifuge.connect();
  return { channel, saw, subscription, subscribed };
}

const members = [];
for (let from = 0; from < clients; from += AT_ONCE) {
  const some = [];
  for (let index = from; index < Math.min(clients, from + AT_ONCE); index++) {
    some.push(member(index));
  }
  await Promise.all(some.map((each) => each.subscribed));
  members.push(...some);
}

const tickers = members.slice(0, groups).map(({ channel, subscription }) => {
  acknowledged.set(channel, []);
  let number = 0;
  return setInterval(() => {
    const mine = ++number;
    subscription.publish({ number: mine }).then(
      () => acknowledged.get(channel).push(mine),
      () => failed++,
    );
  }, everyMillis);
});
console.log('ready');

/** A message that was not acknowledged may come late, or after the next one: its publisher does not know of it. */
function report(saw, taken) {
  const received = new Set(saw.numbers);
  const known = new Set(taken);
  const inOrder = saw.numbers.filter((number) => known.has(number));
  return {
    reconnects: saw.connects - 1,
    longestGapMillis: saw.longestGapMillis,
    codes: saw.codes,
    missing: taken.filter((number) => !received.has(number)).length,
    doubled: saw.numbers.length - received.size,
    unordered: inOrder.filter((number, index) => index > 0 && number < inOrder[index - 1]).length,
    received: received.size,
  };
}

createInterface({ input: process.stdin }).once('line', async () => {
  tickers.forEach(clearInterval);
  await new Promise((resolve) => setTimeout(resolve, SETTLE_MILLIS));
  const seen = members.map(({ channel, saw }) => report(saw, acknowledged.get(channel)));
  const total = [...acknowledged.values()].reduce((sum, numbers) => sum + numbers.length, 0);
  process.stdout.write(JSON.stringify({ clients: seen, acknowledged: total, failed }) + '\n', () => process.exit(0));
});
