import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { RULES } from '../../lib/audit/rules';
import { anchors, codeSpans, links, page, section } from './page';
import { podScriptPaths, sentencesOf, shellSentences } from './script-sentences';
import { fixedWords, quotes, type Sentence, says, written } from './sentence';
import { reasons, texts } from './synth-sentences';

const PAGE = page('troubleshooting.md');
const SCRIPTS = podScriptPaths();
/** A quotation with fewer words that are always the same could be of anything. */
const FEWEST_WORDS = 4;

/** The sentences that no code span of a page has. */
function missing(markdown: string, sentences: readonly Sentence[]): string[] {
  const spans = codeSpans(markdown);
  return sentences.filter((sentence) => !spans.some((span) => says(span, sentence))).map(written);
}

describe('what pods say', () => {
  test('the scripts of every room are found', () => {
    expect(SCRIPTS).toEqual(
      expect.arrayContaining(['ca/scripts/make-ca.py', 'identity/scripts/leaf.sh', 'kubernetes/scripts/kube_api.py']),
    );
  });

  test.each(SCRIPTS)('every line with which %s fails is on the page', (path) => {
    const { raised, made } = sentencesOf(path);
    // The texts of operations/ are for the most part those of a report, which is no failure.
    expect(missing(PAGE, path.startsWith('operations/') ? raised : [...raised, ...made])).toEqual([]);
  });

  test('the page quotes no line that no script says', () => {
    const known = SCRIPTS.flatMap((path) => Object.values(sentencesOf(path)).flat());
    const lines = codeSpans(PAGE).filter((span) => /^ray-tls(?:-ca)?: /.test(span) && fixedWords(span) >= FEWEST_WORDS);
    expect(lines.length).toBeGreaterThan(50);
    expect(lines.filter((line) => !known.some((sentence) => says(line, sentence)))).toEqual([]);
  });

  test('a page that lacks a line is told which', () => {
    const line = 'CertificateRequest <name> is Ready, but <issuer> put no certificate into it.';
    expect(PAGE).toContain(line);
    expect(missing(PAGE.replace(line, 'something else'), sentencesOf('identity/scripts/request-leaf.py').raised)).toEqual([
      'CertificateRequest <...> is Ready, but <...> put no certificate into it.',
    ]);
  });

  test('a line is on the page only if all of it is', () => {
    const sentence = ['the CA could not sign: ', undefined, ' Ask again.'];
    expect(missing('`the CA could not sign: <what OpenSSL says>`', [sentence])).toEqual(['the CA could not sign: <...> Ask again.']);
    expect(missing('the CA could not sign: <what OpenSSL says> Ask again.', [sentence])).toHaveLength(1);
    expect(missing('`the CA could not sign: <what OpenSSL says> Ask again.`', [sentence])).toEqual([]);
  });
});

describe('how lines are read out of shell scripts', () => {
  const errorsOf = (source: string) => shellSentences(source).raised.map(written);

  test.each([
    ['a plain one', '[ -s f ] || fail "no file f."', ['no file f.']],
    ['variables', `fail "no \${a:-b} of $c ($1)."`, ['no <...> of <...> (<...>).']],
    ['commands with quotes in them', `fail "ended at $(date -d "@$(cut -d'"' -f1 f)" +%s)."`, ['ended at <...>.']],
    ['several arguments over several lines', 'fail "one." \\\n  "two."\nother "three"', ['one.', 'two.']],
    ['escaped quotes and dollars', 'fail "a \\"b\\" costs 5\\$."', ['a "b" costs 5$.']],
    ['several in one line', 'a || fail "one."; b || fail "two."', ['one.', 'two.']],
    ['functions that hand their arguments on', 'not_covered "name $n" "Do this."', ['name <...>', 'Do this.']],
    ['neither comments nor the definition', '# fail when\nfail() {\n  exit 1\n}\n', []],
  ])('%s', (_, source, lines) => {
    expect(errorsOf(source)).toEqual(lines);
  });

  test('a line that cannot be read is an error, not a line less', () => {
    expect(() => errorsOf('fail $message')).toThrow('not in double quotes');
    expect(() => errorsOf("fail 'no file'")).toThrow('not in double quotes');
  });

  test('no call in the real scripts is passed over', () => {
    for (const path of SCRIPTS.filter((name) => name.endsWith('.sh'))) {
      expect(sentencesOf(path).raised.length).toBeGreaterThan(1);
    }
    expect(sentencesOf('identity/scripts/leaf.sh').raised.length).toBeGreaterThan(15);
  });
});

