/**
 * Entry of the gateway's process: runs gateway.cjs, the whole gateway in one file, with the code that V8 made of it when it was built
 * (scripts/lib/code-cache.mjs), which spares 0.3 s of compiling 6 MB. V8 itself refuses code of another version, other flags or another source; then, and
 * where there is none, the file is compiled. The code lies beside its source, so whatever protects the one protects the other.
 */
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import Module, { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { constants, Script } from 'node:vm';

const filename = join(import.meta.dirname, 'gateway.cjs');
const made = join(import.meta.dirname, `gateway-${process.versions.electron}.code`);
/** Given by the build alone: the shell starts this process without arguments. */
const making = process.argv.includes('--make-code');

const script = new Script(Module.wrap(readFileSync(filename, 'utf8')), {
  filename,
  importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
  ...(!making && existsSync(made) && { cachedData: readFileSync(made) }),
});
const module = { exports: {} };
(script.runInThisContext() as (...wrapped: unknown[]) => void)(module.exports, createRequire(filename), module, filename, dirname(filename));
if (making) {
  // After it has run: what V8 compiled lazily is in it too.
  writeFileSync(`${made}.part`, script.createCachedData());
  renameSync(`${made}.part`, made);
  process.exit(0);
}
if (script.cachedDataRejected) process.stderr.write('The code made for this gateway fits another Electron; it was compiled anew.\n');
