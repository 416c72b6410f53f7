import { readFileSync } from 'node:fs';
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
  const text = texts.get(path) ?? readFileSync(path, 'utf8');
  texts.set(path, text);
  return text;
}

/** The Python module by which pods speak to the API server. */
export function kubeApiScript(): PodScripts {
  return { 'kube_api.py': podScript(__dirname, 'kube_api.py') };
}
