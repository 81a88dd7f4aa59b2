import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { KubernetesObject, toYaml } from '../resources';
import type { EgressGatewayInput } from './EgressGatewayInput';
import { renderEgressGateway } from './renderEgressGateway';
import { validateEgressGateway } from './validateEgressGateway';

function rendered(input: EgressGatewayInput): KubernetesObject[] {
  const checked = validateEgressGateway(input);
  if ('problems' in checked) {
    throw new Error(JSON.stringify(checked.problems));
  }
  return renderEgressGateway(checked.input);
}

function golden(name: string): string {
  return readFileSync(
    resolve(__dirname, '__fixtures__', `${name}.golden`),
    'utf8',
  );
}

function one(objects: KubernetesObject[], kind: string, name?: string) {
  const found = objects.filter(
    object => object.kind === kind && (!name || object.metadata.name === name),
  );
  expect(found).toHaveLength(1);
  return found[0];
}

const PLAIN: EgressGatewayInput = {
  name: 'api-out',
  namespace: 'payments',
  host: 'api.example.org',
};

describe('renderEgressGateway', () => {
  it.each<[string, EgressGatewayInput]>([
    [
      'tls-origination.yaml',
      {
        name: 'httpbin-out',
        namespace: 'payments',
        host: 'httpbin.org',
        clientNamespaces: ['shop', 'bookinfo'],
        component: 'ratings',
        owner: 'team-ratings',
        replicas: 2,
        revision: '1-30',
        tls: {
          sni: 'www.httpbin.org',
          credentialName: 'httpbin-ca',
          subjectAltNames: ['httpbin.org', 'www.httpbin.org'],
        },
      },
    ],
    [
      'http.yaml',
      {
        name: 'legacy-out',
        namespace: 'payments',
        host: 'legacy.example.org',
        protocol: 'HTTP',
        port: 8080,
        addresses: ['10.20.0.7', '2001:db8::7'],
      },
    ],
    [
      'tls-passthrough.yaml',
      {
        name: 'bank-out',
        namespace: 'payments',
        host: 'api.bank.example',
        protocol: 'TLS-PASSTHROUGH',
        clientNamespaces: ['payments', 'shop'],
      },
    ],
  ])('writes %s', (file, input) => {
    expect(toYaml(rendered(input))).toBe(golden(file));
  });

  it('opens TLS by default, to port 443, and verifies the name', () => {
    const objects = rendered(PLAIN);
    expect(one(objects, 'ServiceEntry').spec).toEqual({
      hosts: ['api.example.org'],
      exportTo: ['.'],
      location: 'MESH_EXTERNAL',
      ports: [{ number: 80, name: 'http', protocol: 'HTTP', targetPort: 443 }],
      resolution: 'DNS',
    });
    expect(
      one(objects, 'DestinationRule', 'api-out-upstream').spec?.trafficPolicy,
    ).toEqual({
      portLevelSettings: [
        {
          port: { number: 80 },
          tls: {
            mode: 'SIMPLE',
            sni: 'api.example.org',
            subjectAltNames: ['api.example.org'],
            caCertificates: 'system',
          },
        },
      ],
    });
  });

  it('offers clients no port that leads past the gateway', () => {
    const ports = one(rendered({ ...PLAIN, port: 8443 }), 'ServiceEntry').spec
      ?.ports;
    expect(ports).toEqual([
      { number: 80, name: 'http', protocol: 'HTTP', targetPort: 8443 },
    ]);
  });

  it('writes no target port where the upstream listens on the port clients call', () => {
    const ports = one(rendered({ ...PLAIN, port: 80 }), 'ServiceEntry').spec
      ?.ports;
    expect(ports).toEqual([{ number: 80, name: 'http', protocol: 'HTTP' }]);
  });

  it('asks the credential of the upstream, not of the hop to the gateway', () => {
    const objects = rendered({ ...PLAIN, tls: { credentialName: 'ca' } });
    const withCredential = objects
      .filter(object => JSON.stringify(object).includes('credentialName'))
      .map(object => object.metadata.name);
    expect(withCredential).toEqual(['api-out-upstream']);
  });

  it('verifies the asked server name where no other name is given', () => {
    const rule = one(
      rendered({ ...PLAIN, tls: { sni: 'front.example.org' } }),
      'DestinationRule',
      'api-out-upstream',
    );
    expect(rule.spec?.trafficPolicy.portLevelSettings[0].tls).toMatchObject({
      sni: 'front.example.org',
      subjectAltNames: ['front.example.org'],
    });
    // The hop to the gateway is found by the host, whatever the upstream is asked.
    const hop = one(rendered(PLAIN), 'DestinationRule', 'api-out');
    expect(hop.spec?.subsets[0].trafficPolicy.portLevelSettings[0].tls).toEqual(
      { mode: 'ISTIO_MUTUAL', sni: 'api.example.org' },
    );
  });

  it.each([
    ['HTTP', false],
    ['TLS-PASSTHROUGH', false],
    ['TLS-ORIGINATION', true],
  ] as const)(
    'with %s has a rule for the upstream: %s',
    (protocol, expected) => {
      const names = rendered({ ...PLAIN, protocol }).map(
        ({ metadata }) => metadata.name,
      );
      expect(names.includes('api-out-upstream')).toBe(expected);
    },
  );

  it.each([
    ['HTTP', 'ISTIO_MUTUAL', 'HTTPS'],
    ['TLS-ORIGINATION', 'ISTIO_MUTUAL', 'HTTPS'],
    ['TLS-PASSTHROUGH', 'PASSTHROUGH', 'TLS'],
  ] as const)('with %s the gateway serves %s', (protocol, mode, server) => {
    const [only, ...more] = one(rendered({ ...PLAIN, protocol }), 'Gateway')
      .spec?.servers;
    expect(more).toEqual([]);
    expect(only.tls).toEqual({ mode });
    expect(only.port.protocol).toBe(server);
    expect(only.hosts).toEqual(['./api.example.org']);
  });

  it.each<[string[] | undefined, string[]]>([
    [undefined, ['.']],
    [[], ['.']],
    [['payments'], ['.']],
    [['shop'], ['payments', 'shop']],
    [
      ['shop', 'payments', 'bookinfo'],
      ['bookinfo', 'payments', 'shop'],
    ],
  ])('with clients %j is visible to %j', (clientNamespaces, expected) => {
    const objects = rendered({ ...PLAIN, clientNamespaces });
    for (const kind of ['ServiceEntry', 'VirtualService']) {
      expect(one(objects, kind).spec?.exportTo).toEqual(expected);
    }
    expect(one(objects, 'DestinationRule', 'api-out').spec?.exportTo).toEqual(
      expected,
    );
    expect(
      one(objects, 'DestinationRule', 'api-out-upstream').spec?.exportTo,
    ).toEqual(['.']);
    expect(
      one(objects, 'Service').metadata.annotations?.[
        'networking.istio.io/exportTo'
      ],
    ).toBe(expected.join(','));
  });

  it('selects the pods of this gateway alone, also beside one of the same name elsewhere', () => {
    const here = rendered(PLAIN);
    const there = rendered({ ...PLAIN, namespace: 'shop' });
    const selector = one(here, 'Gateway').spec?.selector;
    const labelsOf = (objects: KubernetesObject[]) =>
      one(objects, 'Deployment').spec?.template.metadata.labels;
    expect(labelsOf(here)).toMatchObject(selector);
    expect(labelsOf(there)).not.toMatchObject(selector);
    expect(one(here, 'Service').spec?.selector).toEqual(selector);
    expect(one(here, 'Deployment').spec?.selector.matchLabels).toEqual(
      selector,
    );
  });

  it('labels every object as ours', () => {
    const objects = rendered({
      ...PLAIN,
      component: 'ratings',
      owner: 'team-ratings',
    });
    for (const { metadata } of objects) {
      expect(metadata.namespace).toBe('payments');
      expect(metadata.labels).toEqual({
        'app.kubernetes.io/managed-by': 'meshport',
        'meshport.dev/egress-gateway': 'api-out',
        'backstage.io/kubernetes-id': 'ratings',
        'meshport.dev/owner': 'team-ratings',
      });
    }
  });

  it.each([
    [undefined, 'sidecar.istio.io/inject', 'true', 'istio.io/rev'],
    ['canary', 'istio.io/rev', 'canary', 'sidecar.istio.io/inject'],
  ])('with revision %s labels its pods %s=%s', (revision, key, value, not) => {
    const { labels } = one(rendered({ ...PLAIN, revision }), 'Deployment').spec
      ?.template.metadata;
    expect(labels[key]).toBe(value);
    expect(labels).not.toHaveProperty([not]);
  });

  it('takes what proxies of the mesh add out of requests to the upstream', () => {
    const { http } = one(rendered(PLAIN), 'VirtualService').spec!;
    expect(http[0]).not.toHaveProperty('headers');
    expect(http[1].headers.request.remove).toContain('x-forwarded-client-cert');
  });

  it('gives the same objects for the same input, and leaves the input alone', () => {
    const input = Object.freeze({
      ...PLAIN,
      clientNamespaces: Object.freeze(['shop', 'a']) as string[],
    });
    expect(renderEgressGateway(input)).toEqual(renderEgressGateway(input));
  });

  it('keeps derived names DNS labels with the longest name', () => {
    const objects = rendered({ ...PLAIN, name: 'a'.repeat(54) });
    for (const { metadata } of objects) {
      expect(metadata.name.length).toBeLessThanOrEqual(63);
    }
  });
});
