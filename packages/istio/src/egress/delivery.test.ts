import { parse, parseAllDocuments } from 'yaml';
import { EVERY_KIND, GOLDEN_CASES, KNOWN } from './__testUtils__/goldenCases';
import { egressFiles } from './egressFiles';
import { egressInputOf } from './egressInputOf';
import { egressCredentials, egressNamespaces } from './egressNamespaces';
import { egressTestJob } from './egressTestJob';
import { helmValuesOf } from './helmValues';
import { renderEgressGateway } from './renderEgressGateway';

const golden = (name: string) => GOLDEN_CASES.find(one => one.name === name)!;

describe('egressFiles', () => {
  it.each(GOLDEN_CASES.map(one => [one.name, one] as const))(
    'of %s hold every object once, and the kustomization names every file',
    (_, { input, environment }) => {
      const files = egressFiles(input, environment);
      const [kustomization, ...rest] = files;
      expect(kustomization.path).toBe('payments/partners/kustomization.yaml');
      const manifests = rest.filter(
        ({ path }) => !path.endsWith('values.yaml'),
      );
      expect(parse(kustomization.content).resources).toEqual(
        manifests.map(({ path }) => path.replace('payments/partners/', '')),
      );
      const ids = (objects: any[]) =>
        objects
          .map(
            ({ kind, metadata }) =>
              `${kind} ${metadata.namespace}/${metadata.name}`,
          )
          .sort();
      const written = manifests.flatMap(({ content }) =>
        parseAllDocuments(content).map(document => document.toJS()),
      );
      expect(ids(written)).toEqual(
        ids(renderEgressGateway(input, environment)),
      );
    },
  );

  it('are in a tree that says what is what', () => {
    const { input, environment } = golden('injected-policies');
    expect(
      egressFiles(input, environment).map(({ path }) =>
        path.replace('payments/partners/', ''),
      ),
    ).toEqual([
      'kustomization.yaml',
      'access.yaml',
      'workload.yaml',
      'upstreams/api-partner-example.yaml',
      'upstreams/bank-example.yaml',
      'upstreams/db-partner-example.yaml',
      'upstreams/files-partner-example.yaml',
      'upstreams/plain-partner-example.yaml',
      'routing.yaml',
      'other-namespaces/bookinfo.yaml',
      'network-policy.yaml',
      'other-namespaces/shop.yaml',
    ]);
  });

  it('hold the values of the chart, which is no resource', () => {
    const { input, environment } = golden('helm-options');
    const values = egressFiles(input, environment).find(({ path }) =>
      path.endsWith('/values.yaml'),
    );
    expect(parse(values!.content)).toEqual(
      JSON.parse(JSON.stringify(helmValuesOf(input, environment))),
    );
  });
});

describe('egressNamespaces', () => {
  it('names every namespace by its field, with what is written there', () => {
    const { input, environment } = golden('injected-policies');
    const uses = egressNamespaces(input, environment);
    expect(uses.map(({ namespace, field }) => [namespace, field])).toEqual([
      ['payments', 'namespace'],
      ['shop', 'callers[1].namespace'],
      ['bookinfo', 'callers[2].namespace'],
    ]);
    expect(uses[0].kinds).toEqual([
      'apps/Deployment',
      'core/Service',
      'core/ServiceAccount',
      'networking.istio.io/DestinationRule',
      'networking.istio.io/Gateway',
      'networking.istio.io/ServiceEntry',
      'networking.istio.io/VirtualService',
      'networking.k8s.io/NetworkPolicy',
      'security.istio.io/AuthorizationPolicy',
      'security.istio.io/PeerAuthentication',
      'telemetry.istio.io/Telemetry',
    ]);
    expect(uses[1].kinds).toEqual(['networking.k8s.io/NetworkPolicy']);
  });

  it('names the namespace of an ingress gateway, and those that are only led elsewhere', () => {
    const { input, environment } = golden('injected-exposed');
    const uses = egressNamespaces(input, environment);
    expect(uses).toContainEqual({
      namespace: 'front',
      field: 'upstreams[0].exposure.ingress.namespace',
      kinds: ['networking.istio.io/Gateway'],
    });
    expect(uses).toContainEqual({
      namespace: 'shop',
      field: 'callers[1].namespace',
      kinds: [],
    });
  });

  it.each(GOLDEN_CASES.map(one => [one.name, one] as const))(
    'leaves no namespace of %s out',
    (_, { input, environment }) => {
      const named = egressNamespaces(input, environment).map(
        ({ namespace }) => namespace,
      );
      for (const { metadata } of renderEgressGateway(input, environment)) {
        expect(named).toContain(metadata.namespace);
      }
    },
  );
});

describe('egressCredentials', () => {
  it('names the Secrets that have to be there, with their keys', () => {
    expect(
      egressCredentials({ name: 'a', namespace: 'n', upstreams: EVERY_KIND }),
    ).toEqual([
      {
        namespace: 'n',
        name: 'bank-client',
        field: 'upstreams[2].tls.credentialName',
        use: 'upstream',
        keys: ['ca.crt', 'tls.crt', 'tls.key'],
      },
    ]);
    expect(egressCredentials(golden('injected-exposed').input)).toEqual([
      {
        namespace: 'front',
        name: 'partner-corp-example',
        field: 'upstreams[0].exposure.credentialName',
        use: 'ingress',
        keys: ['tls.crt', 'tls.key'],
      },
    ]);
  });
});

