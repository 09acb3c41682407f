/** Progress lines on standard error, so that a command's own output stays clean. */
const tty = process.stderr.isTTY;
const REDRAW_MS = tty ? 200 : 3000;

export function bytes(n) {
  if (n >= 1e9) return `${(n / 1e9).toFixed(2)} GB`;
  if (n >= 1e6) return `${(n / 1e6).toFixed(1)} MB`;
  return `${Math.ceil(n / 1e3)} kB`;
}

function duration(seconds) {
  return seconds >= 60 ? `${Math.floor(seconds / 60)} min ${Math.round(seconds % 60)} s` : `${seconds.toFixed(seconds < 10 ? 1 : 0)} s`;
}

/** "61.3 MB of 126.6 MB, 20.1 MB/s, 3.2 s left"; `total` may be unknown. */
export function transfer(done, total, seconds) {
  const speed = seconds > 0 ? done / seconds : 0;
  const parts = [total ? `${bytes(Math.min(done, total))} of ${bytes(total)}` : bytes(done)];
  if (speed > 0) parts.push(`${bytes(speed)}/s`);
  if (speed > 0 && total) parts.push(`${duration(Math.max(0, total - done) / speed)} left`);
  return parts.join(', ');
}

/**
 * One step of set-up. `poll` is asked for the text of the running line; a step that was quick prints its last line only.
 * @param {string} title
 * @param {() => string} [poll]
 */
export function step(title, poll) {
  const start = Date.now();
  const draw = () => {
    const line = `  ${title}  ${poll ? poll((Date.now() - start) / 1000) : `${duration((Date.now() - start) / 1000)} …`}`;
    process.stderr.write(tty ? `\r\x1b[2K${line}` : `${line}\n`);
  };
  const timer = setInterval(draw, REDRAW_MS);
  const end = (mark, text) => {
    clearInterval(timer);
    process.stderr.write(`${tty ? '\r\x1b[2K' : ''}${mark} ${title}  ${text}\n`);
  };
  return {
    done: (text) => end('✓', `${text ? `${text}, ` : ''}${duration((Date.now() - start) / 1000)}`),
    failed: (text) => end('✗', text),
  };
}

export function alreadyThere(title, quiet) {
  if (!quiet) process.stderr.write(`✓ ${title}  already there\n`);
}
