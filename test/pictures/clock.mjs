/**
 * Loaded into the gateway before its own code (NODE_OPTIONS), so that its office has a past: the clock begins at PICTURES_NOW and is set over the socket
 * PICTURES_CLOCK, as `/<time>/<how many times faster durations pass>`: stand-ins answer in milliseconds, providers do not.
 */
import { createServer } from 'node:http';
import { isMainThread } from 'node:worker_threads';

const Real = Date;
const monotonic = performance.now.bind(performance);
let ahead = Number(process.env.PICTURES_NOW) - Real.now();
let speed = 1;
let [shown, since] = [monotonic(), monotonic()];

// The command line gets the same options; only the gateway has a clock that is set.
if (process.argv[1]?.endsWith('main.js')) {
  globalThis.Date = class extends Real {
    constructor(...given) {
      super(...(given.length > 0 ? given : [Real.now() + ahead]));
    }
    static now() {
      return Real.now() + ahead;
    }
  };
  performance.now = () => shown + (monotonic() - since) * speed;
  if (isMainThread) {
    createServer((request, response) => {
      const [, time, faster] = request.url.split('/').map(Number);
      ahead = time - Real.now();
      [shown, since, speed] = [performance.now(), monotonic(), faster];
      response.end();
    })
      .listen(process.env.PICTURES_CLOCK)
      .unref();
  }
}
