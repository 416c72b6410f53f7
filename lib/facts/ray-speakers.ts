import { TLS_SWITCH } from './tls-variables';

/** A container, as a pod template has it. */
type Container = { readonly [field: string]: any };

/** Commands of `ray` that speak gRPC to the cluster: not those of `ray job`, which speak HTTP to the dashboard (Ray 2.58). */
const COMMAND =
  /(?:^|[\s;&|('"`/])ray\s+(?:start|health-check|status|memory|timeline|stack|drain-node|global-gc|summary|list\s+(?:actors|jobs|nodes|objects|placement-groups|runtime-envs|tasks|workers))\b/;
const CODE = /\bray:\/\/|\bray\.init\(/;

/** By what a container shows that it speaks gRPC to Ray: a variable, or words of its command. Undefined where nothing shows it. */
export function raySpeech(container: Container): string | undefined {
  const address = (container.env ?? []).find(({ name }: Container) => name === 'RAY_ADDRESS')?.value;
  // Such an address is the dashboard's; 'local' starts a cluster of its own.
  if (typeof address === 'string' && address !== '' && address !== 'local' && !/^https?:/.test(address)) return `RAY_ADDRESS '${address}'`;
  const text = [...(container.command ?? []), ...(container.args ?? [])].join(' ');
  const found = COMMAND.exec(text) ?? CODE.exec(text);
  return found === null ? undefined : `'${found[0].replace(/^[\s;&|('"`/]/, '').replace(/\s+/g, ' ')}'`;
}

/** Whether a container has the variable by which Ray turns TLS on. */
export function usesRayTls(container: Container): boolean {
  return (container.env ?? []).some(({ name }: Container) => name === TLS_SWITCH);
}
