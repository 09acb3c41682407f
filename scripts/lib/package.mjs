import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageDesktop } from './package-desktop.mjs';
import { releaseNote } from './package-files.mjs';
import { packageServer } from './package-server.mjs';
import { root } from './process.mjs';

/** `npm run package`: the server's archive and the desktop application's packages, in release/, and `latest.json`, which says what they are; `-- --dir`: the unpacked application alone. */
export async function makePackage(node, args) {
  if (args.includes('--dir')) {
    await packageDesktop(node, { archives: false });
    return 0;
  }
  await packageServer();
  await packageDesktop(node);
  writeFileSync(join(root, 'release', 'latest.json'), releaseNote(new Date()));
  return 0;
}
