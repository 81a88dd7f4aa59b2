/** What a person says, good: an application on machines of one IAM role. */
export const onboarding = {
  machines: {
    name: 'ratings',
    namespace: 'bookinfo',
    ports: [{ name: 'http', number: 9080 }],
    service: { kind: 'existing', name: 'ratings' },
    withoutCapture: {
      dependencies: [
        { host: 'details.bookinfo.svc.cluster.local', port: 8080 },
      ],
    },
  },
  rules: [
    {
      workloads: [
        {
          aws: {
            accounts: ['123456789012'],
            ec2: { iamRoleNames: ['ratings'] },
          },
        },
      ],
    },
  ],
  endpoint: { host: 'onboarding.example.org' },
};

/** A plane with its own certificate. */
export const plane = {
  hosts: ['onboarding.example.org'],
  certificate: { secretName: 'onboarding-tls' },
};

/** Public keys, as an issuer shows them. */
export const publicKeys = JSON.stringify({
  keys: [{ kty: 'EC', crv: 'P-256', x: 'eA', y: 'eQ', kid: 'one' }],
});

/** A copy with one value in another place set to something else. */
export function withValue(
  source: object,
  path: (string | number)[],
  value: unknown,
): unknown {
  const copy = structuredClone(source) as any;
  const last = path[path.length - 1];
  let at = copy;
  path.slice(0, -1).forEach((step, index) => {
    at[step] ??= typeof path[index + 1] === 'number' ? [] : {};
    at = at[step];
  });
  if (value === undefined) {
    delete at[last];
  } else {
    at[last] = value;
  }
  return copy;
}
