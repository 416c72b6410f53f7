import { NEW_CA, OLD_CA, ROOT_CA, RotationWorld } from './rotation-world';

const DUE = { hoursLeft: 10 };

let world: RotationWorld;

beforeEach(async () => {
  world = await RotationWorld.start();
});

afterEach(() => world.server.stop());

/** The one line with which a run failed. */
function complaint(run: { status: number | null; stderr: string }): string {
  expect(run.status).toBe(1);
  expect(run.stderr.trim().split('\n')).toHaveLength(1);
  expect(run.stderr).not.toContain(world.server.token);
  return run.stderr.trim();
}

/** A head and three workers, of which some have leaves that near their end. */
function cluster(...workers: (typeof DUE | object)[]): RotationWorld {
  world.add('head', 'head', 'headgroup', {});
  for (const [index, leaf] of workers.entries()) world.add(`worker-${index + 1}`, 'worker', 'cpu', leaf);
  return world.settle();
}

describe('what is due', () => {
  test('is nothing while every leaf is young', async () => {
    const run = await cluster({}, {}).run();
    expect(run).toMatchObject({ status: 0, stderr: '', stdout: 'ray-tls: nothing is due\n' });
    expect(world.deleted).toEqual([]);
    expect(world.drained).toEqual([]);
  });

  test('is a worker whose leaf has less than a third of its life left', async () => {
    await cluster({ hoursLeft: 41 }, { hoursLeft: 39 }).run();
    expect(world.deleted).toEqual(['worker-2']);
  });

  test('is a worker whose leaf ends within the time that was chosen', async () => {
    await cluster({ hoursLeft: 41 }, { hoursLeft: 39 }, { hoursLeft: 43 }).run({ RENEW_BEFORE_SECONDS: `${42 * 3600}` });
    expect(world.deleted).toEqual(['worker-2', 'worker-1']);
  });

  test("is a worker whose leaf's CA ends soon, as a new certificate of that CA may be there", async () => {
    await cluster({}, { hoursLeft: 100, signerHoursLeft: 5 }).run();
    expect(world.deleted).toEqual(['worker-2']);
  });

  test('is a worker whose leaf another CA signed than signs new ones', async () => {
    const both = [OLD_CA, NEW_CA];
    world.pods.splice(0);
    world.newLeaf = { signer: NEW_CA, trusts: both };
    world.add('rotation', '', '', world.newLeaf);
    world.add('head', 'head', 'headgroup', world.newLeaf);
    world.add('worker-1', 'worker', 'cpu', { signer: OLD_CA, trusts: both });
    const run = await world.settle().run();
    expect(run).toMatchObject({ status: 0, stderr: '' });
    expect(run.stdout).toContain('worker worker-1 is to be replaced: another CA signed its leaf than signs new ones');
    expect(world.deleted).toEqual(['worker-1']);
  });

  test('is a worker that trusts other CAs than new pods do', async () => {
    world.pods.splice(0);
    world.newLeaf = { trusts: [OLD_CA, NEW_CA] };
    world.add('rotation', '', '', world.newLeaf);
    world.add('head', 'head', 'headgroup', world.newLeaf);
    world.add('worker-1', 'worker', 'cpu', { trusts: [OLD_CA] });
    world.add('worker-2', 'worker', 'cpu', { trusts: [NEW_CA, OLD_CA] });
    await world.settle().run();
    expect(world.deleted).toEqual(['worker-1']);
  });

  test('is a worker whose intermediate CA was replaced, where all trust the root above both', async () => {
    world.pods.splice(0);
    world.newLeaf = { signer: NEW_CA, signers: [NEW_CA, ROOT_CA], trusts: [NEW_CA, ROOT_CA] };
    world.add('rotation', '', '', world.newLeaf);
    world.add('head', 'head', 'headgroup', world.newLeaf);
    world.add('worker-1', 'worker', 'cpu', { signer: OLD_CA, signers: [OLD_CA, ROOT_CA], trusts: [OLD_CA, ROOT_CA] });
    const run = await world.settle().run();
    expect(run).toMatchObject({ status: 0, stderr: '' });
    expect(run.stdout).toContain('worker worker-1 is to be replaced: another CA signed its leaf than signs new ones');
    expect(world.deleted).toEqual(['worker-1']);
  });

  test('is a worker of before, which trusts the root and tells of it as its signer, while new pods trust both', async () => {
    world.pods.splice(0);
    world.newLeaf = { signer: NEW_CA, signers: [NEW_CA, ROOT_CA], trusts: [NEW_CA, ROOT_CA] };
    world.add('rotation', '', '', world.newLeaf);
    world.add('head', 'head', 'headgroup', world.newLeaf);
    world.add('worker-1', 'worker', 'cpu', { signer: ROOT_CA, trusts: [ROOT_CA] });
    expect(await world.settle().run()).toMatchObject({ status: 0, stderr: '' });
    expect(world.deleted).toEqual(['worker-1']);
  });

  test('is a worker of which no leaf is reported', async () => {
    cluster({}, {});
    world.pods.find(({ name }) => name === 'worker-1')!.message = 'no JSON';
    const run = await world.run();
    expect(run.stdout).toContain('worker worker-1 is to be replaced: its init container ray-tls-leaf does not report its leaf');
    expect(world.deleted).toEqual(['worker-1']);
  });
});

