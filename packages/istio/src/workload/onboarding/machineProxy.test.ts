import {
  machineServiceAccountOf,
  vmCaptureNotes,
  vmHostsBlock,
  vmHttpProxySettings,
  VmOnboardingInput,
} from '.';

const LEAST: VmOnboardingInput = {
  name: 'ratings-vm',
  namespace: 'bookinfo',
  ports: [
    { name: 'http', number: 80, targetPort: 8080 },
    { name: 'tcp-metrics', number: 9100, protocol: 'TCP' },
  ],
};
const DETAILS = { host: 'details.bookinfo.svc.cluster.local', port: 80 };
const DB = { host: 'db.example.org', port: 5432, protocol: 'TCP' as const };

describe('what is captured', () => {
  it('is everything outbound, and the ports inbound', () => {
    expect(vmCaptureNotes(LEAST)).toEqual([
      'Inbound, only 8080, 9100 go through the proxy. Every other port of the machine, such as 22 of SSH, is reached as before.',
      'Outbound, every call goes through the proxy.',
    ]);
  });

  it('is less where ports are left out', () => {
    const excludedPorts = { inbound: [9100], outbound: [25, 5432] };
    expect(vmCaptureNotes({ ...LEAST, excludedPorts })).toEqual([
      'Inbound, only 8080 go through the proxy. Every other port of the machine, such as 22 of SSH, is reached as before.',
      'Callers reach 9100 without the proxy: unencrypted, and no policy of the mesh holds there. Pods under the same name are called unencrypted on these ports, too.',
      'Outbound, every call goes through the proxy but those to the ports 25, 5432 of other hosts, for which no route, policy or mTLS of the mesh holds.',
    ]);
    expect(
      vmCaptureNotes({ ...LEAST, excludedPorts: { inbound: [8080, 9100] } })[0],
    ).toBe('Inbound, nothing goes through the proxy.');
  });

  it('is nothing without iptables', () => {
    const [inbound] = vmCaptureNotes({
      ...LEAST,
      withoutCapture: { dependencies: [] },
    });
    expect(inbound).toContain('has to listen on 127.0.0.1 only');
  });
});

describe('the HTTP proxy', () => {
  const proxied = (httpProxy: object): VmOnboardingInput => ({
    ...LEAST,
    withoutCapture: { dependencies: [DETAILS, DB], httpProxy },
  });

  it('is told to programs by variables', () => {
    expect(vmHttpProxySettings(proxied({}))).toBe(
      'http_proxy=http://127.0.0.1:15080\nno_proxy=localhost,127.0.0.1,::1\n',
    );
    expect(vmHttpProxySettings(proxied({ port: 3128 }))).toContain(
      '127.0.0.1:3128\n',
    );
    expect(vmHttpProxySettings(LEAST)).toBe('');
    expect(
      vmHttpProxySettings({ ...LEAST, withoutCapture: { dependencies: [DB] } }),
    ).toBe('');
  });

  it('leaves in /etc/hosts what it cannot carry', () => {
    expect(vmHostsBlock(proxied({}))).toContain('127.0.0.2 db.example.org\n');
    expect(vmHostsBlock(proxied({}))).not.toContain('details');
    expect(
      vmHostsBlock({
        ...LEAST,
        withoutCapture: { dependencies: [DETAILS], httpProxy: {} },
      }),
    ).toBe('');
  });
});

it('names the account of a machine after its group', () => {
  expect(machineServiceAccountOf(LEAST, 'vm-01')).toBe('ratings-vm');
  expect(
    machineServiceAccountOf({ ...LEAST, identity: 'machine' }, 'payments'),
  ).toBe('ratings-vm-payments');
});
