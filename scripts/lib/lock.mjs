import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';

function alive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

/** One set-up at a time per folder: `npm start` and `npm run gatehouse` in two terminals would delete each other's files. */
export async function exclusively(folder, body) {
  const name = createHash('sha256').update(folder).digest('hex').slice(0, 16);
  const directory = join(tmpdir(), `gatehouse-setup-${process.platform === 'win32' ? '' : userInfo().uid}-${name}`);
  const owner = join(directory, 'pid');
  let told = false;
  for (;;) {
    try {
      mkdirSync(directory);
      break;
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
    }
    let pid = 0;
    try { pid = Number(readFileSync(owner, 'utf8')); } catch { /* taken this instant, or left by a process that died this instant */ }
    if (pid ? !alive(pid) : told) rmSync(directory, { recursive: true, force: true });
    else {
      if (!told && pid) process.stderr.write(`  waiting for the set-up of process ${pid} …\n`);
      told = true;
      await new Promise((next) => setTimeout(next, 250));
    }
  }
  writeFileSync(owner, String(process.pid));
  const release = () => rmSync(directory, { recursive: true, force: true });
  process.once('exit', release);
  try {
    return await body();
  } finally {
    process.removeListener('exit', release);
    release();
  }
}
