import { policyObject } from '../generated/policyObject';
import type { WireCase } from './WireCase';

const SIDECAR = 'alpha/web-v1';
const PLAIN = 'plain/raw';
const MACHINE = 'beta/legacy';

const allow = (name: string, app: string, rule: object) =>
  policyObject('AuthorizationPolicy', name, 'gamma', {
    selector: { matchLabels: { app } },
    rules: [rule],
  });
const get = { to: [{ operation: { methods: ['GET'] } }] };

/** Ports, and Services of every shape. */
export const PORT_CASES: WireCase[] = [
  {
    title: 'nothing is said',
    objects: [],
    calls: [
      ...[SIDECAR, PLAIN, MACHINE, 'gamma/bare'].flatMap(
        from =>
          [
            [from, 'gamma/multi', 80],
            [from, 'gamma/multi', 8000],
            [from, 'gamma/multi', 9000],
            [from, 'gamma/multi', 8500],
            [from, 'gamma/multi', 8600],
            [from, 'gamma/fixed', 80],
            [from, 'gamma/as-tcp', 80],
            [from, 'gamma/strange', 80],
            [from, 'gamma/as-http', 80],
            [from, 'gamma/pods', 80],
            [from, 'gamma/pods', 8080],
            [from, 'gamma/aside', 80],
            [from, 'gamma/aside', 8000],
            [from, 'edge/gate', 80],
          ] as WireCase['calls'],
      ),
      [SIDECAR, 'gamma/bare', 80],
      ['gamma/aside', 'gamma/multi', 8000],
      ['gamma/aside', 'gamma/fixed', 80],
      ['gamma/multi', 'gamma/pods', 8080],
      ['gamma/multi', 'gamma/multi', 80],
    ],
  },
  {
    title: 'HTTP methods on ports of each protocol',
    objects: [
      allow('get', 'multi', get),
      allow('get-aside', 'aside', get),
      allow('get-strange', 'strange', get),
    ],
    calls: [
      ...[SIDECAR, PLAIN].flatMap(from =>
        ['GET', 'POST'].flatMap(
          method =>
            [
              [from, 'gamma/multi', 80, { method }],
              [from, 'gamma/multi', 8000, { method }],
              [from, 'gamma/multi', 9000, { method }],
              [from, 'gamma/multi', 8500, { method }],
              [from, 'gamma/multi', 8600, { method }],
              [from, 'gamma/as-tcp', 80, { method }],
              [from, 'gamma/strange', 80, { method }],
              [from, 'gamma/as-http', 80, { method }],
              [from, 'gamma/pods', 8080, { method }],
              [from, 'gamma/pods', 80, { method }],
              [from, 'gamma/aside', 80, { method }],
              [from, 'gamma/aside', 8000, { method }],
            ] as WireCase['calls'],
        ),
      ),
      ['gamma/multi', 'gamma/pods', 8080, { method: 'POST' }],
      ['gamma/multi', 'gamma/multi', 80, { method: 'POST' }],
    ],
  },
  {
    title: 'STRICT, and other modes of single ports',
    objects: [
      policyObject('PeerAuthentication', 'strict', 'gamma', {
        selector: { matchLabels: { app: 'multi' } },
        mtls: { mode: 'STRICT' },
        portLevelMtls: {
          8081: { mode: 'PERMISSIVE' },
          9090: { mode: 'DISABLE' },
        },
      }),
      policyObject('PeerAuthentication', 'all', 'gamma', {
        mtls: { mode: 'STRICT' },
        portLevelMtls: { 8081: { mode: 'DISABLE' } },
      }),
    ],
    calls: [
      ...[SIDECAR, PLAIN, 'gamma/bare'].flatMap(
        from =>
          [
            [from, 'gamma/multi', 80],
            [from, 'gamma/multi', 8000],
            [from, 'gamma/multi', 9000],
            [from, 'gamma/fixed', 80],
            [from, 'gamma/as-tcp', 80],
            [from, 'gamma/strange', 80],
            [from, 'gamma/as-http', 80],
            [from, 'gamma/pods', 80],
            [from, 'gamma/pods', 8080],
            [from, 'gamma/aside', 80],
            [from, 'gamma/aside', 8000],
          ] as WireCase['calls'],
      ),
    ],
  },
];
