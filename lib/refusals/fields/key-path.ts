/** Keys and indexes as they stand behind the name of a value in JavaScript: `.spec.containers[0].limits['nvidia.com/gpu']`. */
export function keyPath(keys: readonly (string | number)[]): string {
  return keys
    .map((key) => {
      if (typeof key === 'number') return `[${key}]`;
      return /^[A-Za-z_$][\w$]*$/.test(key) ? `.${key}` : `['${key}']`;
    })
    .join('');
}