describe('egressInputOf', () => {
  it('says why a gateway cannot be read', () => {
    const { input, environment } = golden('injected-named');
    const objects = renderEgressGateway(input, environment);
    expect(
      egressInputOf(objects.filter(({ kind }) => kind !== 'ServiceEntry')),
    ).toEqual({ why: expect.stringMatching(/ServiceEntry is missing/) });
    const others = renderEgressGateway({ ...input, name: 'others' });
    expect(egressInputOf([...objects, ...others])).toEqual({
      why: expect.stringMatching(/several gateways/),
    });
    const policy = objects.find(({ kind }) => kind === 'AuthorizationPolicy')!;
    const changed = {
      ...policy,
      spec: { ...policy.spec, rules: [{ when: [{ key: 'x' }] }] },
    };
    expect(
      egressInputOf(objects.map(one => (one === policy ? changed : one))),
    ).toEqual({ why: expect.stringMatching(/in another way/) });
  });

  it('reads what a person changed in the cluster', () => {
    const objects = structuredClone(
      renderEgressGateway({
        name: 'out',
        namespace: 'edge',
        host: 'a.b.example',
      }),
    );
    objects.find(({ kind }) => kind === 'Deployment')!.spec!.replicas = 3;
    expect(egressInputOf(objects)).toMatchObject({ model: { replicas: 3 } });
  });
});

describe('egressTestJob', () => {
  const input = golden('injected-exposed').input;
  const [job] = egressTestJob(input, {
    kind: 'inside',
    namespace: 'shop',
    serviceAccount: 'cart',
    jobName: 'check-1',
    path: '/a?b=$(id)',
    environment: KNOWN,
  });
  const { template, ...spec } = job.spec!;
  const [container] = template.spec.containers;

  it('calls from inside under an account, and ends', () => {
    expect(job.metadata).toMatchObject({ name: 'check-1', namespace: 'shop' });
    expect(spec).toEqual({
      backoffLimit: 0,
      activeDeadlineSeconds: 100,
      ttlSecondsAfterFinished: 600,
    });
    expect(template.metadata.labels).toMatchObject({
      'sidecar.istio.io/inject': 'true',
    });
    expect(template.spec).toMatchObject({
      serviceAccountName: 'cart',
      restartPolicy: 'Never',
      automountServiceAccountToken: false,
    });
    expect(container.image).toBe('registry.example.org/curl:8.16.0');
    expect(container.command[2]).toContain('127.0.0.1:15020/quitquitquit');
    // Not the proxy's: what runs as that goes past it.
    expect(container.securityContext.runAsUser).not.toBe(1337);
  });

  it('hands over what is called as an argument, never as part of the script', () => {
    const other = egressTestJob(input, {
      kind: 'inside',
      namespace: 'shop',
      jobName: 'check-2',
      path: '/',
      environment: KNOWN,
    })[0].spec!.template.spec.containers[0].command;
    expect(container.command[2]).toBe(other[2]);
    expect(container.command.slice(3)).toEqual([
      'check',
      'http',
      'yes',
      '10',
      'http://api.partner.example:80/a?b=$(id)',
    ]);
  });

  it('calls from outside without a proxy, and verifies the certificate', () => {
    const [outside] = egressTestJob(input, {
      kind: 'outside',
      namespace: 'shop',
      jobName: 'check-3',
      ingressAddress: '203.0.113.9',
      certificateAuthority: 'corp-ca',
    });
    const pod = outside.spec!.template;
    expect(pod.metadata.labels).toMatchObject({
      'sidecar.istio.io/inject': 'false',
      'istio.io/dataplane-mode': 'none',
    });
    expect(pod.spec.containers[0].command.slice(4)).toEqual([
      'http',
      'no',
      '10',
      'https://partner.corp.example/',
      '--cacert',
      '/authority/ca.crt',
      '--connect-to',
      'partner.corp.example:443:203.0.113.9:443',
    ]);
    expect(JSON.stringify(outside)).not.toMatch(/--insecure|"-k"|-k /);
    expect(pod.spec.volumes).toContainEqual({
      name: 'authority',
      configMap: { name: 'corp-ca' },
    });
  });

  it.each([
    [3, 'http', 'https://files.partner.example:443/'],
    [4, 'tcp', 'telnet://db.partner.example:5432'],
  ])('calls upstream %i by %s', (upstream, mode, url) => {
    const [one] = egressTestJob(golden('injected-named').input, {
      kind: 'inside',
      upstream,
      namespace: 'shop',
      jobName: 'check',
    });
    const { command } = one.spec!.template.spec.containers[0];
    expect([command[4], command[7]]).toEqual([mode, url]);
  });

  it('runs beside no proxy in an ambient mesh', () => {
    const [one] = egressTestJob(golden('waypoint').input, {
      kind: 'inside',
      namespace: 'shop',
      jobName: 'check',
    });
    const { metadata, spec: pod } = one.spec!.template;
    expect(metadata.labels).not.toHaveProperty(['sidecar.istio.io/inject']);
    expect(pod.containers[0].command[5]).toBe('no');
  });

  it('tries nothing that is not there', () => {
    const options = { namespace: 'shop', jobName: 'check' };
    expect(() =>
      egressTestJob(golden('injected-named').input, {
        ...options,
        kind: 'outside',
      }),
    ).toThrow(/not exposed/);
    expect(() =>
      egressTestJob(input, { ...options, kind: 'inside', upstream: 9 }),
    ).toThrow(/no upstream 9/);
  });
});
