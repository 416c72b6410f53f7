import { invalid } from '../invalid';

/** Refuses an empty list of peers, which a NetworkPolicy takes for everyone. */
export function requirePeers(constructPath: string, what: string, peers: readonly unknown[]): void {
  if (peers.length > 0) return;
  throw invalid(constructPath, {
    what,
    got: peers,
    because: 'a NetworkPolicy takes no peers for everyone',
    fix: 'name at least one, or leave the option out to let nobody through',
  });
}
