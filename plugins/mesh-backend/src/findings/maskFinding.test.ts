import { Finding } from '@meshport/istio';
import { HIDDEN, maySee, Sight, wordsFor } from './maskFinding';

const READABLE = new Set(['shop', 'front']);
const sight: Sight = {
  mayReadCluster: cluster => cluster !== 'secret-cluster',
  mayReadNamespace: (_, namespace) => READABLE.has(namespace),
  mayExist: namespace =>
    READABLE.has(namespace) || ['vault', 'v'].includes(namespace),
  clusters: ['east', 'secret-cluster'],
};

function finding(more: Partial<Finding>): Finding {
  return {
    code: 'IST0101',
    name: 'ReferencedResourceNotFound',
    severity: 'error',
    analyzer: 'x',
    resource: {
      cluster: 'east',
      kind: 'VirtualService',
      namespace: 'shop',
      name: 'a',
    },
    args: [],
    message: '',
    effect: '',
    ...more,
  };
}

describe('wordsFor', () => {
  it.each([
    ['vault/gateway', 'The gateway "vault/gateway" is gone.'],
    ['db.vault', 'Host db.vault is gone.'],
    ['db.vault.svc.cluster.local', 'Host db.vault.svc.cluster.local is gone.'],
    ['db.vault.svc.cluster.local:5432', 'To db.vault.svc.cluster.local:5432.'],
    ['vault', 'Namespace vault is gone.'],
    ['Gateway vault/gateway', 'Conflicts with Gateway vault/gateway.'],
    ['cluster.local/ns/vault/sa/db', 'By cluster.local/ns/vault/sa/db.'],
    ['secret-cluster', 'Differs in secret-cluster.'],
  ])('covers %s', (arg, message) => {
    const words = wordsFor(
      finding({ args: [arg], message, effect: message }),
      sight,
    );
    for (const text of [words.message, words.effect]) {
      expect(text).toContain(HIDDEN);
      expect(text).not.toMatch(/vault|secret-cluster/);
    }
  });

  it('covers what only the text names, and lists', () => {
    const message = 'Used by front/a, vault/b, shop/c.';
    expect(wordsFor(finding({ message }), sight).message).toBe(
      `Used by front/a, ${HIDDEN}, shop/c.`,
    );
    const args = [['front/a', 'vault/b']];
    expect(wordsFor(finding({ message, args }), sight).message).toBe(
      `Used by front/a, ${HIDDEN}, shop/c.`,
    );
  });

  it.each([
    'The host reviews.front.svc.cluster.local is gone.',
    'The host api.example.com is gone.',
    'Rule 3 of 4 and/or v1.2 is never used.',
    'The version is 1.30.2.',
  ])('leaves alone: %s', message => {
    expect(wordsFor(finding({ message, args: [message] }), sight)).toEqual({
      message,
      effect: '',
    });
  });

  it('leaves out a mend that tells of what is hidden', () => {
    const mend = (value: unknown, resource?: Finding['resource']) => ({
      title: 'Set the host',
      patch: [{ op: 'replace' as const, path: '/spec/host', value }],
      ...(resource ? { resource } : {}),
    });
    expect(
      wordsFor(finding({ mend: mend('a.shop') }), sight).mend,
    ).toBeTruthy();
    expect(
      wordsFor(finding({ mend: mend('a.vault') }), sight).mend,
    ).toBeUndefined();
    const elsewhere = {
      cluster: 'east',
      kind: 'Gateway',
      namespace: 'vault',
      name: 'g',
    };
    expect(
      wordsFor(finding({ mend: mend('a', elsewhere) }), sight).mend,
    ).toBeUndefined();
  });
});

describe('maySee', () => {
  const of = (resource: Partial<Finding['resource']>) =>
    maySee(
      finding({
        resource: { cluster: 'east', kind: 'Pod', name: 'a', ...resource },
      }),
      sight,
    );

  it('asks for the cluster and the namespace; a Namespace is its own', () => {
    expect(of({ namespace: 'shop' })).toBe(true);
    expect(of({ namespace: 'vault' })).toBe(false);
    expect(of({ cluster: 'secret-cluster', namespace: 'shop' })).toBe(false);
    expect(of({ kind: 'Namespace', name: 'vault' })).toBe(false);
    expect(of({ kind: 'Namespace', name: 'shop' })).toBe(true);
    expect(of({ kind: 'GatewayClass' })).toBe(true);
  });
});
