import { NotAllowedError, ServiceUnavailableError } from '@backstage/errors';
import { mockServices } from '@backstage/backend-test-utils';
import express from 'express';
import request from 'supertest';
import { createEnrolRouter } from './enrolRouter';
import { RedeemService } from './RedeemService';
import { CodeRefusedError, TooManyTriesError } from './refusals';

const ID = '0f0e0d0c-0b0a-0908-0706-050403020100';
const FORM = {
  code: 'aaaa-bbbb-cccc-dddd-eeee-ffff-gggg',
  request: ID,
  hostname: 'vm-01',
  address: '10.0.0.7',
  format: 'deb',
  arch: 'amd64',
};

function appWith(redeem: RedeemService['redeem'], trustProxy = false) {
  const app = express();
  app.set('trust proxy', trustProxy);
  const error = jest.fn();
  const logger = mockServices.logger.mock({ error });
  app.use(
    createEnrolRouter({
      auditor: mockServices.auditor.mock({
        createEvent: async () => ({
          success: async () => {},
          fail: async () => {},
        }),
      }),
      logger,
      redeems: { redeem } as RedeemService,
      script: Buffer.from('#!/bin/sh\n'),
    }),
  );
  return { app, error };
}

const nothing: RedeemService['redeem'] = async () => [];
const failing =
  (error: Error): RedeemService['redeem'] =>
  async () => {
    throw error;
  };

describe('what a machine sends', () => {
  const send = (form: object) =>
    request(appWith(nothing).app).post('/enrol/redeem').type('form').send(form);

  it('may be what the script sends', async () => {
    expect((await send(FORM)).status).toBe(200);
    expect(
      (
        await send({
          ...FORM,
          address: 'fd00::7',
          format: 'rpm',
          arch: 'arm64',
        })
      ).status,
    ).toBe(200);
  });

  it.each<[string, unknown]>([
    ['code', undefined],
    ['code', ''],
    ['code', 'a'.repeat(201)],
    ['code', ['one', 'two']],
    ['request', undefined],
    ['request', 'mine'],
    ['request', ID.toUpperCase()],
    ['request', `${ID} `],
    ['request', `${ID}\n`],
    ['request', '../../etc/passwd'],
    ['request', "' or 1=1 --"],
    ['hostname', undefined],
    ['hostname', ''],
    ['hostname', 'a b'],
    ['hostname', '$(id)'],
    ['hostname', '`id`'],
    ['hostname', 'a;b'],
    ['hostname', 'a\nb'],
    ['hostname', 'ä.example.com'],
    ['hostname', '<script>'],
    ['hostname', 'a'.repeat(254)],
    ['hostname', 'a_b'],
    ['address', undefined],
    ['address', ''],
    ['address', 'vm.example.com'],
    ['address', '10.0.0'],
    ['address', '10.0.0.256'],
    ['address', '010.0.0.1'],
    ['address', '10.0.0.1/24'],
    ['address', '::ffff::1'],
    ['address', 'fe80::1%eth0'],
    ['format', undefined],
    ['format', 'apk'],
    ['format', 'DEB'],
    ['arch', undefined],
    ['arch', 'x86_64'],
    ['arch', 'aarch64'],
    ['arch', 'amd64 '],
  ])('is refused by its field: %s %j', async (field, value) => {
    const { status, text, headers } = await send({ ...FORM, [field]: value });
    expect([status, text, headers['content-type']]).toEqual([
      400,
      expect.stringMatching(new RegExp(`^${field}: [^\n]+\n$`)),
      'text/plain; charset=utf-8',
    ]);
    expect(text).not.toContain(FORM.code);
  });

  it('is not repeated in what is answered', async () => {
    const { text } = await send({
      ...FORM,
      hostname: 'vm $(reboot)',
      address: '<b>10.0.0.7</b>',
    });
    expect(text).toMatch(/^hostname: .*; address: /);
    expect(text).not.toMatch(/reboot|<b>/);
  });

  it('is refused with other fields, and with several at once in one line', async () => {
    const { text } = await send({ ...FORM, arch: 'x', audience: 'kubernetes' });
    expect(text).toMatch(
      /^arch: .*; body: there are other fields than [^\n]*\n$/,
    );
    expect((await send({ ...FORM, 'code[x]': 'y' })).status).toBe(400);
  });

  it('is a small form', async () => {
    const post = () => request(appWith(nothing).app).post('/enrol/redeem');
    const answers = await Promise.all([
      post().type('json').send(FORM),
      post().type('text').send('code=a'),
      post(),
      post()
        .type('form')
        .send(`code=${'a'.repeat(5000)}`),
      post()
        .type('form')
        .send(Array.from({ length: 40 }, (_, n) => `f${n}=1`).join('&')),
      post().type('form').set('Content-Encoding', 'gzip').send('code=a'),
      request(appWith(nothing).app).get('/enrol/redeem'),
    ]);
    expect(answers.map(one => one.status)).toEqual([
      415, 415, 415, 413, 400, 400, 404,
    ]);
  });

  it('comes from the address that the proxy tells where it is trusted', async () => {
    const sources: string[] = [];
    const note: RedeemService['redeem'] = async (_, source) => {
      sources.push(source);
      return [];
    };
    for (const trustProxy of [false, true]) {
      await request(appWith(note, trustProxy).app)
        .post('/enrol/redeem')
        .set('X-Forwarded-For', '198.51.100.9')
        .type('form')
        .send(FORM);
    }
    expect(sources).toEqual(['127.0.0.1', '198.51.100.9']);
  });
});

describe('what a machine is answered', () => {
  it.each<[Error, number, RegExp, string | undefined]>([
    [new CodeRefusedError(), 403, /^This code is not good/, undefined],
    [new TooManyTriesError(17), 429, /wait 17 seconds/, '17'],
    [new ServiceUnavailableError('no answer'), 503, /^no answer\n/, '15'],
    [new NotAllowedError('bind the role'), 409, /^bind the role\n/, undefined],
  ])('%s', async (error, expected, words, retryAfter) => {
    const { status, text, headers } = await request(appWith(failing(error)).app)
      .post('/enrol/redeem')
      .type('form')
      .send(FORM);
    expect([status, text, headers['retry-after']]).toEqual([
      expected,
      expect.stringMatching(words),
      retryAfter,
    ]);
  });

  it('tells nothing of an error that nobody foresaw', async () => {
    const { app, error } = appWith(
      failing(new TypeError('the token is eyJhbGciOi')),
    );
    const { status, text } = await request(app)
      .post('/enrol/redeem')
      .type('form')
      .send(FORM);
    expect([status, text]).toEqual([
      500,
      expect.stringMatching(/^The portal could not do it/),
    ]);
    expect(error).toHaveBeenCalledWith(
      'a machine could not redeem its code: TypeError',
    );
  });
});
