// The compiler leaves the pod scripts behind; the constructs read them from beside their own compiled file.
import { cpSync, readdirSync } from 'node:fs';

for (const room of readdirSync('lib', { withFileTypes: true }).filter((entry) => entry.isDirectory())) {
  if (readdirSync(`lib/${room.name}`).includes('scripts')) {
    cpSync(`lib/${room.name}/scripts`, `dist/${room.name}/scripts`, {
      recursive: true,
      filter: (path) => !path.endsWith('__pycache__'),
    });
  }
}
