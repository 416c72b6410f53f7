/** Whether a port number is the listener's, or lies in its range such as `10002-19999`; nobody names a random one. */
export function leadsTo(target: string, listener: string): boolean {
  if (target === listener || !listener.includes('-')) return target === listener;
  const [first, last] = listener.split('-').map(Number);
  return last !== undefined && Number(target) >= first && Number(target) <= last;
}
