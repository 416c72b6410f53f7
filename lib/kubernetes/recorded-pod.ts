import type { RayPod } from './ray-pod';

/** A pod template whose additions are remembered, to be made again on the template as it is later. */
export interface RecordedPod {
  readonly pod: RayPod;
  /** Makes the same additions to another pod, for which what depends on its containers is decided anew. */
  replayOnto(other: RayPod): void;
}

type AnyPod = { [method: string]: (...args: unknown[]) => unknown };

export function recorded(original: RayPod): RecordedPod {
  const calls: [string, unknown[]][] = [];
  const pod = new Proxy(original, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name);
      if (typeof value !== 'function' || name === 'toJson') return typeof value === 'function' ? value.bind(target) : value;
      return (...args: unknown[]) => {
        calls.push([String(name), args]);
        return value.apply(target, args);
      };
    },
  });
  return {
    pod,
    replayOnto: (other) => {
      for (const [method, args] of calls) (other as unknown as AnyPod)[method](...args);
    },
  };
}
