import { egressDetail } from '../../../__testUtils__/egress';
import { formValues, gatewayOf } from './formValues';

describe('the form of a gateway', () => {
  it('is filled so that it makes the same gateway', () => {
    const input = {
      name: 'payments-out',
      namespace: 'bookinfo',
      pattern: 'gateway-api',
      upstreams: [
        {
          host: 'api.example.org',
          protocol: 'TLS-ORIGINATION',
          tls: { mode: 'MUTUAL', credentialName: 'partner-cert' },
        },
        { host: 'db.example.net', protocol: 'TCP', port: 5432 },
      ],
      callers: [{ namespace: 'bookinfo', serviceAccounts: ['ratings'] }],
      component: 'ratings',
      owner: 'team-ratings',
      revision: 'canary',
      replicas: 2,
      resources: { limits: { memory: '1Gi' } },
      disruptionBudget: { minAvailable: 1 },
      readiness: { timeoutSeconds: 5 },
      authorization: { provider: 'opa' },
      accessLog: { errorsOnly: true },
      networkPolicy: true,
      strictMtls: true,
    };
    expect(gatewayOf(formValues(egressDetail({ input })))).toEqual(input);
  });

  it('keeps whole namespaces as they are', () => {
    const input = {
      name: 'payments-out',
      namespace: 'bookinfo',
      upstreams: [{ host: 'api.example.org' }],
      clientNamespaces: ['checkout'],
    };
    const values = formValues(egressDetail({ input }));
    expect(values.access).toEqual({ clientNamespaces: ['checkout'] });
    expect(gatewayOf(values)).toMatchObject({ clientNamespaces: ['checkout'] });
  });

  it('names nobody for a gateway without callers', () => {
    const { access } = formValues(
      egressDetail({
        input: { name: 'a', namespace: 'b', upstreams: [{ host: 'c.d' }] },
      }),
    );
    expect(access).toEqual({ clientNamespaces: [] });
  });

  it('makes a list of the one host of an older gateway', () => {
    const values = formValues(
      egressDetail({
        input: { name: 'a', namespace: 'b', host: 'c.example', port: 8443 },
      }),
    );
    expect(values.upstreams).toEqual([{ host: 'c.example', port: 8443 }]);
  });

  it('gives names where the form has references, and leaves out what is empty', () => {
    expect(
      gatewayOf({
        name: 'a',
        namespace: 'b',
        component: 'component:default/ratings',
        owner: 'group:default/team-ratings',
        access: { clientNamespaces: [] },
        options: {},
      }),
    ).toEqual({
      name: 'a',
      namespace: 'b',
      component: 'ratings',
      owner: 'team-ratings',
    });
  });
});
