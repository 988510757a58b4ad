// A crowd of clients with centrifuge-js in one process, in groups of which each has a channel; the first of a group
// publishes numbers to it. Argument: {url, clients, groups, everyMillis, secret} as JSON; with a secret each client has a
// token of 20 s. Says "ready" when all are subscribed. Reads from standard input: "expire", from then on every token given
// out has ended already; "renew", they are good again; "during WORD", what follows is counted under that word; "tell WORD",
// it writes what is counted under that word so far and how many are connected now:
// {acknowledged, failed, longestGapMillis, connected}; "end", it stops publishing, waits for what is under way, and writes
// what each saw:
// {clients: [{reconnects, longestGapMillis, gapErrors, codes, missing, doubled, unordered, received}], acknowledged, failed,
// during: {WORD: {acknowledged, failed, longestGapMillis}}}: a publication counts where it was sent, a gap where it began.
import { createHmac } from 'node:crypto';
import { createInterface } from 'node:readline';
import { WebSocket } from 'ws';
import { Centrifuge } from 'centrifuge';

const { url, clients, groups, everyMillis, secret } = JSON.parse(process.argv[2]);
const AT_ONCE = 50;
const SETTLE_MILLIS = 15_000;
const TOKEN_SECONDS = 20;
const HANDSHAKE_MILLIS = 5_000;
/** Of one gap that are kept. */
const MOST_ERRORS = 20;

const channelOf = (index) => `chat:crowd${index % groups}`;
/** Numbers that the server has taken, by channel. */
const acknowledged = new Map();
let failed = 0;
let expired = false;
/** What is counted by words. */
const during = {};
let now = word('');

function word(name) {
  return (during[name] ??= { acknowledged: 0, failed: 0, longestGapMillis: 0 });
}

/**
 * A connection that goes to a pod which has just gone is answered by nobody, and Linux gives it up after 131 s. Neither
 * the SDK nor ws bounds that by itself.
 */
class BoundedWebSocket extends WebSocket {
  constructor(address, protocols) {
    super(address, protocols, { handshakeTimeout: HANDSHAKE_MILLIS });
  }
}

const encode = (object) => Buffer.from(JSON.stringify(object)).toString('base64url');

function token(index) {
  const ends = Math.floor(Date.now() / 1000) + (expired ? -TOKEN_SECONDS : TOKEN_SECONDS);
  const signed = `${encode({ alg: 'HS256', typ: 'JWT' })}.${encode({ sub: `crowd${index}`, exp: ends })}`;
  return `${signed}.${createHmac('sha256', secret).update(signed).digest('base64url')}`;
}

function member(index) {
  const channel = channelOf(index);
  const saw = { connects: 0, longestGapMillis: 0, gapErrors: [], codes: [], numbers: [] };
  let lostAt = 0;
  let errors = [];
  let lostDuring = now;
  const centrifuge = new Centrifuge(url, {
    websocket: BoundedWebSocket,
    minReconnectDelay: 100,
    maxReconnectDelay: 2000,
    ...(secret ? { getToken: async () => token(index) } : {}),
  });
  centrifuge.on('connected', () => {
    saw.connects++;
    if (lostAt) {
      const gap = Date.now() - lostAt;
      if (gap > saw.longestGapMillis) {
        saw.longestGapMillis = gap;
        saw.gapErrors = errors;
      }
      lostDuring.longestGapMillis = Math.max(lostDuring.longestGapMillis, gap);
      lostAt = 0;
    }
  });
  centrifuge.on('connecting', ({ code }) => {
    if (saw.connects > 0 && !lostAt) {
      lostAt = Date.now();
      errors = [];
      lostDuring = now;
      saw.codes.push(code);
    }
  });
  centrifuge.on('error', ({ type, error }) => {
    if (lostAt && errors.length < MOST_ERRORS) {
      errors.push(`${((Date.now() - lostAt) / 1000).toFixed(1)} s: ${type} ${error?.code} ${error?.message}`);
    }
  });
  const subscription = centrifuge.newSubscription(channel);
  subscription.on('publication', ({ data }) => saw.numbers.push(data.number));
  const subscribed = new Promise((resolve) => subscription.once('subscribed', resolve));
  subscription.subscribe();
  centrifuge.connect();
  return { centrifuge, channel, saw, subscription, subscribed };
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
    const sentDuring = now;
    subscription.publish({ number: mine }).then(
      () => {
        acknowledged.get(channel).push(mine);
        sentDuring.acknowledged++;
      },
      () => {
        failed++;
        sentDuring.failed++;
      },
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
    gapErrors: saw.gapErrors,
    codes: saw.codes,
    missing: taken.filter((number) => !received.has(number)).length,
    doubled: saw.numbers.length - received.size,
    unordered: inOrder.filter((number, index) => index > 0 && number < inOrder[index - 1]).length,
    received: received.size,
  };
}

async function end() {
  tickers.forEach(clearInterval);
  await new Promise((resolve) => setTimeout(resolve, SETTLE_MILLIS));
  const seen = members.map(({ channel, saw }) => report(saw, acknowledged.get(channel)));
  const total = [...acknowledged.values()].reduce((sum, numbers) => sum + numbers.length, 0);
  process.stdout.write(JSON.stringify({ clients: seen, acknowledged: total, failed, during }) + '\n', () => process.exit(0));
}

createInterface({ input: process.stdin }).on('line', (line) => {
  if (line === 'end') {
    end();
  } else if (line.startsWith('during ')) {
    now = word(line.slice('during '.length));
  } else if (line.startsWith('tell ')) {
    const connected = members.filter(({ centrifuge }) => centrifuge.state === 'connected').length;
    console.log(JSON.stringify({ ...word(line.slice('tell '.length)), connected }));
  } else {
    expired = line === 'expire';
  }
});
