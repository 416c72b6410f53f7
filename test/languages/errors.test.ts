import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { scratchFolder } from '../support/openssl';
import { runGo } from './support/go';
import { runJava } from './support/java';
import { PACKAGES, PROGRAMS } from './support/paths';
import { checkTypes, runPython } from './support/python';

const python = (program: string) => runPython(join(PROGRAMS, `${program}.py`), scratchFolder());
const go = (program: string) => runGo(program, scratchFolder());
const java = (program: string) => runJava(program, scratchFolder());

describe('a refusal', () => {
  const message = '[ray/cluster] workerGroups[0].replicas is 3: KubeRay keeps it between minReplicas, 0, and maxReplicas, 2.';

  test.each([
    ['Python', () => python('refused'), 'RuntimeError: '],
    ['Go', () => go('refused'), 'panic: '],
    ['Java', () => java('Refused'), 'software.amazon.jsii.JsiiError: '],
  ])('reaches %s as an error of that language, with its message', (_, refused, kind) => {
    const { status, output } = refused();
    expect(status).not.toBe(0);
    expect(output).toContain(`${kind}${message}`);
  });

  test('names the right key for snake_case in native JSON, which Python invites', () => {
    const { status, output } = python('snake_case');
    expect(status).not.toBe(0);
    expect(output).toMatch(/RuntimeError: \[ray\/cluster\] workerGroups\[0\]\.template\.spec\.node_selector: .* write 'nodeSelector'/);
  });
});

describe('a value of the wrong class', () => {
  test('is a TypeError in Python, before the program reaches Node', () => {
    const { status, output } = python('wrong_type');
    expect(status).not.toBe(0);
    expect(output).toContain('TypeError: type of argument tls must be cdk8s_ray_tls.RayTls; got cdk8s_ray_tls.RaySubject instead');
  });

  test('is found by mypy, without running the program', () => {
    const { status, output } = checkTypes({ wrong: join(PROGRAMS, 'wrong_type.py') }, scratchFolder());
    expect(status).toBe(1);
    expect(output).toContain('Argument "tls" to "RayTlsCluster" has incompatible type "RaySubject"; expected "RayTls"');
  });

  test('does not compile in Go', () => {
    const { status, output } = go('wrong_type');
    expect(status).not.toBe(0);
    expect(output).toMatch(/cannot use .*RaySubject.* as cdk8sraytls\.RayTls value/);
  });

  test('does not compile in Java', () => {
    const { status, output } = java('WrongType');
    expect(status).not.toBe(0);
    expect(output).toContain('RaySubject cannot be converted to RayTls');
  });
});

test('no class of the library is an empty interface in Go, which would take any value', () => {
  const folder = join(PACKAGES, 'go/cdk8sraytls');
  const files = readdirSync(folder).filter((file) => file.endsWith('.go'));
  expect(files.length).toBeGreaterThan(100);
  expect(files.filter((file) => /^type \w+ interface \{\n\}/m.test(readFileSync(join(folder, file), 'utf8')))).toEqual([]);
});
