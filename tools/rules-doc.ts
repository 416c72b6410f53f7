// Writes docs/rules.md from the rules themselves: npx tsx tools/rules-doc.ts
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Rule } from '../lib/audit/rule';
import { RULES } from '../lib/audit/rules';

export const RULES_DOC = join(__dirname, '../docs/rules.md');

const HEAD = `# Rules

What can never work, and what leaves a Ray cluster open, in finished Kubernetes manifests. This page is written by \`tools/rules-doc.ts\`.

The same rules run in three places:

- inside the constructs at synth: rules of severity \`error\` stop it;
- as a validation of \`cdk8s synth\`, over everything that an app makes: class \`RayTlsValidation\` of this package under \`validations\` in
  \`cdk8s.yaml\`; it prints construct paths and exits with 2 if something was found;
- as \`npx cdk8s-ray-tls audit FILE|DIR...\`, over any Kubernetes YAML or JSON, from Helm, kustomize or written by hand.

## The audit

\`\`\`sh
npx cdk8s-ray-tls audit manifests/                       # findings, then what each port of each Ray pod is protected by
helm template my-release chart/ | npx cdk8s-ray-tls audit -
npx cdk8s-ray-tls audit --format sarif --output ray-tls.sarif manifests/
npx cdk8s-ray-tls audit --exclude charts/ --rule ingress-exposes-port .
npx cdk8s-ray-tls audit --diagram manifests/             # Mermaid: who signs, who trusts, who may talk
\`\`\`

| exit code | means |
| --- | --- |
| 0 | nothing found, or nothing as bad as \`--fail-on\` says (\`warning\` unless given) |
| 1 | findings |
| 2 | the options, or a file that you named, cannot be read; one line on stderr says why |

[audit-report.schema.json](audit-report.schema.json) is the schema of \`--format json\`.

In a folder, files that cannot be read (templates, other formats, links out of the folder) are listed, and the others are audited. With
\`--fail-on warning\` the exit code is 1 if such a file mentions Ray. \`--exclude\` leaves files out. Without any Ray pod the report says
\`Ray pods looked at: 0\`.

The audit finds Ray pods in objects of any kind: in Lists, OpenShift Templates, AppWrappers, LeaderWorkerSets, Argo Workflows and others, and in manifests
that a ConfigMap holds as text.

Files are read as one set: a Certificate in one and the pod that mounts its Secret in another belong together. Where folders hold objects of the same
name, or are called as environments are (\`dev/\`, \`prod/\`, \`overlays/*\`), each of these folders is a set of its own, together with the files beside and above
it. A NetworkPolicy protects pods of its own namespace only, and one without a namespace only pods without one. What is not in the set is not known: an absent Secret,
Service or NetworkPolicy is neither assumed to be sound nor to be broken.

## Suppressing a rule

By an annotation of the object, with a reason, a line for each rule:

\`\`\`yaml
metadata:
  annotations:
    cdk8s-ray-tls/suppress: |
      http-port-unprotected: the namespace is closed by the mesh (ADR 7)
\`\`\`

The report lists what is suppressed, with its reason. Without a reason the rule counts as before, and \`suppression-without-reason\` is a finding too. \`suppression-of-unknown-rule\` reports an ID that does not exist; \`--no-suppress\` ignores all suppressions.
`;

/** The whole page. */
export function rulesDoc(rules: readonly Rule[] = RULES): string {
  const rows = rules.map(({ id, severity, title }) => `| [\`${id}\`](#${id}) | ${severity} | ${title} |`);
  const table = ['| rule | severity | finds |', '| --- | --- | --- |', ...rows].join('\n');
  return [HEAD, `## All rules\n\n${table}\n`, ...rules.map(section)].join('\n');
}

function section({ id, severity, title, why, fix, source }: Rule): string {
  return `### ${id}\n\n${title} (${severity}).\n\n- **Why**: ${why}\n- **Fix**: ${fix}\n- **Source**: ${source}\n`;
}

if (require.main === module) {
  mkdirSync(dirname(RULES_DOC), { recursive: true });
  writeFileSync(RULES_DOC, rulesDoc());
}