describe('how lines are read out of Python', () => {
  const { raised, made, printed } = sentencesOf('ca/scripts/make-ca.py');

  test('exceptions, with what is put in', () => {
    expect(raised.map(written)).toContain('Secret <...> came and went.');
    expect(raised.map(written)).toContain('it has no <...>');
  });

  test('what refusal() makes an exception of', () => {
    expect(raised.map(written)).toContain('reading Secret <...>');
  });

  test('texts of which an exception may be made', () => {
    expect(sentencesOf('identity/scripts/request-leaf.py').made.map(written)).toContain('was denied by the approver');
  });

  test('no documentation, and apart what is no failure', () => {
    expect([...raised, ...made].map(written).join('\n')).not.toMatch(/Makes the Secret|Reads from the environment/);
    expect(sentencesOf('operations/rotation/scripts/rotate.py').printed.map(written)).toContain('ray-tls: nothing is due');
    expect(printed.map(written)).not.toContain('Secret <...> came and went.');
  });
});

test('every alert is on the page', () => {
  const folder = join(__dirname, '../../lib/operations/alerts');
  const sources = readdirSync(folder).filter((file) => file.endsWith('.ts'));
  const alerts = sources.flatMap((file) =>
    [...readFileSync(join(folder, file), 'utf8').matchAll(/\balert: '(\w+)'/g)].map(([, name]) => name),
  );
  expect(alerts.length).toBeGreaterThan(5);
  const spans = codeSpans(section(PAGE, '## Alerts'));
  expect(alerts.filter((name) => !spans.includes(name))).toEqual([]);
});

describe('what synth says', () => {
  const SECTION = section(PAGE, '## At `cdk8s synth`');
  const refused = reasons();

  test('every reason with which an input is refused is on the page', () => {
    const spans = codeSpans(SECTION);
    expect(refused.length).toBeGreaterThan(150);
    const missed = refused.filter((reason) => !spans.some((span) => fixedWords(span) > 1 && quotes(span, reason))).map(written);
    expect(missed.filter((reason) => fixedWords(reason) > 1)).toEqual([]);
  });

  test('the page quotes no reason that the library does not give', () => {
    const all = texts();
    const quoted = SECTION.split('\n')
      .filter((line) => /^\| `/.test(line) && !line.includes('cdk8s-ray-tls: '))
      .flatMap((line) => codeSpans(line.split(' | ')[0]));
    expect(quoted.length).toBeGreaterThan(150);
    expect(quoted.filter((text) => !all.some((sentence) => quotes(text, sentence)))).toEqual([]);
  });

  test('a reason that is not quoted is found missing', () => {
    expect(quotes('it holds <n> keys', ['it holds ', undefined, ' private keys'])).toBe(false);
    expect(quotes('it holds <n> private keys', ['it holds ', undefined, ' private keys, and a CA signs with one'])).toBe(true);
  });
});

describe('the page itself', () => {
  test('every link leads to a file or a heading that exists', () => {
    const broken = links(PAGE).filter((target) => {
      const [file, anchor] = target.split('#');
      if (file !== '' && !existsSync(join(__dirname, '../../docs', file))) return true;
      return anchor !== undefined && !anchors(file === '' ? PAGE : page(file)).includes(anchor);
    });
    expect(broken).toEqual([]);
  });

  test('what it calls a rule is one', () => {
    const ids = RULES.map(({ id }) => id);
    const named = [...PAGE.matchAll(/rule `([a-z-]+)`/g)].map(([, id]) => id);
    expect(named.filter((id) => !ids.includes(id))).toEqual([]);
  });
});
