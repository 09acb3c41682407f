import { packageDesktop } from './package-desktop.mjs';
import { packageServer } from './package-server.mjs';

/** `npm run package`: the server's archive and the desktop application's packages, in release/; `-- --dir`: the unpacked application alone. */
export async function makePackage(node, args) {
  if (args.includes('--dir')) {
    await packageDesktop(node, { archives: false });
    return 0;
  }
  await packageServer();
  await packageDesktop(node);
  return 0;
}
