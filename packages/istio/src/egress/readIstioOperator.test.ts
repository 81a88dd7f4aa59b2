import { readIstioOperator } from './readIstioOperator';
import { renderEgressGateway } from './renderEgressGateway';
import { validateEgressGateway } from './validateEgressGateway';

/** As teams had them: one gateway for each upstream, with a probe by a shell. */
const OPERATOR = `
apiVersion: install.istio.io/v1alpha1
kind: IstioOperator
metadata:
  name: legacy-egress
  namespace: istio-system
spec:
  profile: empty
  revision: canary
  components:
    ingressGateways:
      - name: front-ingress
        namespace: front
        enabled: true
        label:
          istio: front-ingress
    egressGateways:
      - name: ledger-egress
        namespace: legacy
        enabled: true
        label:
          app: ledger-egress
          istio: ledger-egress
        k8s:
          hpaSpec:
            minReplicas: 2
            maxReplicas: 4
            metrics:
              - type: Resource
                resource:
                  name: cpu
                  targetAverageUtilization: 60
          podDisruptionBudget:
            minAvailable: 1
          resources:
            requests:
              cpu: 100m
              memory: 64Mi
            limits:
              cpu: 1
              memory: 256Mi
          nodeSelector:
            zone: a
          service:
            ports:
              - port: 443
                name: https
          overlays:
            - kind: Deployment
              name: ledger-egress
              patches:
                - path: spec.template.spec.containers.[name:istio-proxy].readinessProbe
                  value:
                    exec:
                      command: [/bin/sh, -c, curl -fsS https://ledger.example.org/health]
                    initialDelaySeconds: 10
                    periodSeconds: 30
                    timeoutSeconds: 5
                    failureThreshold: 2
                - path: spec.template.spec.containers[-1]
                  value:
                    name: opa
      - name: idle-egress
        enabled: false
`;

const ROUTING = `
---
apiVersion: networking.istio.io/v1alpha3
kind: ServiceEntry
metadata: { name: ledger, namespace: legacy }
spec:
  hosts: [ledger.example.org]
  location: MESH_EXTERNAL
  resolution: DNS
  ports:
    - { number: 80, name: http, protocol: HTTP }
    - { number: 443, name: https, protocol: HTTPS }
---
apiVersion: networking.istio.io/v1alpha3
kind: Gateway
metadata: { name: ledger-ingress, namespace: legacy }
spec:
  selector: { istio: front-ingress }
  servers:
    - port: { number: 80, name: http, protocol: HTTP }
      hosts: [ledger.corp.example]
      tls: { httpsRedirect: true }
    - port: { number: 443, name: https, protocol: HTTPS }
      hosts: [ledger.corp.example]
      tls: { mode: SIMPLE, credentialName: ledger-corp }
---
apiVersion: networking.istio.io/v1alpha3
kind: Gateway
metadata: { name: ledger-egress, namespace: legacy }
spec:
  selector: { istio: ledger-egress }
  servers:
    - port: { number: 80, name: http, protocol: HTTP }
      hosts: [ledger.example.org, ledger.corp.example]
---
apiVersion: networking.istio.io/v1alpha3
kind: VirtualService
metadata: { name: ledger, namespace: legacy }
spec:
  hosts: [ledger.example.org, ledger.corp.example]
  gateways: [mesh, ledger-ingress, ledger-egress]
  http:
    - match: [{ gateways: [mesh, ledger-ingress], port: 80 }]
      route: [{ destination: { host: ledger-egress.legacy.svc.cluster.local, port: { number: 80 } } }]
    - match: [{ gateways: [ledger-egress], port: 80 }]
      rewrite: { authority: ledger.example.org }
      route: [{ destination: { host: ledger.example.org, port: { number: 443 } } }]
---
apiVersion: networking.istio.io/v1alpha3
kind: DestinationRule
metadata: { name: ledger, namespace: legacy }
spec:
  host: ledger.example.org
  trafficPolicy:
    portLevelSettings:
      - port: { number: 443 }
        tls: { mode: MUTUAL, credentialName: ledger-client, sni: ledger.example.org }
`;

