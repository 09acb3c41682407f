import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** What a process id alone does not say: after a reboot, or in a container that was started again, it is another process's. Empty where that cannot be asked. */
function birthOf(pid) {
  try {
    if (process.platform === 'linux') {
      const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
      // Field 22; the command's name in brackets may itself hold blanks.
      return `${readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()} ${stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19]}`;
    }
    if (process.platform !== 'win32') return execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8', env: { PATH: '/bin:/usr/bin', LC_ALL: 'C' } }).trim();
  } catch { /* it has ended */ }
  return '';
}

export function alive(pid, birth) {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if (error.code !== 'EPERM') return false;
  }
  return birth === undefined || birth === birthOf(pid);
}

/** One set-up at a time per folder: `npm start` and `npm run gatehouse` in two terminals would delete each other's files. */
export async function exclusively(folder, body) {
  // Not among the temporary files: others write there too, and not everybody can.
  const directory = join(folder, '.set-up');
  const owner = join(directory, 'pid');
  let told = false;
  for (;;) {
    try {
      mkdirSync(directory);
      break;
    } catch (error) {
      // Where nothing can be written, nothing can be spoiled: what is there already may still run.
      if (['EROFS', 'EACCES', 'EPERM'].includes(error.code)) return await body();
      if (error.code !== 'EEXIST') throw error;
    }
    let pid = 0;
    let birth;
    try {
      const [number, ...rest] = readFileSync(owner, 'utf8').split('\n');
      [pid, birth] = [Number(number), rest[0]];
    } catch { /* taken this instant, or left by a process that died this instant */ }
    if (pid ? !alive(pid, birth) : told) rmSync(directory, { recursive: true, force: true });
    else {
      if (!told && pid) process.stderr.write(`  waiting for the set-up of process ${pid} …\n`);
      told = true;
      await new Promise((next) => setTimeout(next, 250));
    }
  }
  writeFileSync(owner, `${process.pid}\n${birthOf(process.pid)}`);
  const release = () => rmSync(directory, { recursive: true, force: true });
  process.once('exit', release);
  try {
    return await body();
  } finally {
    process.removeListener('exit', release);
    release();
  }
}
