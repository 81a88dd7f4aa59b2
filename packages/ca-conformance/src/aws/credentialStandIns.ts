import { FaultScript, startWireServer, WireServer } from '../core';
import { AwsPrincipal, AwsPrincipals } from './AwsPrincipals';

const hour = 3600 * 1000;
const iso = (date: Date) => date.toISOString().replace(/\.\d+Z$/, 'Z');

const xmlError = (code: string, message: string, status: number) => ({
  status,
  headers: { 'content-type': 'text/xml' },
  body: `<ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error><RequestId>0</RequestId></ErrorResponse>`,
});

/**
 * STS for `AssumeRoleWithWebIdentity` only, as service accounts of Kubernetes
 * use it (IRSA): a known token is exchanged for a role's temporary keys.
 */
export function startSts(options: {
  principals: AwsPrincipals;
  /** What the projected token of the service account holds. */
  token: string;
  role: AwsPrincipal;
  /** ARN that is asked for. */
  roleArn: string;
  faults?: FaultScript;
  port?: number;
}): Promise<WireServer> {
  const { principals, token, role, roleArn, faults, port } = options;
  return startWireServer(
    {
      operationOf: ({ body }) =>
        new URLSearchParams(body.toString()).get('Action') ?? 'none',
      async answer({ body }) {
        const form = new URLSearchParams(body.toString());
        if (form.get('Action') !== 'AssumeRoleWithWebIdentity') {
          return xmlError('InvalidAction', 'It is not known here.', 400);
        }
        if (form.get('WebIdentityToken') !== token) {
          return xmlError(
            'InvalidIdentityToken',
            'The web identity token cannot be validated.',
            400,
          );
        }
        if (form.get('RoleArn') !== roleArn) {
          return xmlError(
            'AccessDenied',
            'Not authorized to perform sts:AssumeRoleWithWebIdentity',
            403,
          );
        }
        const key = principals.temporary(role);
        return {
          status: 200,
          headers: { 'content-type': 'text/xml' },
          body: [
            '<AssumeRoleWithWebIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">',
            '<AssumeRoleWithWebIdentityResult><Credentials>',
            `<AccessKeyId>${key.accessKeyId}</AccessKeyId>`,
            `<SecretAccessKey>${key.secretAccessKey}</SecretAccessKey>`,
            `<SessionToken>${key.sessionToken}</SessionToken>`,
            `<Expiration>${iso(new Date(Date.now() + hour))}</Expiration>`,
            '</Credentials><AssumedRoleUser>',
            `<Arn>${role.arn}</Arn><AssumedRoleId>AROA:meshport</AssumedRoleId>`,
            '</AssumedRoleUser></AssumeRoleWithWebIdentityResult>',
            '<ResponseMetadata><RequestId>0</RequestId></ResponseMetadata>',
            '</AssumeRoleWithWebIdentityResponse>',
          ].join(''),
        };
      },
      throttled: () => xmlError('Throttling', 'Rate exceeded', 400),
      failed: status => xmlError('InternalFailure', 'Failed.', status),
    },
    { faults, port },
  );
}

/** The agent of EKS Pod Identity: a token is exchanged for keys. */
export function startPodIdentity(options: {
  principals: AwsPrincipals;
  token: string;
  role: AwsPrincipal;
  port?: number;
}): Promise<WireServer> {
  const { principals, token, role, port } = options;
  const json = (status: number, body: unknown) => ({
    status,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  return startWireServer(
    {
      operationOf: () => 'credentials',
      async answer({ headers }) {
        if (headers.authorization !== token) {
          return json(401, { message: 'The token is not known.' });
        }
        const key = principals.temporary(role);
        return json(200, {
          AccessKeyId: key.accessKeyId,
          SecretAccessKey: key.secretAccessKey,
          Token: key.sessionToken,
          Expiration: iso(new Date(Date.now() + hour)),
        });
      },
      throttled: () => json(429, {}),
      failed: status => json(status, {}),
    },
    { port },
  );
}