const INPUT = {
  name: 'ledger-egress',
  namespace: 'legacy',
  revision: 'canary',
  resources: {
    requests: { cpu: '100m', memory: '64Mi' },
    limits: { cpu: '1', memory: '256Mi' },
  },
  autoscaling: { minReplicas: 2, maxReplicas: 4, cpuPercent: 60 },
  disruptionBudget: { minAvailable: 1 },
  readiness: {
    command: ['curl', '-fsS', 'https://ledger.example.org/health'],
    initialDelaySeconds: 10,
    periodSeconds: 30,
    timeoutSeconds: 5,
    failureThreshold: 2,
  },
};

describe('readIstioOperator', () => {
  it('takes over what runs a gateway, and says what is missing and left out', () => {
    const { gateways, problems } = readIstioOperator(OPERATOR);
    expect(problems).toEqual([]);
    expect(gateways).toEqual([
      {
        input: INPUT,
        missing: ['upstreams'],
        leftOut: [
          'k8s.nodeSelector: no field says this.',
          'overlays: the patch of Deployment ledger-egress at spec.template.spec.containers[-1] is not taken over.',
          'readinessProbe: /bin/sh is a shell; the command in it is taken without.',
        ],
      },
    ]);
  });

  it('takes over the upstreams and their exposure where the routing is beside it', () => {
    const [gateway] = readIstioOperator(OPERATOR + ROUTING).gateways;
    expect(gateway.missing).toEqual([]);
    expect(gateway.input).toEqual({
      ...INPUT,
      upstreams: [
        {
          host: 'ledger.example.org',
          protocol: 'TLS-ORIGINATION',
          port: 443,
          tls: { mode: 'MUTUAL', credentialName: 'ledger-client' },
          exposure: {
            host: 'ledger.corp.example',
            ingress: {
              namespace: 'front',
              selector: { istio: 'front-ingress' },
            },
            credentialName: 'ledger-corp',
          },
        },
      ],
    });
  });

  it.each(['injected', 'helm', 'gateway-api'] as const)(
    'can be made as %s',
    pattern => {
      const [{ input }] = readIstioOperator(OPERATOR + ROUTING).gateways;
      const result = validateEgressGateway({ ...input, pattern });
      if ('problems' in result) {
        throw new Error(JSON.stringify(result.problems));
      }
      expect(renderEgressGateway(result.model).length).toBeGreaterThan(5);
    },
  );

  it('takes no shell over that does more than run a program', () => {
    const [{ input, leftOut }] = readIstioOperator(
      OPERATOR.replace(
        'curl -fsS https://ledger.example.org/health',
        'curl x | grep y',
      ),
    ).gateways;
    expect(input.readiness).toBeUndefined();
    expect(leftOut).toContain(
      'readinessProbe: /bin/sh is a shell or starts another program, and what it runs cannot be said without. Say the check again.',
    );
  });

  it.each([
    ['', /no IstioOperator/],
    ['kind: Service', /no IstioOperator/],
    ['a: [', /flow/i],
    [
      'apiVersion: install.istio.io/v1alpha1\nkind: IstioOperator\n',
      /no egress gateway that is enabled/,
    ],
    [
      'apiVersion: install.istio.io/v1alpha1\nkind: IstioOperator\nspec: {components: {egressGateways: x}}\n',
      /no list/,
    ],
  ])('says what is wrong with %j', (text, problem) => {
    const { gateways, problems } = readIstioOperator(text);
    expect(gateways).toEqual([]);
    expect(problems).toEqual(
      expect.arrayContaining([expect.stringMatching(problem)]),
    );
  });

  it('reads a gateway without a name as the one of the profile', () => {
    const { gateways } = readIstioOperator(
      'apiVersion: install.istio.io/v1alpha1\nkind: IstioOperator\nspec: {components: {egressGateways: [{enabled: true}]}}\n',
    );
    expect(gateways[0].input).toEqual({
      name: 'istio-egressgateway',
      namespace: 'istio-system',
    });
  });
});
