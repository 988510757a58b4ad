// centrifuge-js in Node. One JSON object a line: commands on standard input, events and replies on standard output
// (clients.mjs says which). Ends when standard input ends.
import { createInterface } from 'node:readline';
import { EventSource } from 'eventsource';
import { WebSocket } from 'ws';
import { Centrifuge as json } from 'centrifuge';
import { Centrifuge as protobuf } from 'centrifuge/build/protobuf';
import { interpreter } from './clients.mjs';

const run = interpreter({
  sdks: { json, protobuf },
  options: ({ headers }) => ({
    websocket: headers ? websocketWith(headers) : WebSocket,
    eventsource: EventSource,
    fetch,
  }),
  write: (message) => process.stdout.write(JSON.stringify(message) + '\n'),
});

function websocketWith(headers) {
  return class extends WebSocket {
    constructor(url, protocols) {
      super(url, protocols, { headers });
    }
  };
}

createInterface({ input: process.stdin })
  .on('line', (line) => run(JSON.parse(line)))
  .on('close', () => process.exit(0));
