// Drives centrifuge-js for tests written in Java. One JSON object a line: commands on standard
// input, events and replies on standard output. Ends when standard input ends.
//
// Command: {"id": 1, "client": "name", "do": "<a method of `commands`>", ...arguments}
// Reply:   {"reply": 1, "result": ...} or {"reply": 1, "error": {"code": 103, "message": "..."}}
// Event:   {"event": "state" | "publication" | "subscription" | "join" | "leave", "client": "name", ...}
import { createInterface } from 'node:readline';
import { EventSource } from 'eventsource';
import { WebSocket } from 'ws';
import { Centrifuge } from 'centrifuge';
import { Centrifuge as ProtobufCentrifuge } from 'centrifuge/build/protobuf';

const clients = new Map();

function write(message) {
  process.stdout.write(JSON.stringify(message) + '\n');
}

// What the protobuf flavour of the SDK hands over as bytes is JSON text in these tests.
function plain(data) {
  return data instanceof Uint8Array ? JSON.parse(new TextDecoder().decode(data)) : data;
}

const commands = {
  create({ client: name, url, transport, protobuf, token, headers }) {
    const Sdk = protobuf ? ProtobufCentrifuge : Centrifuge;
    const endpoint = transport === 'websocket'
      ? url
      : [{ transport, endpoint: url }];
    const sdk = new Sdk(endpoint, {
      websocket: headers ? websocketWith(headers) : WebSocket,
      eventsource: EventSource,
      fetch,
      emulationEndpoint: url.replace(/\/connection\/.*/, '/emulation'),
      token: token ?? '',
      minReconnectDelay: 50,
      maxReconnectDelay: 500,
    });
    const encode = protobuf ? (data) => new TextEncoder().encode(JSON.stringify(data)) : (data) => data;
    clients.set(name, { sdk, encode });
    const state = (state) => (context) =>
      write({ event: 'state', client: name, state, code: context.code ?? 0, reason: context.reason ?? context.client ?? '' });
    sdk.on('connecting', state('connecting')).on('connected', state('connected')).on('disconnected', state('disconnected'));
    sdk.on('error', (context) =>
      write({ event: 'error', client: name, code: context.error?.code ?? 0, message: context.error?.message ?? '' }));
  },

  connect: ({ sdk }) => sdk.connect(),

  disconnect: ({ sdk }) => sdk.disconnect(),

  // Answers once the server has answered; later changes come as events.
  async subscribe({ sdk, client, channel, delta }) {
    const subscription = sdk.newSubscription(channel, { joinLeave: true, ...(delta ? { delta: 'fossil' } : {}) });
    subscription.on('publication', (context) =>
      write({ event: 'publication', client, channel, data: plain(context.data), offset: context.offset ?? 0, tags: context.tags ?? {} }));
    subscription.on('subscribed', (context) =>
      write({ event: 'subscription', client, channel, state: 'subscribed', wasRecovering: context.wasRecovering, recovered: context.recovered }));
    subscription.on('subscribing', (context) =>
      write({ event: 'subscription', client, channel, state: 'subscribing', code: context.code, reason: context.reason }));
    subscription.on('unsubscribed', (context) =>
      write({ event: 'subscription', client, channel, state: 'unsubscribed', code: context.code, reason: context.reason }));
    subscription.on('join', (context) => write({ event: 'join', client, channel, who: context.info.client }));
    subscription.on('leave', (context) => write({ event: 'leave', client, channel, who: context.info.client }));
    // The SDK's own promise does not say why it failed, but the event does.
    let refusal;
    subscription.once('unsubscribed', (context) => { refusal = context; });
    subscription.subscribe();
    try {
      await subscription.ready(10_000);
    } catch (error) {
      throw refusal ? { code: refusal.code, message: refusal.reason } : error;
    }
  },

  unsubscribe({ sdk, channel }) {
    const subscription = sdk.getSubscription(channel);
    subscription.unsubscribe();
    sdk.removeSubscription(subscription);
  },

  async publish({ sdk, encode, channel, data }) {
    await sdk.publish(channel, encode(data));
  },

  async presence({ sdk, channel }) {
    return Object.keys((await sdk.presence(channel)).clients);
  },

  async presenceStats({ sdk, channel }) {
    return await sdk.presenceStats(channel);
  },

  async history({ sdk, channel, limit }) {
    const page = await sdk.history(channel, { limit });
    return page.publications.map((publication) => plain(publication.data));
  },

  async rpc({ sdk, encode, method, data }) {
    return plain((await sdk.rpc(method, encode(data))).data);
  },
};

function websocketWith(headers) {
  return class extends WebSocket {
    constructor(url, protocols) {
      super(url, protocols, { headers });
    }
  };
}

createInterface({ input: process.stdin })
  .on('line', async (line) => {
    const command = JSON.parse(line);
    try {
      const known = clients.get(command.client) ?? {};
      const result = await commands[command.do]({ ...command, ...known });
      write({ reply: command.id, result: result ?? null });
    } catch (error) {
      write({ reply: command.id, error: { code: error.code ?? 0, message: error.message ?? String(error) } });
    }
  })
  .on('close', () => process.exit(0));
