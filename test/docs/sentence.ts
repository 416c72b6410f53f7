/** What a program says, with undefined where something is put in as it runs. */
export type Sentence = readonly (string | undefined)[];

/** Whether a text of the page has the sentence in it; it may have anything where the sentence has something put in. */
export function says(text: string, sentence: Sentence): boolean {
  return new RegExp(sentence.map((part) => (part === undefined ? '.+?' : escaped(part))).join('')).test(text);
}

/** Whether a text of the page, with placeholders in angle brackets, is a part of the sentence. */
export function quotes(text: string, sentence: Sentence): boolean {
  return written(sentence).includes(text.replace(/<[^<>]*>/g, PLACEHOLDER));
}

/** The sentence as a page may write it. */
export function written(sentence: Sentence): string {
  return sentence.map((part) => part ?? PLACEHOLDER).join('');
}

/** How many words of a text of the page are always the same. */
export function fixedWords(text: string): number {
  return text
    .replace(/<[^<>]*>/g, '')
    .split(/\s+/)
    .filter((word) => /[a-z]/i.test(word)).length;
}

const PLACEHOLDER = '<...>';

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
