import { filesOf, type Import, importsOf } from './source';

/** The rooms of the house, from the top down. A room imports what is listed with it, and itself. */
const MAY_IMPORT: { readonly [room: string]: readonly string[] } = {
  access: ['cluster', 'identity', 'ca', 'kubernetes', 'audit', 'refusals', 'facts'],
  operations: ['cluster', 'identity', 'ca', 'kubernetes', 'audit', 'refusals', 'facts'],
  cluster: ['identity', 'ca', 'kubernetes', 'audit', 'refusals', 'facts'],
  identity: ['ca', 'kubernetes', 'refusals', 'facts'],
  ca: ['kubernetes', 'audit', 'refusals', 'facts'],
  kubernetes: ['refusals', 'facts'],
  audit: ['refusals', 'facts'],
  refusals: ['facts'],
  facts: [],
};

/** Circles of types that are still to be cut. */
const KNOWN_CIRCLES = [
  'lib/audit/model/pod.ts <-> lib/audit/model/ray-cluster.ts',
  'lib/ca/cert-manager/certificate.ts <-> lib/ca/cert-manager/issuer-interface.ts',
];

const imports = filesOf('lib', '.ts').flatMap(importsOf);
const places = (found: readonly Import[]) => found.map(({ from, line, to }) => `${from}:${line} imports ${to}`);
const roomOf = (path: string) => /^lib\/([^/]+)\//.exec(path)?.[1];
const isOfTheHouse = (path: string) => path.startsWith('lib/');

test('every folder of lib/ is a room of the house', () => {
  const rooms = new Set(filesOf('lib', '').map(roomOf));
  expect([...rooms].filter((room) => room !== undefined).sort()).toEqual(Object.keys(MAY_IMPORT).sort());
});

test('arrows between rooms run down the list and never up', () => {
  const upward = imports.filter(({ from, to }) => {
    const [room, target] = [roomOf(from), roomOf(to)];
    return room !== undefined && isOfTheHouse(to) && target !== room && !MAY_IMPORT[room].includes(target ?? 'lib/index.ts');
  });
  expect(places(upward)).toEqual([]);
});

test('facts/ imports nothing but itself', () => {
  const outward = imports.filter(({ from, to }) => roomOf(from) === 'facts' && roomOf(to) !== 'facts');
  expect(places(outward)).toEqual([]);
});

test('audit/ loads cdk8s and constructs in its folder cdk8s/ alone, so that the command starts without them', () => {
  const loading = imports.filter(
    ({ from, to }) =>
      roomOf(from) === 'audit' &&
      !from.startsWith('lib/audit/cdk8s/') &&
      (/^(cdk8s|constructs)/.test(to) || to.startsWith('lib/audit/cdk8s/')),
  );
  expect(places(loading)).toEqual([]);
});

test('nothing imports in a circle, types included', () => {
  const next = new Map<string, Import[]>();
  for (const each of imports.filter(({ to }) => isOfTheHouse(to))) next.set(each.from, [...(next.get(each.from) ?? []), each]);
  expect(circles(next)).toEqual(KNOWN_CIRCLES);
});

/** The files of each strongly connected part with more than one file (Tarjan). */
function circles(next: ReadonlyMap<string, readonly Import[]>): string[] {
  const index = new Map<string, number>();
  const low = new Map<string, number>();
  const stack: string[] = [];
  const found: string[] = [];
  const visit = (file: string): void => {
    index.set(file, index.size);
    low.set(file, index.get(file)!);
    stack.push(file);
    for (const { to } of next.get(file) ?? []) {
      if (!index.has(to)) visit(to);
      if (stack.includes(to)) low.set(file, Math.min(low.get(file)!, low.get(to)!));
    }
    if (low.get(file) !== index.get(file)) return;
    const part = stack.splice(stack.indexOf(file));
    if (part.length > 1) found.push(part.sort().join(' <-> '));
  };
  for (const file of next.keys()) if (!index.has(file)) visit(file);
  return found;
}
