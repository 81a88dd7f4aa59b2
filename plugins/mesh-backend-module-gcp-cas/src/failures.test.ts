import {
  InputError,
  NotAllowedError,
  ServiceUnavailableError,
} from '@backstage/errors';
import { errorOf, readFailure, ServiceFailure } from './failures';

const HOST = 'privateca.googleapis.com';
const URL_OF_SERVICE = `https://${HOST}/v1/projects/p`;
const SECRET = 'ya29.secret';

/** As google-gax 5 throws by REST: the answer as text, and the whole request. */
function restError(
  status: number,
  body: unknown,
  options: { url?: string; headers?: Headers } = {},
) {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return Object.assign(new Error(text), {
    code: status,
    status,
    config: {
      url: new URL(options.url ?? URL_OF_SERVICE),
      headers: { authorization: `Bearer ${SECRET}` },
    },
    response: { status, headers: options.headers },
  });
}

const said = (status: string, message = 'why') => ({
  error: { code: 1, status, message },
});

describe('failures of Google’s client', () => {
  it.each<[string, unknown, string, boolean]>([
    [
      'REST, the code in the body',
      restError(409, said('ABORTED')),
      'ABORTED',
      true,
    ],
    ['REST', restError(409, said('ALREADY_EXISTS')), 'ALREADY_EXISTS', false],
    [
      'REST',
      restError(429, said('RESOURCE_EXHAUSTED')),
      'RESOURCE_EXHAUSTED',
      true,
    ],
    [
      'REST',
      restError(400, said('FAILED_PRECONDITION')),
      'FAILED_PRECONDITION',
      false,
    ],
    [
      'a page of a proxy',
      restError(502, '<html>bad</html>'),
      'UNAVAILABLE',
      true,
    ],
    [
      'a page of a proxy',
      restError(403, '<html>no</html>'),
      'PERMISSION_DENIED',
      false,
    ],
    ['a page of a proxy', restError(429, ''), 'RESOURCE_EXHAUSTED', true],
    [
      'gRPC, and google-gax 6',
      Object.assign(new Error('why'), { code: 8 }),
      'RESOURCE_EXHAUSTED',
      true,
    ],
    [
      'gRPC, and google-gax 6',
      Object.assign(new Error('why'), { code: 14 }),
      'UNAVAILABLE',
      true,
    ],
    [
      'gRPC, and google-gax 6',
      Object.assign(new Error('why'), { code: 6 }),
      'ALREADY_EXISTS',
      false,
    ],
    [
      'gRPC, and google-gax 6',
      Object.assign(new Error('why'), { code: 13 }),
      'INTERNAL',
      true,
    ],
    [
      'the network',
      Object.assign(new Error('socket'), {
        code: 'ECONNRESET',
        config: { url: URL_OF_SERVICE },
      }),
      'UNAVAILABLE',
      true,
    ],
    [
      'an answer cut short',
      new SyntaxError('Unexpected end of JSON'),
      'UNREADABLE',
      true,
    ],
    ['anything else', 'nothing', 'UNAVAILABLE', true],
    [
      'the token service',
      restError(
        400,
        { error: 'invalid_grant' },
        { url: 'https://sts.googleapis.com/v1/token' },
      ),
      'CREDENTIALS',
      false,
    ],
    [
      'the token service',
      restError(503, '', { url: 'https://sts.googleapis.com/v1/token' }),
      'UNAVAILABLE',
      true,
    ],
    [
      'the library',
      new Error('Could not load the default credentials. Browse to …'),
      'CREDENTIALS',
      false,
    ],
  ])('%s: %# is %s', (_, error, code, passing) => {
    const failure = readFailure(error, HOST);
    expect(failure.code).toBe(code);
    expect(failure.passing).toBe(passing);
    expect(
      JSON.stringify({ ...failure, message: failure.message }),
    ).not.toContain(SECRET);
  });

  it('keeps the service’s sentence and the wait that it asks for', () => {
    const failure = readFailure(
      restError(429, said('RESOURCE_EXHAUSTED', 'Quota exceeded'), {
        headers: new Headers({ 'retry-after': '3' }),
      }),
      HOST,
    );
    expect(failure.message).toBe('Quota exceeded');
    expect(failure.retryAfterMs).toBe(3000);
    const long = readFailure(
      restError(400, said('INVALID_ARGUMENT', 'x'.repeat(5000))),
      HOST,
    );
    expect(long.message).toHaveLength(600);
  });

  it.each([
    [
      'PERMISSION_DENIED',
      NotAllowedError,
      'Grant privateca.certificates.create on the pool',
    ],
    ['UNAUTHENTICATED', NotAllowedError, 'GOOGLE_APPLICATION_CREDENTIALS'],
    ['NOT_FOUND', InputError, 'Check gcp.pool'],
    ['INVALID_ARGUMENT', InputError, 'was refused by Google: why'],
    ['UNIMPLEMENTED', InputError, 'was refused by Google: why'],
    ['INTERNAL', ServiceUnavailableError, 'failed at Google: why'],
    ['RESOURCE_EXHAUSTED', ServiceUnavailableError, 'failed at Google: why'],
  ])('tells people of %s what to do', (code, type, text) => {
    const error = errorOf(new ServiceFailure(code, 'why'), {
      what: 'The issue',
      permission: 'privateca.certificates.create',
      resource: 'the pool',
    });
    expect(error).toBeInstanceOf(type);
    expect(error.message).toContain(text);
  });
});
