import { at, isObject, type Json, list, objects, text, textEntries, texts } from '../model/json';
import { type AddressBlock, coverEveryone } from './address-ranges';

export const EVERYONE = 'every pod';

/** Whom rules of a network policy let in. */
export interface Peers {
  /** In words. */
  readonly words: readonly string[];
  readonly blocks: readonly AddressBlock[];
}

/** Whom a rule lets in. */
export function peersOf(rule: Json): Peers {
  const from = objects(rule.from);
  if (from.length === 0) return { words: [EVERYONE], blocks: [] };
  const blocks = from.filter(({ ipBlock }) => isObject(ipBlock)).map(({ ipBlock }) => blockOf(ipBlock));
  return { words: from.map(inWords), blocks };
}

/** More than these are counted and not named. */
const MOST_NAMES = 20;

/** Whom several rules let in. */
export function together(peers: readonly Peers[]): Peers {
  return { words: [...new Set(peers.flatMap((each) => each.words))], blocks: peers.flatMap((each) => each.blocks) };
}

/** All of them in words; everyone, where the addresses together are everyone's. */
export function namesOf(peers: readonly Peers[]): readonly string[] {
  const [first, ...more] = peers;
  if (first === undefined) return [];
  const { words, blocks } = more.length === 0 ? first : together(peers);
  if (words.includes(EVERYONE) || (blocks.length > 0 && coverEveryone(blocks))) return [EVERYONE];
  return words.length <= MOST_NAMES ? words : [...words.slice(0, MOST_NAMES), `${words.length - MOST_NAMES} more`];
}

function blockOf(ipBlock: unknown): AddressBlock {
  return { cidr: text(at(ipBlock, 'cidr')) ?? '', except: texts(at(ipBlock, 'except')) };
}

function inWords({ ipBlock, podSelector, namespaceSelector }: Json): string {
  if (isObject(ipBlock)) {
    const block = blockOf(ipBlock);
    const except = block.except?.length ? ` except ${block.except.join(', ')}` : '';
    return coverEveryone([block]) ? EVERYONE : `addresses ${block.cidr}${except}`;
  }
  const namespaces = namespaceSelector === undefined ? 'its namespace' : `namespaces ${selection(namespaceSelector)}`;
  if (!isObject(podSelector) || isUnselective(podSelector)) {
    if (isObject(namespaceSelector) && isUnselective(namespaceSelector, true)) return EVERYONE;
    return `every pod of ${namespaces}`;
  }
  return `pods ${selection(podSelector)} of ${namespaces}`;
}

/** What every namespace has, as the API server sets it. */
const NAMESPACE_NAME = 'kubernetes.io/metadata.name';

/** Whether a selector takes whatever does not carry a mark: what says only which labels are missing or other, or asks for one that all have. */
function isUnselective(selector: Json, ofNamespaces = false): boolean {
  if (textEntries(selector.matchLabels).length > 0) return false;
  return objects(selector.matchExpressions).every(
    ({ key, operator }) =>
      operator === 'NotIn' || operator === 'DoesNotExist' || (ofNamespaces && operator === 'Exists' && key === NAMESPACE_NAME),
  );
}

function selection(selector: unknown): string {
  const labels = textEntries(at(selector, 'matchLabels')).map(([key, value]) => `${key}=${value}`);
  const expressions = objects(at(selector, 'matchExpressions')).map(({ key, operator, values }) =>
    [text(key), text(operator), list(values).join('|')].filter(Boolean).join(' '),
  );
  return [...labels, ...expressions].join(',') || 'of every label';
}
