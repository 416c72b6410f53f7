import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { kubectl, type Outcome, tryKubectl } from './kubectl';
import type { KubeObject, Sandbox } from './sandbox';

/** Somebody who shows a token to the API server, and nothing else: kubectl would show the certificate of KUBECONFIG beside it. */
export class TokenUser {
  /** A ServiceAccount by a token that is bound to one of its pods, as the kubelet mounts it, or to nothing. */
  public static async from(sandbox: Sandbox, folder: string, account: string, pod?: KubeObject): Promise<TokenUser> {
    const bound = pod === undefined ? [] : ['--bound-object-kind=Pod', `--bound-object-name=${pod.metadata.name}`];
    const token = (await sandbox.kubectl(['create', 'token', account, ...bound])).trim();
    const config = JSON.parse(await kubectl(['config', 'view', '--raw', '--minify', '--output=json']));
    config.users[0].user = { token };
    const file = join(folder, `${account}-${pod?.metadata.name ?? 'unbound'}.json`);
    writeFileSync(file, JSON.stringify(config), { mode: 0o600 });
    return new TokenUser(sandbox.namespace, file);
  }

  private constructor(
    private readonly namespace: string,
    private readonly kubeconfig: string,
  ) {}

  /** A failure is an outcome, not an error. */
  public async try(args: readonly string[], input?: object): Promise<Outcome> {
    const stdin = input === undefined ? undefined : JSON.stringify(input);
    return tryKubectl(['--kubeconfig', this.kubeconfig, '--namespace', this.namespace, ...args], { input: stdin });
  }

  /** Creates an object; its name, or why not. */
  public async create(object: object): Promise<string> {
    const { status, stdout, stderr } = await this.try(['create', '--filename=-', '--output=name'], object);
    return (status === 0 ? stdout : stderr).trim();
  }
}
