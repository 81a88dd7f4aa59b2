import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { inputOfExample, runAction } from './__testUtils__/runAction';
import { createEgressGatewayTakeOverAction } from './egressGatewayTakeOver';

const OPERATOR = `apiVersion: install.istio.io/v1alpha1
kind: IstioOperator
metadata: {name: gateways, namespace: istio-system}
spec:
  components:
    egressGateways:
    - name: wikipedia-out
      namespace: exits
      enabled: true
      label: {istio: wikipedia-out}
      k8s: {replicaCount: 2}
    - name: unused
      enabled: false
---
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: {name: wikipedia, namespace: exits}
spec:
  hosts: [en.wikipedia.org]
  ports: [{number: 443, name: tls, protocol: TLS}]
  resolution: DNS
`;

describe('mesh:egressGateway:takeOver', () => {
  const action = createEgressGatewayTakeOverAction();
  let workspacePath: string;

  beforeEach(() => {
    workspacePath = mkdtempSync(join(tmpdir(), 'meshport-take-over-'));
    mkdirSync(join(workspacePath, 'istio'));
    writeFileSync(join(workspacePath, 'istio/operator.yaml'), OPERATOR);
  });

  afterEach(() => rmSync(workspacePath, { recursive: true }));

  it('reads the gateways of its example, in the pattern asked for', async () => {
    expect(action.examples).toHaveLength(1);
    const { error, outputs } = await runAction(
      action,
      inputOfExample(action, 0),
      { workspacePath },
    );
    expect(error).toBeUndefined();
    expect(outputs.gateways).toEqual([
      expect.objectContaining({
        name: 'wikipedia-out',
        namespace: 'exits',
        pattern: 'helm',
        replicas: 2,
      }),
    ]);
  });

  it.each([
    ['nowhere.yaml', 'InputError', /^path: there is no file nowhere\.yaml/],
    ['../outside.yaml', 'NotAllowedError', /./],
  ])('refuses %s', async (path, name, words) => {
    const { error } = await runAction(action, { path }, { workspacePath });
    expect(error).toMatchObject({ name });
    expect(error!.message).toMatch(words);
  });

  it('refuses a file without an IstioOperator', async () => {
    writeFileSync(join(workspacePath, 'other.yaml'), 'kind: Pod\n');
    const { error } = await runAction(
      action,
      { path: 'other.yaml' },
      { workspacePath },
    );
    expect(error!.message).toMatch(/^path: There is no IstioOperator/);
  });
});
