import {
  readApplyEgressGatewayRequest,
  readApplyManifestsRequest,
  readDryRun,
} from './requests';

describe('readApplyManifestsRequest', () => {
  const good = { cluster: 'east', manifests: 'a: 1' };

  it('takes what is asked for', () => {
    expect(
      readApplyManifestsRequest({ ...good, namespace: 'x', waitSeconds: 300 }),
    ).toEqual({ ...good, namespace: 'x', waitSeconds: 300 });
  });

  it.each([
    ['nothing', undefined, /^body: send a JSON object/],
    ['text', 'cluster: east', /^body: send a JSON object/],
    ['a list', [good], /^body: send a JSON object/],
    ['no cluster', { manifests: '' }, /^cluster: name a cluster as text/],
    ['a number as cluster', { ...good, cluster: 1 }, /^cluster: name/],
    ['capitals', { ...good, cluster: 'East' }, /^cluster: is no name/],
    ['a path', { ...good, cluster: '../east' }, /^cluster: is no name/],
    ['a line end', { ...good, cluster: 'east\n' }, /^cluster: is no name/],
    ['a long name', { ...good, cluster: 'a'.repeat(64) }, /^cluster: is no/],
    ['no manifests', { cluster: 'east' }, /^manifests: give the YAML/],
    ['objects', { ...good, manifests: [{}] }, /^manifests: give the YAML/],
    ['a bad namespace', { ...good, namespace: 'a.b' }, /^namespace: is no/],
    ['an empty namespace', { ...good, namespace: '' }, /^namespace: is no/],
    ['half seconds', { ...good, waitSeconds: 1.5 }, /^waitSeconds: give whole/],
    ['too long', { ...good, waitSeconds: 301 }, /^waitSeconds: give whole/],
    ['less than none', { ...good, waitSeconds: -1 }, /^waitSeconds: give/],
    ['seconds as text', { ...good, waitSeconds: '5' }, /^waitSeconds: give/],
    [
      'more fields',
      { ...good, force: true },
      /^body: there is no field "force"/,
    ],
  ])('refuses %s', (_what, body, message) => {
    expect(() => readApplyManifestsRequest(body)).toThrow(message);
  });

  it('names all fields that are wrong', () => {
    expect(() =>
      readApplyManifestsRequest({ cluster: 'A', namespace: 'B' }),
    ).toThrow(/^cluster: .*\nmanifests: .*\nnamespace: /);
  });
});

describe('readApplyEgressGatewayRequest', () => {
  it('wants a gateway', () => {
    expect(() =>
      readApplyEgressGatewayRequest({ cluster: 'east', gateway: 'x' }),
    ).toThrow(/^gateway: give the gateway as an object/);
    expect(
      readApplyEgressGatewayRequest({ cluster: 'east', gateway: { a: 1 } }),
    ).toEqual({ cluster: 'east', gateway: { a: 1 } });
  });
});

describe('readDryRun', () => {
  it.each(['dryrun', 'dry_run', 'force'])('knows no parameter %s', name => {
    expect(() => readDryRun({ [name]: 'true' })).toThrow(
      `query: there is no parameter "${name}"`,
    );
  });

  it.each([
    [undefined, false],
    ['false', false],
    ['true', true],
  ])('reads %p as %p', (dryRun, expected) => {
    expect(readDryRun({ dryRun })).toBe(expected);
  });

  it.each(['', '1', 'yes', 'True', ['true', 'true']])(
    'does not guess what %p means',
    dryRun => {
      expect(() => readDryRun({ dryRun })).toThrow(
        'dryRun: give true or false',
      );
    },
  );
});