describe('workers', () => {
  test('go one at a time, the most urgent first, each replaced before the next one goes', async () => {
    const run = await cluster({ hoursLeft: 12 }, { hoursLeft: 5 }, { hoursLeft: 8 }).run();
    expect(run).toMatchObject({ status: 0, stderr: '' });
    expect(world.deleted).toEqual(['worker-2', 'worker-3', 'worker-1']);
    expect(world.named('worker')).toHaveLength(3);
    expect(world.named('worker').every((name) => name.startsWith('cpu-new-'))).toBe(true);
  });

  test('are drained through Ray first, with a deadline and a reason that Ray shows', async () => {
    const before = Date.now();
    await cluster(DUE).run({ DRAIN_SECONDS: '60' });
    expect(world.drained).toEqual([
      {
        id: RotationWorld.nodeId('10.0.0.3'),
        reason: 'DRAIN_NODE_REASON_PREEMPTION',
        message: 'its certificate is to be replaced',
        deadline: expect.any(Number),
      },
    ]);
    expect(world.drained[0].deadline).toBeGreaterThanOrEqual(before + 60_000);
    expect(world.drained[0].deadline).toBeLessThan(Date.now() + 60_000);
  });

  test('go several at a time where that is chosen', async () => {
    const run = await cluster(DUE, DUE, DUE).run({ AT_ONCE: '2' });
    expect(run).toMatchObject({ status: 0, stderr: '' });
    const replaced = run.stdout.split('\n').filter((line) => line.includes('is to be replaced')).length;
    expect(replaced).toBe(3);
    expect(world.deleted).toHaveLength(3);
  });

  test('are never fewer where replacements come first', async () => {
    const run = await cluster(DUE, DUE, DUE).run({ SURGE: '1' });
    expect(run).toMatchObject({ status: 0, stderr: '' });
    expect(Math.min(...world.readyWorkers)).toBe(3);
    expect(world.deleted).toEqual(['worker-1', 'worker-2', 'worker-3']);
    expect(world.named('worker')).toHaveLength(3);
  });

  test('that an earlier run set aside end first, before others are begun with', async () => {
    cluster({}, {});
    const left = world.add('worker-left', 'worker', 'cpu', DUE);
    left.labels = {
      'cdk8s-ray-tls/cluster': 'demo',
      'cdk8s-ray-tls/set-aside': 'demo',
      'ray.io/node-type': 'worker',
      'ray.io/group': 'cpu',
    };
    const run = await world.run();
    expect(run).toMatchObject({ status: 0, stderr: '' });
    expect(world.deleted).toEqual(['worker-left']);
    expect(world.drained).toHaveLength(1);
  });

  test('that ended their work when an earlier run had given up on them are deleted, as nothing of Ray is left there', async () => {
    cluster(DUE, {});
    world.pods.find(({ name }) => name === 'worker-1')!.labels['cdk8s-ray-tls/given-up'] = 'true';
    world.drainNode('10.0.0.3');
    const run = await world.run();
    expect(run).toMatchObject({ status: 0, stderr: '' });
    expect(run.stdout).toContain('worker worker-1 is no node of the Ray cluster any more, and is deleted');
    expect(world.deleted).toEqual(['worker-1']);
  });

  test('of which Ray knows nothing for another reason stay', async () => {
    cluster(DUE, {});
    world.drainNode('10.0.0.3');
    expect(complaint(await world.run())).toContain('pod worker-1 is Ready, but no node of the Ray cluster. Nothing was replaced.');
    expect(world.deleted).toEqual([]);
  });

  test('that are busy for too long run on, and nothing further is replaced', async () => {
    cluster(DUE, DUE);
    world.busy.set('10.0.0.3', 'Resource: CPU currently in use.').set('10.0.0.4', 'Resource: CPU currently in use.');
    expect(complaint(await world.run())).toBe(
      'ray-tls: still busy after 2 s: worker-1 (Resource: CPU currently in use.). They take no new work, and run on. Nothing further is replaced. ' +
        'Give them longer (drainTimeout), end what runs there, or choose RayBusyWorkers.REPLACE, which loses it.',
    );
    expect(world.deleted).toEqual([]);
    expect(world.drained).toHaveLength(1);
    expect(world.pods.filter(({ labels }) => labels['cdk8s-ray-tls/given-up'] === 'true').map(({ name }) => name)).toEqual(['worker-1']);
  });

  test('that are busy for too long are replaced where that is chosen, and it is told what was lost', async () => {
    cluster(DUE);
    world.busy.set('10.0.0.3', 'Resource: object_store_memory currently in use.');
    const run = await world.run({ BUSY: 'replace' });
    expect(run).toMatchObject({ status: 0, stderr: '' });
    expect(run.stdout).toContain('worker worker-1 is deleted while it is busy: Resource: object_store_memory currently in use.');
    expect(world.deleted).toEqual(['worker-1']);
  });

  test('are left for the next window when this one is over', async () => {
    const run = await cluster(DUE, DUE).run({ WINDOW_SECONDS: '0' });
    expect(run).toMatchObject({ status: 0, stderr: '' });
    expect(run.stdout).toContain('the window is over. 2 workers are left for the next one: worker-1, worker-2.');
    expect(world.deleted).toEqual([]);
  });
});

