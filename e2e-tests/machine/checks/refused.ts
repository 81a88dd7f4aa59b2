import { Enrolling, expectEnd } from '../Enrolling';
import { archive, OtherAnswer, StubPortal, sumOf, TOKEN } from '../StubPortal';
import { expect } from '../../support/expect';
import { Part } from './Part';

interface Wrong {
  what: string;
  words: RegExp;
  make(portal: StubPortal, enrolling: Enrolling): Promise<unknown> | unknown;
}

function answered(status: number, body: string, headers = {}): Wrong['make'] {
  const answer: OtherAnswer = { status, body, headers };
  return portal => portal.answers.push(answer, answer, answer, answer);
}

function told(key: string, value: string, words: RegExp): Wrong {
  return {
    what: `${key} is ${JSON.stringify(value)}`,
    words,
    make: portal => Object.assign(portal.enrolment, { [key]: value }),
  };
}

function held(name: string, text: string | undefined, words: RegExp): Wrong {
  return {
    what: `${name} is ${JSON.stringify(text) ?? 'missing'}`,
    words,
    make: portal => Object.assign(portal.files, { [name]: text }),
  };
}

const ANSWERS: Wrong[] = [
  {
    what: 'the code is not taken',
    words: /gave no bundle \(403\): The code is not valid/,
    make: answered(403, 'The code is not valid. Make another one.\n'),
  },
  {
    what: 'the request went back',
    words: /gave no bundle \(409\): Tell the owner/,
    make: answered(409, 'Tell the owner of the request.\n'),
  },
  {
    what: 'an answer would write on the terminal',
    words: /\(400\): a\[31mb/,
    make: answered(400, 'a\u001b[31mb\u0007\n'),
  },
  {
    what: 'the portal asks to wait, over and over',
    words: /asks to wait \(429\)[^]*gave no bundle \(429\): later/,
    make: answered(429, 'later\n', { 'Retry-After': '0' }),
  },
  {
    what: 'the portal asks to wait for an hour',
    words: /gave no bundle \(429\): later/,
    make: answered(429, 'later\n', { 'Retry-After': '3600' }),
  },
  {
    what: 'the answer leads elsewhere',
    words: /gave no bundle \(302\)/,
    make: answered(302, '', { Location: 'https://127.0.0.1:1/' }),
  },
  {
    what: 'the answer is no archive',
    words: /is not a bundle/,
    make: answered(200, 'hello\n'),
  },
  {
    what: 'a file is there twice',
    words: /is not a bundle/,
    make: async portal => {
      const body = await archive([
        ['hosts', 'a'],
        ['hosts', 'b'],
      ]);
      portal.answers.push({ body });
    },
  },
  ...['../../etc/cron.d/x', '/etc/cron.d/x', 'other', './hosts'].map(
    (name): Wrong => ({
      what: `the archive has ${name}`,
      words: /is not a bundle/,
      make: portal => Object.assign(portal.files, { [name]: 'text' }),
    }),
  ),
  ...['cluster.env', 'enrolment', 'istio-token', 'mesh.yaml', 'hosts'].map(
    name => held(name, undefined, /is not a bundle/),
  ),
  ...['cluster.env', 'enrolment', 'istio-token', 'mesh.yaml'].map(name =>
    held(name, '', new RegExp(`empty ${name.replace('.', '\\.')}`)),
  ),
  held('root-cert.pem', 'hello', /no root certificate/),
  held('hosts', '', /does not say where istiod is/),
  held('hosts', '10.0.0.9 istiod $(reboot)\n', /do not belong in \/etc\/hosts/),
  held('hosts-block', '127.0.0.2 a;b\n', /do not belong in \/etc\/hosts/),
  held('enrolment', 'REQUEST=$(reboot)\n', /in a form that this script/),
  held('enrolment', 'hello\n', /in a form that this script/),
  told('REQUEST', 'another-one', /of another request/),
  told('PACKAGE_SHA256', 'abc', /no SHA-256/),
  told('PACKAGE_SHA256', sumOf('x').toUpperCase(), /no SHA-256/),
  told('PACKAGE_SHA256', sumOf('another'), /not the one that .* pinned/),
  told('PACKAGE_FORMAT', 'rpm', /a package that is not deb for/),
  told('PACKAGE_ARCH', 's390x', /a package that is not deb for/),
  told('GROUP', '', /does not say GROUP/),
  told(
    'PACKAGE_URL',
    'https://127.0.0.1:1/x',
    /could not be had: .*refused|connect/,
  ),
  told(
    'PACKAGE_URL',
    'http://127.0.0.1:1/x',
    /could not be had: .*[Pp]rotocol/,
  ),
  told('PACKAGE_URL', 'file:///etc/passwd', /could not be had: .*[Pp]rotocol/),
  {
    what: 'the package is not at its address',
    words: /could not be had: .*404/,
    make: portal =>
      Object.assign(portal.enrolment, {
        PACKAGE_URL: `${portal.origin}/packages/other`,
      }),
  },
  {
    what: 'the package is another program',
    words: /holds is not the package istio-sidecar/,
    make: (portal, { misnamed }) => {
      portal.sidecar = misnamed;
    },
  },
  {
    what: 'istiod has another address in /etc/hosts',
    words: /leads istiod\.istio-system\.svc elsewhere already: 10\.9\.9\.9 /,
    make: (_, enrolling) => {
      enrolling.machine.write(
        '/etc/hosts',
        '127.0.0.1 localhost\n10.9.9.9 istiod.istio-system.svc # old\n',
      );
      enrolling.remember();
    },
  },
];

export const refused: Part = {
  title: 'What the portal sends is looked at before anything is changed',
  async run(checks, enrolling) {
    const { portal, machine } = enrolling;
    for (const { what, words, make } of ANSWERS) {
      await checks.check(`changes nothing when ${what}`, async () => {
        enrolling.reset();
        enrolling.remember();
        await make(portal, enrolling);
        const ended = await enrolling.join();
        expectEnd(ended, 1, words);
        enrolling.expectUnchanged();
        expect(portal.redeems >= 1, 'the code was sent', portal.calls.length);
        expect(
          !(ended.stdout + ended.stderr).includes(TOKEN),
          'it does not say the token',
          ended,
        );
      });
    }
    machine.write('/etc/hosts', `127.0.0.1 localhost\n`);
    enrolling.remember();
  },
};
