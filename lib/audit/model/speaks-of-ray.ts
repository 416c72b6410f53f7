/** What a text says that has to do with running Ray. */
export const SPEAKS_OF_RAY = /\bray\.io\/v1|headGroupSpec|\brayproject\/ray\b|\bray\s+start\b/;