describe('the head', () => {
  test('is left alone where its end is the end of all, and the run fails, after the workers', async () => {
    world.add('head', 'head', 'headgroup', DUE);
    world.add('worker-1', 'worker', 'cpu', DUE);
    expect(complaint(await world.settle().run())).toMatch(
      /^ray-tls: the head head is to be replaced: its leaf, or the CA of it, ends at 20\S+Z\. It is left alone, as all that the cluster runs would be lost\. Add /,
    );
    expect(world.deleted).toEqual(['worker-1']);
  });

  test('goes after the workers where it may', async () => {
    world.add('head', 'head', 'headgroup', DUE);
    world.add('worker-1', 'worker', 'cpu', DUE);
    const run = await world.settle().run({ HEAD: 'replace' });
    expect(run).toMatchObject({ status: 0, stderr: '' });
    expect(world.deleted).toEqual(['worker-1', 'head']);
    expect(world.named('head')).toEqual([expect.stringMatching(/^headgroup-new-/)]);
  });
});

describe('a rotation stops', () => {
  test('before it begins, when a pod is not Ready', async () => {
    cluster(DUE, DUE);
    world.pods.find(({ name }) => name === 'worker-2')!.ready = false;
    expect(complaint(await world.run())).toBe(
      'ray-tls: the cluster was not whole for 1 s: pod worker-2 is not Ready: it says nothing. Nothing was replaced.',
    );
    expect(world.deleted).toEqual([]);
  });

  test('before it begins, when a worker is missing', async () => {
    cluster(DUE, DUE);
    world.pods.splice(-1);
    expect(complaint(await world.run())).toBe(
      'ray-tls: the cluster was not whole for 1 s: 1 of 2 pods of cpu are there. Nothing was replaced.',
    );
    expect(world.deleted).toEqual([]);
  });

  test('after the first pod whose replacement gets no leaf, with what its init container says', async () => {
    cluster(DUE, DUE, DUE);
    world.newLeaf = undefined;
    expect(complaint(await world.run())).toMatch(
      /^ray-tls: the cluster was not whole for 1 s: pod cpu-new-\d is not Ready: ray-tls-leaf failed: ray-tls: no certificate from Issuer corp within 120 s\. Nothing further is replaced\.$/,
    );
    expect(world.deleted).toEqual(['worker-1']);
    expect(world.named('worker')).toHaveLength(3);
  });

  test('with all workers at work, where replacements come first and one gets no leaf', async () => {
    cluster(DUE, DUE);
    world.newLeaf = undefined;
    expect(complaint(await world.run({ SURGE: '1' }))).toContain('worker-1 run on.');
    expect(world.deleted).toEqual([]);
    expect(world.pods.filter(({ role, ready }) => role === 'worker' && ready).map(({ name }) => name)).toEqual(['worker-1', 'worker-2']);
  });

  test('when a replacement would have to be replaced at once, or it would go on for ever', async () => {
    cluster(DUE, DUE);
    world.newLeaf = DUE;
    expect(complaint(await world.run())).toMatch(
      /^ray-tls: pod cpu-new-\d is new, and is to be replaced already: its leaf, or the CA of it, ends at /,
    );
    expect(world.deleted).toEqual(['worker-1']);
  });

  test('when a pod does not trust the CA that signs now: they would part the cluster in two', async () => {
    cluster(DUE);
    world.pods.splice(0, 1);
    world.add('rotation', '', '', { signer: NEW_CA, trusts: [OLD_CA, NEW_CA] });
    expect(complaint(await world.run())).toBe(
      'ray-tls: pod head does not trust the CA that signs new leaves (bbbbbbbbbbbbbbbb), so it would refuse its new peers. Nothing was replaced. ' +
        'First have all pods trust both CAs (additionalTrust), then let the new one sign: docs/rotation.md.',
    );
    expect(world.deleted).toEqual([]);
  });

  test('when an intermediate CA was replaced under a root that pods do not trust', async () => {
    world.pods.splice(0);
    world.add('rotation', '', '', { signer: NEW_CA, signers: [NEW_CA, ROOT_CA], trusts: [NEW_CA] });
    world.add('head', 'head', 'headgroup', { signer: OLD_CA, signers: [OLD_CA, ROOT_CA], trusts: [OLD_CA] });
    expect(complaint(await world.run())).toContain('pod head does not trust the CA that signs new leaves (bbbbbbbbbbbbbbbb)');
    expect(world.deleted).toEqual([]);
  });

  test('when new pods would not trust a CA of which there are leaves', async () => {
    world.pods.splice(0);
    world.add('rotation', '', '', { signer: NEW_CA, trusts: [NEW_CA] });
    world.add('head', 'head', 'headgroup', { signer: OLD_CA, trusts: [OLD_CA, NEW_CA] });
    expect(complaint(await world.settle().run())).toContain(
      'new pods would not trust the CA that signed the leaf of pod head (aaaaaaaaaaaaaaaa).',
    );
    expect(world.deleted).toEqual([]);
  });

  test('when Ray does not answer', async () => {
    const run = await cluster(DUE).run({ GCS_ADDRESS: 'elsewhere:1' });
    expect(complaint(run)).toContain("the head's GCS at elsewhere:1 did not do what was asked (list): RuntimeError: no GCS at elsewhere:1");
    expect(world.deleted).toEqual([]);
  });

  test('when it may not list pods', async () => {
    cluster(DUE);
    world.server.on('GET', '/api/v1/namespaces/ray/pods', { status: 418, body: { kind: 'Status', message: 'no' } });
    expect(complaint(await world.run())).toContain('listing the pods of demo failed: the API server answered 418: no.');
  });
});
