import { copyFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { scratchFolder } from './openssl';

/** A folder with these scripts side by side, as the ConfigMap mounts them in a pod; paths below `lib/`. */
export function podScriptsFolder(...paths: readonly string[]): string {
  const folder = scratchFolder();
  for (const path of paths) copyFileSync(join(__dirname, '../../lib', path), join(folder, basename(path)));
  return folder;
}
