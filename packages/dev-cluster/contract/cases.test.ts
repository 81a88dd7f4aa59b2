import { join } from 'node:path';
import { checkTopic, readTopics } from './cases';

const request = { method: 'GET', path: '/version' };
const step = { request, expect: { status: 200 } };
const topic = (cases: unknown[]) => ({ topic: 'Test', cases });

describe('checkTopic', () => {
  it('accepts a request and a watch', () => {
    const watch = {
      watch: { path: '/api/v1/pods' },
      during: [step],
      expect: { status: 200, events: [] },
    };
    const checked = checkTopic(
      topic([{ name: 'a', steps: [step, watch] }]),
      'test.yaml',
    );
    expect(checked.file).toBe('test.yaml');
  });

  it.each<[string, unknown[], string]>([
    ['no steps', [{ name: 'a', steps: [] }], '"a" has no steps'],
    [
      'a request without expectations',
      [{ name: 'a', steps: [{ request }] }],
      '"a" step 1: expect is missing',
    ],
    [
      'an expectation without a status',
      [{ name: 'a', steps: [{ request, expect: { body: {} } }] }],
      '"a" step 1 expect: status is missing',
    ],
    [
      'a misspelt key',
      [{ name: 'a', steps: [{ ...step, saves: {} }] }],
      'unknown key saves',
    ],
    [
      'a misspelt expectation',
      [{ name: 'a', steps: [{ request, expect: { status: 200, bdy: {} } }] }],
      'unknown key bdy',
    ],
    [
      'a wrong step inside of a watch',
      [
        {
          name: 'a',
          steps: [
            {
              watch: { path: '/' },
              during: [{ request }],
              expect: { status: 200 },
            },
          ],
        },
      ],
      '"a" step 1 during step 1: expect is missing',
    ],
    [
      'a name that is there twice',
      [
        { name: 'a', steps: [step] },
        { name: 'a', steps: [step] },
      ],
      '"a" is there twice',
    ],
  ])('refuses %s', (_, cases, message) => {
    expect(() => checkTopic(topic(cases), 'test.yaml')).toThrow(message);
  });

  it('reads the suite, which has at least 200 cases', () => {
    const topics = readTopics(join(__dirname, 'cases'));
    expect(topics.flatMap(one => one.cases).length).toBeGreaterThan(200);
  });
});
