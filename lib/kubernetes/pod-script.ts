import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The text of scripts that lie beside each other in a pod, by file name. */
export type PodScripts = { readonly [fileName: string]: string };

const texts = new Map<string, string>();

/**
 * The text of a script that runs in pods: a file of its own under the `scripts/` folder of a room.
 *
 * @param room the room's folder: `__dirname` of the construct that embeds the script
 */
export function podScript(room: string, fileName: string): string {
  const path = join(room, 'scripts', fileName);
  const text = texts.get(path) ?? (existsSync(path) ? readFileSync(path, 'utf8') : bundled(fileName));
  texts.set(path, text);
  return text;
}

function bundled(fileName: string): string {
  const { POD_SCRIPT_TEXTS } = require('./pod-script-texts') as typeof import('./pod-script-texts');
  const text = POD_SCRIPT_TEXTS[fileName];
  if (text === undefined)
    throw new Error(`The script ${fileName} of cdk8s-ray-tls is neither beside its code nor in the bundle. Fix: reinstall the package.`);
  return text;
}

/** The Python module by which pods speak to the API server. */
export function kubeApiScript(): PodScripts {
  return { 'kube_api.py': podScript(__dirname, 'kube_api.py') };
}
