// The compiler leaves the pod scripts behind; the constructs read them from beside their own compiled file.
import { cpSync, readdirSync } from 'node:fs';
import { basename, join, relative } from 'node:path';

for (const entry of readdirSync('lib', { withFileTypes: true, recursive: true })) {
  const folder = join(entry.parentPath ?? entry.path, entry.name);
  if (!entry.isDirectory() || basename(folder) !== 'scripts') continue;
  cpSync(folder, join('dist', relative('lib', folder)), { recursive: true, filter: (path) => !path.endsWith('__pycache__') });
}
