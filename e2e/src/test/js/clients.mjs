// Clients of centrifuge-js for tests written in Java; the same in Node (driver.mjs) and in a page (browser.mjs).
//
// Command: {"id": 1, "client": "name", "do": "<a method of `commands`>", ...arguments}
// Reply:   {"reply": 1, "result": ...} or {"reply": 1, "error": {"code": 103, "message": "..."}}
// Event:   {"event": "state" | "subscription" | "publication" | "join" | "leave" | "token" | "error", "client": "name", ...}

// What the protobuf flavour of the SDK hands over as bytes is JSON text in these tests.
function plain(data) {
  return data instanceof Uint8Array ? JSON.parse(new TextDecoder().decode(data)) : data;
}

function publication(client, channel, context) {
  return { event: 'publication', client, channel, data: plain(context.data), offset: context.offset ?? 0 };
}

/**
 * Makes the interpreter of commands.
 *
 * `sdks`: the class of each flavour, {json, protobuf}. `options`: what the SDK needs in this place, by the create
 * command. `write`: takes events and replies.
 */
export function interpreter({ sdks, options, write }) {
  const clients = new Map();

  // The SDK's way to fetch a token, from a list; the last one stays. None: the SDK is given no way.
  function source(tokens, client, channel) {
    const left = [...tokens];
    const next = () => (left.length > 1 ? left.shift() : left[0]);
    return {
      token: tokens.length > 0 ? next() : '',
      ...(tokens.length > 1 ? { getToken: async () => { write({ event: 'token', client, channel }); return next(); } } : {}),
    };
  }

  const commands = {
    create(command) {
      const { client, url, transport, protobuf, tokens } = command;
      const endpoint = transport === 'websocket' ? url : [{ transport, endpoint: url }];
      const sdk = new sdks[protobuf ? 'protobuf' : 'json'](endpoint, {
        ...options(command),
        ...source(tokens ?? [], client, ''),
        emulationEndpoint: url.replace(/\/connection\/.*/, '/emulation'),
        minReconnectDelay: 50,
        maxReconnectDelay: 500,
      });
      const encode = protobuf ? (data) => new TextEncoder().encode(JSON.stringify(data)) : (data) => data;
      clients.set(client, { sdk, encode });
      for (const state of ['connecting', 'connected', 'disconnected']) {
        sdk.on(state, (context) =>
          write({ event: 'state', client, state, code: context.code ?? 0, reason: context.reason ?? context.client ?? '' }));
      }
      sdk.on('error', (context) =>
        write({ event: 'error', client, code: context.error?.code ?? 0, message: context.error?.message ?? '' }));
      // Subscriptions that the server made.
      for (const state of ['subscribing', 'subscribed', 'unsubscribed']) {
        sdk.on(state, ({ channel, wasRecovering, recovered }) =>
          write({ event: 'subscription', client, channel, state, wasRecovering, recovered }));
      }
      sdk.on('publication', (context) => write(publication(client, context.channel, context)));
    },

    connect: ({ sdk }) => sdk.connect(),

    disconnect: ({ sdk }) => sdk.disconnect(),

    // Answers once the server has answered; later changes come as events.
    async subscribe({ sdk, client, channel, delta, tokens }) {
      const subscription = sdk.newSubscription(channel, {
        joinLeave: true,
        minResubscribeDelay: 50,
        maxResubscribeDelay: 500,
        ...source(tokens ?? [], client, channel),
        ...(delta ? { delta: 'fossil' } : {}),
      });
      subscription.on('publication', (context) => write(publication(client, channel, context)));
      for (const state of ['subscribing', 'subscribed', 'unsubscribed']) {
        subscription.on(state, ({ code, reason, wasRecovering, recovered }) =>
          write({ event: 'subscription', client, channel, state, code, reason, wasRecovering, recovered }));
      }
      subscription.on('error', (context) =>
        write({ event: 'error', client, code: context.error?.code ?? 0, message: context.error?.message ?? '' }));
      for (const event of ['join', 'leave']) {
        subscription.on(event, (context) => write({ event, client, channel, who: context.info.client }));
      }
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

    async history({ sdk, channel, limit, since }) {
      const page = await sdk.history(channel, { limit, ...(since ? { since } : {}) });
      return page.publications.map((one) => plain(one.data));
    },

    async rpc({ sdk, encode, method, data }) {
      return plain((await sdk.rpc(method, encode(data))).data);
    },
  };

  return async function run(command) {
    try {
      const result = await commands[command.do]({ ...command, ...clients.get(command.client) });
      write({ reply: command.id, result: result ?? null });
    } catch (error) {
      write({ reply: command.id, error: { code: error.code ?? 0, message: error.message ?? String(error) } });
    }
  };
}
