import type { KubeObject } from '../objects';
import {
  fieldSelector,
  labelSelector,
  matchesLabelSelector,
} from './selectors';

const object = (labels: Record<string, string>): KubeObject => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'web-1', namespace: 'shop', labels },
  status: { phase: 'Running' },
});
const pod = { kind: 'Pod', namespaced: true, custom: false };

describe('labelSelector', () => {
  it.each<[string, Record<string, string>, boolean]>([
    ['', {}, true],
    ['app=web', { app: 'web' }, true],
    ['app==web', { app: 'db' }, false],
    ['app!=web', {}, true],
    ['app', { app: '' }, true],
    ['!app', { app: 'web' }, false],
    ['app in (web, db),tier', { app: 'db', tier: 'x' }, true],
    ['app in (web, db)', {}, false],
    ['app notin (web)', {}, true],
    ['istio.io/rev=stable,app=web', { 'istio.io/rev': 'stable' }, false],
  ])('%s of %j is %s', (text, labels, expected) => {
    expect(labelSelector(text)(object(labels))).toBe(expected);
  });

  it('refuses what it cannot read', () => {
    expect(() => labelSelector('app web')).toThrow('unable to parse');
  });
});

describe('fieldSelector', () => {
  it.each([
    ['metadata.name=web-1', true],
    ['metadata.name!=web-1', false],
    ['metadata.namespace=shop,status.phase==Running', true],
    ['status.phase=Pending', false],
  ])('%s is %s', (text, expected) => {
    expect(fieldSelector(text, pod)(object({}))).toBe(expected);
  });

  it('refuses a field that the kind does not offer', () => {
    expect(() =>
      fieldSelector('spec.hosts=a', { ...pod, custom: true }),
    ).toThrow('field label not supported: spec.hosts');
  });
});

describe('matchesLabelSelector', () => {
  it('needs every label and every expression', () => {
    const selector = {
      matchLabels: { app: 'web' },
      matchExpressions: [
        { key: 'tier', operator: 'In', values: ['a', 'b'] },
        { key: 'old', operator: 'DoesNotExist' },
      ],
    };
    expect(matchesLabelSelector(selector, { app: 'web', tier: 'a' })).toBe(
      true,
    );
    expect(matchesLabelSelector(selector, { app: 'web', tier: 'c' })).toBe(
      false,
    );
    expect(
      matchesLabelSelector(selector, { app: 'web', tier: 'a', old: 'x' }),
    ).toBe(false);
    expect(matchesLabelSelector(undefined, {})).toBe(false);
  });
});
