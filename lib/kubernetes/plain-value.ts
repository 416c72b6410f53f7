/**
 * The plain value that an object of a class stands for, told by its shape: each version of cdk8s-plus, and each `cdk8s import`, has classes of
 * its own. Undefined for an object that stands for none.
 */
export function plainValueOf(object: object): string | number | boolean | undefined {
  const keys = Object.keys(object);
  const { value, amount, unit } = object as { value?: unknown; amount?: unknown; unit?: { abbr?: unknown } };
  // Quantity, IntOrString and the unions of `cdk8s import`.
  if (keys.length === 1 && isScalar(value)) return value;
  // Cpu of cdk8s-plus.
  if (keys.length === 1 && typeof amount === 'string') return amount;
  // Size of cdk8s.
  if (typeof amount === 'number' && typeof unit?.abbr === 'string') return `${amount}${unit.abbr}`;
  return undefined;
}

function isScalar(value: unknown): value is string | number | boolean {
  return ['string', 'number', 'boolean'].includes(typeof value);
}
