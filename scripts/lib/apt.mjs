/** System packages for the tests, where this is Debian or Ubuntu and we are root; elsewhere the tests that need them are skipped by name. */
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { run } from './process.mjs';
import { alreadyThere, step } from './progress.mjs';

const MULTIARCH = process.arch === 'arm64' ? 'aarch64-linux-gnu' : 'x86_64-linux-gnu';

/** Debian package → a file or program that shows that it is there. */
const NEEDED = {
  'nlohmann-json3-dev': '/usr/include/nlohmann/json.hpp',
  'libstb-dev': '/usr/include/stb/stb_image.h',
  'g++': 'g++',
  'util-linux': 'unshare',
  iproute2: 'ip',
  curl: 'curl',
  'python3-pip': 'pip3',
  xvfb: 'Xvfb',
  xdotool: 'xdotool',
  'dbus-x11': 'dbus-launch',
  'gnome-keyring': 'gnome-keyring-daemon',
  ...Object.fromEntries(
    Object.entries({
      'libsecret-1-0': 'libsecret-1.so.0', 'libgtk-3-0': 'libgtk-3.so.0', libnss3: 'libnss3.so', libasound2: 'libasound.so.2', libgbm1: 'libgbm.so.1', libxss1: 'libXss.so.1', 'libatk-bridge2.0-0': 'libatk-bridge-2.0.so.0',
      libdrm2: 'libdrm.so.2', libxkbcommon0: 'libxkbcommon.so.0', libxtst6: 'libXtst.so.6', libnotify4: 'libnotify.so.4', libcups2: 'libcups.so.2',
    }).map(([name, library]) => [name, `/usr/lib/${MULTIARCH}/${library}`]),
  ),
  chromium: 'chromium',
  'fonts-inter': '/usr/share/fonts/opentype/inter',
};

function present(sign) {
  if (sign.startsWith('/')) return existsSync(sign);
  return [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin', '/sbin'].some((folder) => existsSync(join(folder, sign)));
}

export async function ensureSystemPackages() {
  if (process.platform !== 'linux') return;
  const missing = Object.keys(NEEDED).filter((name) => !present(NEEDED[name]));
  if (missing.length === 0) return alreadyThere('System packages');
  if (process.getuid() !== 0 || !existsSync('/usr/bin/apt-get')) {
    process.stderr.write(`  System packages  not root on Debian/Ubuntu, so without: ${missing.join(' ')}\n`);
    return;
  }
  const progress = step(`System packages (${missing.join(' ')})`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const install = () => run('apt-get', ['install', '-y', '-q', '--no-install-recommends', ...missing], { env, quiet: true });
  let result = await install();
  if (result.code !== 0) {
    await run('apt-get', ['update', '-q'], { env, quiet: true });
    result = await install();
  }
  if (result.code === 0) progress.done();
  else progress.failed(`apt-get failed; tests that need them are skipped by name\n${result.output.trim().split('\n').slice(-3).join('\n')}`);
}
